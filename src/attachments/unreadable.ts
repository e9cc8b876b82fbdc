import { UserError } from '../errors.ts';
import { type Text, text } from '../language/language.ts';

/** A file can't be read. The message says why, without the file's name, and what can be done. */
export class Unreadable extends UserError {
  override name = 'Unreadable';
}

/** Bytes as people say them. */
export function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`;
}

export function tooLarge(most: number): Text {
  return text('unreadable.tooLarge', { most: inMegabytes(most) });
}
