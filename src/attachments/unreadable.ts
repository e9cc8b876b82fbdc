import { UserError } from '../errors.ts';

/** A file can't be read. The message says why, without the file's name, and what can be done. */
export class Unreadable extends UserError {
  override name = 'Unreadable';
}

/** Bytes as people say them. */
export function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`;
}

export function tooLarge(most: number): string {
  return `It is larger than the ${inMegabytes(most)} that I read; send a smaller one.`;
}
