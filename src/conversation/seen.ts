import type { ContextMessage } from './context.ts';
import type { Entry } from './entry.ts';
import type { Copies } from './speech.ts';

// The pictures of people's messages, as the model is sent them.

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
  return attachments.reduce(
    (sum, { id, found }) =>
      id !== undefined && found?.kind === 'picture' && copies.has(id) ? sum + found.tokens : sum,
    0,
  );
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
