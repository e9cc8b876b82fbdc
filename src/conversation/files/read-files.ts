import { text } from '../../language/language.ts';
import type { Log } from '../../log.ts';
import type { Lease, Store } from '../../store/store.ts';
import type { Attachment, Entry, Snowflake } from '../entry.ts';
import { type FileLimits, type Files, type SentFile, toKeep } from './files.ts';
import type { Reply, Shown } from '../ports.ts';
import { tokensOfEntry } from '../remember.ts';
import { countedFor } from './contents.ts';
import type { TokensOf } from '../tokens.ts';
import { type Spending, spendFor } from '../spending/spending.ts';
import { tokensForContext, type Turn } from '../turn.ts';

/** Share of what the context may have that the files which are read in one turn may cost. */
const FILES_SHARE = 1 / 2;

/** Messages whose files are read in one turn: the newest. Those of older ones are not asked about. */
const MOST_MESSAGES = 10;

const MEGABYTE = 1024 * 1024;

export interface ReadingParts {
  store: Store;
  files: Files;
  shown: Pick<Shown, 'files'>;
  tokensOf: TokensOf;
  spending: Pick<Spending, 'by'>;
  log: Log;
  now: () => number;
}

/**
 * Reads the files of all that the model is sent in a turn, each once: what comes of it is kept. They are asked of Discord
 * now, since its links are valid for a day only. Returns the turn with what was found.
 */
export async function readFiles(
  parts: ReadingParts,
  id: Snowflake,
  turn: Turn,
  reply: Pick<Reply, 'doing'>,
  lease: Lease,
  signal: AbortSignal,
): Promise<Turn> {
  const { model } = turn.settings;
  const entries = turn.entries.map((entry) => countedFor(model, entry));
  const unread = entries.filter(isUnread).toReversed();
  if (unread.length === 0) return { ...turn, entries };
  const count = unread.flatMap(({ attachments }) => attachments.filter(isUnreadFile)).length;
  reply.doing(text('doing.readingFiles', { count }));
  const started = parts.now();
  const messages = Math.min(unread.length, MOST_MESSAGES);
  let left = Math.floor(tokensForContext(turn.settings) * FILES_SHARE);
  const read = new Map<Snowflake, Entry>();
  for (const [at, entry] of unread.entries()) {
    const tokens = at < messages ? Math.floor(left / (messages - at)) : 0;
    const found = await readEntry(parts, id, turn, entry, tokens, lease, signal);
    left -= at < messages ? Math.max(0, found.tokens - entry.tokens) : 0;
    read.set(entry.id, found);
  }
  const ms = parts.now() - started;
  parts.log.info({ conversation: id, messages: unread.length, files: count, ms }, 'files were read');
  const asRead = (entry: Entry) => read.get(entry.id) ?? entry;
  return {
    ...turn,
    entries: entries.map(asRead),
    question: asRead(turn.question),
    read: [...read.keys()],
  };
}

/** `tokens`: that its files may cost; 0: none are read. */
async function readEntry(
  parts: ReadingParts,
  id: Snowflake,
  turn: Turn,
  entry: Entry,
  tokens: number,
  lease: Lease,
  signal: AbortSignal,
): Promise<Entry> {
  const sent = tokens === 0 ? [] : await findFiles(parts.shown, id, entry, signal);
  const limits = limitsOf(parts, turn, tokens);
  const kept = toKeep(sent, await parts.files.read(sent, limits, signal));
  const known = new Map(kept.attachments.map((file) => [file.id, file]));
  const why = text(tokens === 0 ? 'unreadable.tooOld' : 'unreadable.gone');
  const attachments = entry.attachments.map((file): Attachment => {
    if (!isUnreadFile(file)) return file;
    return known.get(file.id) ?? { ...file, found: { kind: 'unreadable', why } };
  });
  const change = { attachments, tokens: tokensOfEntry({ ...entry, attachments }, limits.count) };
  await parts.store.putCopies(id, entry.id, { ...change, copies: kept.copies }, lease);
  return { ...entry, ...change };
}

/** Where the files of an entry can be fetched now; those that are gone are not among them. */
async function findFiles(
  shown: ReadingParts['shown'],
  id: Snowflake,
  { id: own, attachments }: Entry,
  signal: AbortSignal,
): Promise<SentFile[]> {
  const unread = attachments.filter(isUnreadFile);
  const messages = new Set(unread.map(({ from }) => from?.message ?? own));
  const there = await shown.files(id, [...messages], signal);
  const urls = new Map(there.map((file) => [file.id, file.url]));
  return unread.flatMap((file) => {
    const url = urls.get(file.id);
    return url === undefined ? [] : [{ ...file, url }];
  });
}

function limitsOf({ tokensOf, spending }: ReadingParts, turn: Turn, tokens: number): FileLimits {
  const { model, filesPerMessage, fileMegabytes } = turn.settings;
  return {
    model,
    count: tokensOf(model),
    tokens,
    files: filesPerMessage,
    fileBytes: fileMegabytes * MEGABYTE,
    spend: spendFor(spending, turn),
  };
}

function isUnread({ role, attachments }: Entry): boolean {
  return role === 'user' && attachments.some(isUnreadFile);
}

/** An older Bobbin did not keep what is needed to find a file. */
function isUnreadFile(file: Attachment): file is Attachment & { id: Snowflake } {
  return file.id !== undefined && file.found === undefined;
}
