import type { Attachment, Copy, Found, Snowflake } from '../entry.ts';
import type { Spend } from '../spending/spend.ts';
import type { CountTokens } from '../tokens.ts';

// What a turn needs of the files that people attach: something that reads them. The rest is pure.

/** Bytes of a file that Bobbin posts, on a server that nobody boosts. https://docs.discord.com/developers/reference#uploading-files */
export const UPLOAD_BYTES = 10 * 1024 * 1024;

/** A file of a message, as Discord describes it, and where it can be fetched for about a day. */
export interface SentFile extends Attachment {
  id: Snowflake;
  url: string;
}

export interface Files {
  /** Reads the files of one message. What was found in each, in the same order. Rejects only where the signal aborts. */
  read(files: readonly SentFile[], limits: FileLimits, signal: AbortSignal): Promise<Read[]>;
}

export interface FileLimits {
  /** Who will see them: what a picture costs depends on it. */
  model: string;
  count: CountTokens;
  /** Tokens that all of them may cost together. */
  tokens: number;
  /** A server may want less than what is read at most: files of a message, bytes of one of them. */
  files?: number;
  fileBytes?: number;
  /** Pays for listening to recordings. */
  spend?: Spend;
}

/** What was found in a file, and the content itself. */
export type Read =
  | (Extract<Found, { kind: 'picture' }> & { bytes: Uint8Array })
  | (Extract<Found, { kind: 'text' | 'speech' }> & { text: string })
  | Extract<Found, { kind: 'unreadable' }>;

/** What is kept of a message's files when they were read: in the entry, and beside it. */
export function toKeep(
  files: readonly SentFile[],
  read: readonly Read[],
): { attachments: Attachment[]; copies: Copy[] } {
  const copies: Copy[] = [];
  const attachments = files.map(described).map((file, at) => {
    const content = read[at];
    if (content && 'bytes' in content) copies.push({ attachment: file.id, bytes: content.bytes });
    if (content && 'text' in content) copies.push({ attachment: file.id, bytes: Buffer.from(content.text) });
    return { ...file, ...(content && { found: foundIn(content) }) };
  });
  return { attachments, copies };
}

/** A file without where it can be fetched. */
export function described(file: SentFile): Omit<SentFile, 'url'> {
  const { url: _, ...attachment } = file;
  return attachment;
}

function foundIn(read: Read): Found {
  if (read.kind === 'picture') {
    const { bytes: _, ...found } = read;
    return found;
  }
  if (read.kind === 'unreadable') return read;
  const { text: _, ...found } = read;
  return found;
}

/** A message's attachments as they are described now, with what was found in them before, and those of what it replies to. */
export function withFound(now: readonly Attachment[], before: readonly Attachment[]): Attachment[] {
  const known = new Map(before.map(({ id, found }) => [id, found]));
  const own = now.map((attachment) => {
    const found = attachment.id === undefined ? undefined : known.get(attachment.id);
    return { ...attachment, ...(found && { found }) };
  });
  return [...own, ...before.filter(({ from }) => from !== undefined)];
}
