import type { EntryChange, Lease, Store } from '../store/store.ts';
import { join } from './continued.ts';
import type { Conversation, Entry, Finished, Found, Said, Snowflake } from './entry.ts';
import { withFound } from './files/files.ts';
import { together } from './made.ts';
import type { Delivered } from './ports.ts';
import { speech } from './speech.ts';
import { type CountTokens, MESSAGE_OVERHEAD, type TokensOf } from './tokens.ts';
import { answeredAfter, type Turn } from './turn.ts';

/** Adds what was said to a conversation, once, with its tokens counted. False where it is known already. */
export async function remember(
  store: Store,
  conversation: Snowflake,
  said: Said,
  count: CountTokens,
  also?: Partial<Conversation>,
  lease?: Lease,
): Promise<boolean> {
  return store.append(conversation, { ...said, tokens: tokensOfEntry(said, count) }, also, lease);
}

/** Makes memory say what an edited message says now. False where it says that already, or does not know the message. */
export async function rememberEdit(
  store: Store,
  conversation: Snowflake,
  said: Said,
  count: CountTokens,
): Promise<boolean> {
  const entry = await store.find(conversation, said.id);
  // Discord tells of an edit, too, when it adds the preview of a link.
  if (entry === undefined || saysSame(entry, said)) return false;
  const { text, author } = said;
  const attachments = withFound(said.attachments, entry.attachments);
  const change: EntryChange = {
    text,
    attachments,
    author,
    tokens: tokensOfEntry({ ...said, attachments }, count),
  };
  return store.change(conversation, said.id, change);
}

/** Whether two versions of a message say the same. */
export function saysSame(a: Said, b: Said): boolean {
  const filesOf = ({ attachments }: Said) =>
    attachments.flatMap(({ from, name, size }) => (from === undefined ? `${size} ${name}` : [])).join('\n');
  return a.text === b.text && filesOf(a) === filesOf(b);
}

/** Removes what a message said: a whole entry, or its piece of a reply. False where the message is unknown. */
export async function removeMessage(
  store: Store,
  conversation: Snowflake,
  message: Snowflake,
  count: CountTokens,
): Promise<boolean> {
  const entry = await store.find(conversation, message);
  const { reply } = entry ?? {};
  if (reply && !reply.messages.includes(message)) return false; // its first piece is gone, its id stays
  if (entry === undefined || !reply?.pieces || reply.messages.length < 2)
    return store.remove(conversation, message);
  const left = reply.messages.flatMap((id, at) =>
    id === message ? [] : [{ id, text: reply.pieces?.[at] ?? '' }],
  );
  const change = { text: textOf(left), reply: { ...reply, ...piecesOf(left) } };
  return store.change(conversation, message, {
    ...change,
    tokens: tokensOfEntry({ ...entry, ...change }, count),
  });
}

/**
 * Adds a reply to its conversation, or to the reply that it goes on with; what it answers is answered. What people deleted
 * of both meanwhile is not remembered.
 */
export async function rememberReply(
  { store, tokensOf, me, now }: ReplyParts,
  conversation: Snowflake,
  turn: Turn,
  finished: Finished,
  delivered: readonly (Delivered | undefined)[],
  lease: Lease,
): Promise<void> {
  const { question, continues, settings, open } = turn;
  const { ending, painted, floor, made } = finished;
  const count = tokensOf(settings.model);
  const pieces = delivered.filter((one) => one !== undefined);
  const [first] = pieces;
  const text = pieces.length < delivered.length ? textOf(pieces) : finished.text;
  const done = { open: null, stop: null };
  /** The entry may be gone. */
  const change = async (id: Snowflake, to: EntryChange, also: Partial<Conversation>) => {
    if (await store.change(conversation, id, to, also, lease)) return;
    await store.update(conversation, also, lease);
  };
  if (continues) {
    const before = await store.find(conversation, continues.id);
    const isDone = first && before?.reply?.messages.includes(first.id);
    if (!before || !first || isDone) return store.update(conversation, done, lease);
    const whole = goneOn(before, question.id, { ...finished, text }, pieces);
    return change(before.id, { ...whole, tokens: tokensOfEntry({ ...before, ...whole }, count) }, done);
  }
  const refused = turn.conversation.refused.filter((id) => id !== question.id);
  const through = { ...done, answeredThrough: answeredAfter(turn), floor, refused };
  if (first === undefined) return store.update(conversation, through, lease); // somebody deleted it while it grew
  const answered = { ...through, title: null };
  const reply = {
    ...piecesOf(pieces),
    answers: question.id,
    ...(ending && { ending }),
    ...(painted && { painted }),
    ...(open.earlier.length > 0 && { earlier: open.earlier }),
    ...(made && { made }),
  };
  const said: Said = {
    id: first.id,
    role: 'assistant',
    author: me(),
    text,
    attachments: [],
    time: now(),
    reply,
  };
  if (await remember(store, conversation, said, count, answered, lease)) return;
  // Known already: in one of several attempts this was done, or it takes the place of an earlier answer.
  await change(first.id, { text, reply, tokens: tokensOfEntry(said, count) }, answered);
}

interface ReplyParts {
  store: Store;
  tokensOf: TokensOf;
  me: () => { id: Snowflake; name: string };
  now: () => number;
}

/** A reply that was gone on with. */
function goneOn(
  { text: before, reply }: Entry,
  question: Snowflake,
  { text, ending, painted, made }: Finished,
  added: readonly Delivered[],
): Pick<Entry, 'text'> & { reply: NonNullable<Entry['reply']> } {
  const { ending: _, messages = [], pieces = [before], ...rest } = reply ?? { answers: question };
  const all = [...messages.map((id, at) => ({ id, text: pieces[at] ?? '' })), ...added];
  return {
    text: join(before, text),
    reply: {
      ...rest,
      ...piecesOf(all),
      ...(ending && { ending }),
      ...(painted && { painted: [...(reply?.painted ?? []), ...painted] }),
      ...(made && { made: reply?.made ? together(reply.made, made) : made }),
    },
  };
}

function textOf(pieces: readonly Delivered[]): string {
  return pieces.map(({ text }) => text).join('\n\n');
}

function piecesOf(pieces: readonly Delivered[]): { messages: Snowflake[]; pieces?: string[] } {
  const messages = pieces.map(({ id }) => id);
  return messages.length < 2 ? { messages } : { messages, pieces: pieces.map(({ text }) => text) };
}

/** Tokens of the mark that ends what a file says. */
const END_MARK = 16;

/** What an entry costs in a request, with what was found in its files. */
export function tokensOfEntry(said: Omit<Entry, 'tokens'>, count: CountTokens): number {
  const files = said.attachments.reduce((sum, { found }) => sum + fileTokens(found), 0);
  return count(speech(said)) + files + MESSAGE_OVERHEAD;
}

function fileTokens(found: Found | undefined): number {
  if (found === undefined || found.kind === 'unreadable') return 0;
  return found.tokens + (found.kind === 'picture' ? 0 : END_MARK);
}
