import type { ContextMessage } from '../context.ts';
import type { Attachment, Entry } from '../entry.ts';
import { pictureTokens } from './picture-tokens.ts';
import type { Copies } from '../speech.ts';

// What the model is sent of people's files beside their marks.

/** A picture that stands in a text. */
export interface PictureAt {
  bytes: Uint8Array;
  mediaType: string;
  /** UTF-16 units of the text that stand before it. */
  at: number;
}

type Picture = Omit<PictureAt, 'at'>;

/** The pictures of an entry of which there are copies, in the order of their marks. */
export function picturesOf({ attachments }: Entry, copies: Copies): Picture[] {
  return attachments.flatMap(({ id, found }) => {
    const bytes = id === undefined ? undefined : copies.get(id);
    return bytes && found?.kind === 'picture' ? [{ bytes, mediaType: found.mediaType }] : [];
  });
}

/** What these cost. */
export function pictureTokensOf({ attachments }: Entry, copies: Copies): number {
  return tokensOf(attachments.filter(({ id }) => id !== undefined && copies.has(id)));
}

/** An entry as a model counts it that may be another one than looked at it first. */
export function countedFor(model: string, entry: Entry): Entry {
  const attachments = entry.attachments.map((file): Attachment => {
    if (file.found?.kind !== 'picture') return file;
    return { ...file, found: { ...file.found, tokens: pictureTokens(model, file.found) } };
  });
  return {
    ...entry,
    attachments,
    tokens: entry.tokens + tokensOf(attachments) - tokensOf(entry.attachments),
  };
}

function tokensOf(attachments: readonly Attachment[]): number {
  return attachments.reduce((sum, { found }) => (found?.kind === 'picture' ? sum + found.tokens : sum), 0);
}

/** Entries with what is said in their recordings as part of their words. */
export function withRecordings(entries: readonly Entry[], copies: Copies): Entry[] {
  return entries.map((entry) => {
    const said = entry.attachments.flatMap(({ id, found }) => {
      const copy = found?.kind === 'speech' && id !== undefined ? copies.get(id) : undefined;
      return copy ? [new TextDecoder().decode(copy)] : [];
    });
    return said.length > 0 ? { ...entry, text: [entry.text, ...said].join('\n').trim() } : entry;
  });
}

/** The copies without the pictures of these entries. */
export function textsOf(entries: readonly Entry[], copies: Copies): Copies {
  const pictures = new Set(
    entries.flatMap(({ attachments }) =>
      attachments.flatMap(({ id, found }) => (found?.kind === 'picture' && id !== undefined ? [id] : [])),
    ),
  );
  return new Map([...copies].filter(([id]) => !pictures.has(id)));
}

/** A message with pictures at the end of its text, behind those that it has. */
export function withPictures(message: ContextMessage, pictures: readonly Picture[]): ContextMessage {
  if (pictures.length === 0) return message;
  const at = message.text.length;
  return { ...message, pictures: [...(message.pictures ?? []), ...pictures.map((one) => ({ ...one, at }))] };
}
