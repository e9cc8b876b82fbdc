import type { FileLimits, SentFile } from '../conversation/files/files.ts';
import { pictureTokens, SEEN_WHOLE } from '../conversation/files/picture-tokens.ts';
import { type Text, text } from '../language/language.ts';
import { FILE_MEGABYTES, FILES_PER_MESSAGE } from '../settings/schema.ts';
import { inMegabytes, tooLarge } from './unreadable.ts';

/** Bytes of one file. */
export const FILE_BYTES = FILE_MEGABYTES.most * 1024 * 1024;

/** Bytes of all files of a message. */
const MESSAGE_BYTES = 100 * 1024 * 1024;

/** Which files of a message are fetched. */
export interface Admitted {
  file: SentFile;
  /** Tokens that it may cost. */
  tokens: number;
  /** Why it is not fetched; undefined: it is. */
  why: Text | undefined;
}

/** Bytes that a file may have. */
export function mostBytes({ fileBytes = FILE_BYTES }: Pick<FileLimits, 'fileBytes'>): number {
  return Math.min(fileBytes, FILE_BYTES);
}

/** Decides by what Discord says of them which files are fetched, and divides the tokens between those. */
export function admit(files: readonly SentFile[], limits: FileLimits): Admitted[] {
  const reasons = refusals(files, limits);
  const wanted = files.map((file, at) => (reasons[at] === undefined ? wantedBy(file, limits) : 0));
  const parts = divide(limits.tokens, wanted);
  return files.map((file, at) => ({ file, tokens: parts[at] ?? 0, why: reasons[at] }));
}

function refusals(files: readonly SentFile[], limits: FileLimits): (Text | undefined)[] {
  const most = Math.min(limits.files ?? Infinity, FILES_PER_MESSAGE.most);
  let count = 0;
  let bytes = 0;
  return files.map(({ size }) => {
    if (size > mostBytes(limits)) return tooLarge(mostBytes(limits));
    if (most === 0) return text('unreadable.notHere');
    if (count === most) return text('unreadable.tooManyFiles', { most });
    if (bytes + size > MESSAGE_BYTES)
      return text('unreadable.tooLargeTogether', { most: inMegabytes(MESSAGE_BYTES) });
    count += 1;
    bytes += size;
    return undefined;
  });
}

/** Tokens that a file could cost at most, as far as its description tells. A byte of text is at most one. */
function wantedBy({ type, size }: SentFile, { model }: FileLimits): number {
  if (type.startsWith('image/'))
    return pictureTokens(model, { width: SEEN_WHOLE.side, height: SEEN_WHOLE.side });
  return type.startsWith('text/') ? size : Infinity;
}

/** Divides a total: whoever wants little gets it, and the others share what is left in equal parts. */
export function divide(total: number, wanted: readonly number[]): number[] {
  const parts = wanted.map(() => 0);
  const modestFirst = wanted.map((want, at) => ({ want, at })).toSorted((a, b) => a.want - b.want);
  let left = total;
  for (const [served, { want, at }] of modestFirst.entries()) {
    const part = Math.min(want, Math.floor(left / (wanted.length - served)));
    parts[at] = part;
    left -= part;
  }
  return parts;
}
