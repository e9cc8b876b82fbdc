import {
  ConversationGone,
  explain,
  HandedOver,
  LeaseLost,
  Stopped,
  StoreUnavailable,
  Undelivered,
  UserError,
} from '../errors.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { Snowflake } from './entry.ts';
import type { Held } from './lease.ts';
import type { Reply } from './ports.ts';
import type { Leftover, Turn } from './turn.ts';

// How a turn ends that does not end with a reply that is remembered.

/** Milliseconds before an answer that Discord did not take is brought again: half of its age, within these bounds. */
const DELIVERY_WAIT = { least: 5_000, most: 300_000 };

/** Milliseconds after which an answer that Discord does not take is given up. */
const DELIVERY_GIVEN_UP = 86_400_000;

/**
 * Ends a turn in which something else than an answer came: leaves it to another attempt where one can bring it to its
 * end, and tells of it where none can. Returns the milliseconds until that attempt; undefined: there is none to make.
 */
export async function endOtherwise(
  parts: AnswerParts,
  id: Snowflake,
  turn: Turn,
  reply: Reply,
  held: Held,
  signal: AbortSignal,
  error: unknown,
): Promise<number | undefined> {
  if (error instanceof ConversationGone) {
    await reply.drop();
    throw error;
  }
  if (error instanceof LeaseLost || error instanceof StoreUnavailable) {
    await reply.leave();
    throw error;
  }
  const age = parts.now() - turn.question.time;
  if (error instanceof Undelivered && age < DELIVERY_GIVEN_UP) {
    await reply.leave();
    const wait = Math.min(Math.max(age / 2, DELIVERY_WAIT.least), DELIVERY_WAIT.most);
    parts.log.warn({ err: error, conversation: id, wait }, 'an answer could not be delivered yet');
    return wait;
  }
  if (signal.reason instanceof HandedOver) await reply.leave();
  else if (signal.aborted) await withdraw(parts, id, turn, reply, held, signal.reason);
  else await fail(parts, id, turn, reply, held, error);
  return turn.more ? 0 : undefined;
}

/** The turn was cancelled before anything worth keeping was said. What was not asked for any more is not answered. */
async function withdraw(
  { store, outage }: AnswerParts,
  id: Snowflake,
  { question }: Turn,
  reply: Reply,
  held: Held,
  reason: unknown,
): Promise<void> {
  await reply.drop();
  const done = { open: null, stop: null };
  const change = reason instanceof Stopped ? { ...done, answeredThrough: question.id } : done;
  await outage.patiently(() => store.update(id, change, held.lease));
}

/** One message for a failed turn. It counts as answered: the next message begins a new turn, with this one before it. */
async function fail(
  { store, outage, log, newId }: AnswerParts,
  id: Snowflake,
  { question, continues }: Turn,
  reply: Reply,
  held: Held,
  error: unknown,
): Promise<void> {
  const errorId = newId();
  log.error({ err: error, errorId, conversation: id, message: question.id }, 'turn failed');
  const hopeless = continues !== undefined || (error instanceof UserError && !error.retriable);
  await reply.fail(explain(error, errorId), hopeless ? [] : ['try again']);
  const change = { answeredThrough: question.id, open: null, stop: null };
  await outage.patiently(() => store.update(id, change, held.lease));
}

/** The question of a turn that had begun was deleted, and nothing else is to be answered: its messages go. */
export async function takeBack(
  { store, replies }: AnswerParts,
  id: Snowflake,
  { open }: Leftover,
  held: Held,
): Promise<undefined> {
  const to = { message: id, author: undefined, inline: false, attempt: open.attempt, instead: open.messages };
  await replies.open(id, { ...to, before: '', longReplies: 'messages' }).drop();
  await store.update(id, { open: null, stop: null }, held.lease);
}

/** The conversation does not exist on Discord any more. */
export async function forget({ store, log }: AnswerParts, id: Snowflake): Promise<void> {
  const entries = await store.forget(id);
  log.info({ conversation: id, entries }, 'conversation is gone from Discord and forgotten');
}

/** It could not even be read what is to be answered. It stays unanswered; the people there know at least why. */
export async function unread(
  { replies, log, newId }: AnswerParts,
  id: Snowflake,
  error: unknown,
): Promise<void> {
  const errorId = newId();
  log.error({ err: error, errorId, conversation: id }, 'turn could not be read');
  const to = { message: id, author: undefined, inline: false, attempt: errorId, instead: [] };
  await replies.open(id, { ...to, before: '', longReplies: 'messages' }).fail(explain(error, errorId), []);
}

/** How far a turn is could not be recorded. People need not wait for that: another attempt would find it on Discord. */
export function unrecorded({ log }: AnswerParts, id: Snowflake, held: Held, error: unknown): void {
  if (error instanceof LeaseLost) held.end(error);
  else log.warn({ err: error, conversation: id }, 'how far a turn is could not be recorded');
}
