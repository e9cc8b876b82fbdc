import {
  ConversationGone,
  explain,
  HandedOver,
  LeaseLost,
  OverBudget,
  Stopped,
  StoreUnavailable,
  Undelivered,
  UserError,
} from '../errors.ts';
import type { Text } from '../language/language.ts';
import type { AnswerParts } from './answer-parts.ts';
import { type Entry, type Snowflake, timeOf } from './entry.ts';
import type { Held } from './lease.ts';
import { refusedAfter } from './moderation.ts';
import { controlsOf, endingNote } from './notes.ts';
import type { Control, Reply, ReplyTo } from './ports.ts';
import { DEFAULTS } from '../settings/schema.ts';
import { DIRECT } from '../store/usage.ts';
import { postedBefore } from './progress.ts';
import { answeredAfter, type Leftover, type Turn } from './turn.ts';

// How a turn ends that does not end with a reply that is remembered.

/** Milliseconds before an answer that Discord did not take is brought again: half of the attempt's age, within these bounds. */
const DELIVERY_WAIT = { least: 5_000, most: 300_000 };

/** Milliseconds after which an answer that Discord does not take is given up. */
const DELIVERY_GIVEN_UP = 86_400_000;

type EndParts = Pick<AnswerParts, 'store' | 'outage' | 'log' | 'now' | 'newId'>;

/**
 * Ends a turn in which something else than an answer came: leaves it to another attempt where one can bring it to its
 * end, and tells of it where none can. Returns the milliseconds until that attempt; undefined: there is none to make.
 */
export async function endOtherwise(
  parts: EndParts,
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
  // Whoever has taken over says what there is to say, whatever else went wrong here.
  const reason = held.signal.reason instanceof LeaseLost ? held.signal.reason : error;
  if (reason instanceof LeaseLost || reason instanceof StoreUnavailable) {
    await reply.leave();
    throw reason;
  }
  const age = parts.now() - timeOf(turn.open.attempt);
  if (error instanceof Undelivered && age < DELIVERY_GIVEN_UP) {
    await reply.leave();
    const wait = Math.min(Math.max(age / 2, DELIVERY_WAIT.least), DELIVERY_WAIT.most);
    parts.log.warn({ err: error, conversation: id, wait }, 'an answer could not be delivered yet');
    return wait;
  }
  if (signal.reason instanceof HandedOver) await reply.leave();
  else if (signal.aborted) await withdraw(parts, id, turn, reply, held, signal.reason);
  else if (error instanceof OverBudget) await refuse(parts, id, turn, reply, held, error);
  else await fail(parts, id, turn, reply, held, error);
  return turn.more ? 0 : undefined;
}

/** The turn was cancelled before anything worth keeping was said. What was not asked for any more is not answered. */
async function withdraw(
  parts: EndParts,
  id: Snowflake,
  { conversation, question, replaces }: Turn,
  reply: Reply,
  held: Held,
  reason: unknown,
): Promise<void> {
  const stays = replaces && (await putBack(parts, reply, replaces));
  if (!stays) await reply.drop();
  const done = { open: null, stop: null };
  const isAnswered = reason instanceof Stopped;
  const change = {
    ...done,
    ...(isAnswered && { answeredThrough: answeredAfter({ conversation, question }) }),
  };
  await parts.outage.patiently(() => parts.store.update(id, change, held.lease));
}

/** One message for a failed turn. It counts as answered: the next message begins a new turn, with this one before it. */
async function fail(
  parts: EndParts,
  id: Snowflake,
  { conversation, question, continues, replaces }: Turn,
  reply: Reply,
  held: Held,
  error: unknown,
): Promise<void> {
  const { store, outage, log, newId } = parts;
  const errorId = newId();
  log.error({ err: error, errorId, conversation: id, message: question.id }, 'turn failed');
  const hopeless = continues !== undefined || (error instanceof UserError && !error.retriable);
  const text = explain(error, errorId);
  const controls: Control[] = hopeless ? [] : ['try again'];
  const stays = replaces && (await putBack(parts, reply, replaces, [text], controls));
  if (!stays) await reply.fail(text, controls);
  const change = {
    answeredThrough: answeredAfter({ conversation, question }),
    refused: refusedAfter(conversation, error),
    open: null,
    stop: null,
  };
  await outage.patiently(() => store.update(id, change, held.lease));
}

/**
 * A budget has no room for the question. It stays remembered: the next turn has it before it. A person is told once of each
 * budget, until it begins anew, and whenever they ask by a button.
 */
async function refuse(
  parts: EndParts,
  id: Snowflake,
  { conversation, question, open, continues, replaces }: Turn,
  reply: Reply,
  held: Held,
  { sentence, budget, resetsIn }: OverBudget,
): Promise<void> {
  const { store, outage, log } = parts;
  const person = question.author.id;
  log.info({ conversation: id, user: person, budget }, 'a question is not answered: its budget is used up');
  const told = `told of budget ${budget} ${person}`;
  const isNews =
    open.attempt !== question.id || (await store.mark(conversation.guild ?? DIRECT, told, resetsIn)) === 0;
  const controls: Control[] = isNews && continues === undefined ? ['try again'] : [];
  const stays = replaces && (await putBack(parts, reply, replaces, isNews ? [sentence] : [], controls));
  if (!stays) await (isNews ? reply.fail(sentence, controls) : reply.drop());
  const change = { answeredThrough: answeredAfter({ conversation, question }), open: null, stop: null };
  await outage.patiently(() => store.update(id, change, held.lease));
}

/** There is no better answer: the one that was to be replaced stays. False where Discord does not take it back. */
async function putBack(
  { log }: EndParts,
  reply: Reply,
  { id, text, reply: was }: Entry,
  notes: Text[] = [],
  controls: Control[] = [],
): Promise<boolean> {
  const under = new Set([...controlsOf(was?.ending, was?.earlier ?? []), ...controls]);
  try {
    const pictures = was?.painted && 'as they are';
    await reply.finish(text, [...endingNote(was?.ending), ...notes], [...under], pictures);
    return true;
  } catch (error) {
    log.warn({ err: error, message: id }, 'an earlier answer could not be put back');
    return false;
  }
}

/** The question of a turn that had begun was deleted: its messages go, and then it is time for what else was asked. */
export async function takeBack(
  parts: AnswerParts,
  id: Snowflake,
  { settings, open, replaces }: Leftover,
  held: Held,
): Promise<number> {
  const { store, replies } = parts;
  const instead = await postedBefore(parts, id, open);
  const reply = replies.open(id, toNobody(id, open.attempt, settings, instead));
  const stays = replaces && (await putBack(parts, reply, replaces));
  if (!stays) await reply.drop();
  await store.update(id, { open: null, stop: null }, held.lease);
  return 0;
}

/** The conversation does not exist on Discord any more. */
export async function forget({ store, log }: AnswerParts, id: Snowflake): Promise<void> {
  const entries = await store.forget(id);
  log.info({ conversation: id, entries }, 'conversation is gone from Discord and forgotten');
}

/** It could not even be read what is to be answered. It stays unanswered; the people there know at least why. */
export async function tellUnreadable(
  { replies, log, newId }: AnswerParts,
  id: Snowflake,
  error: unknown,
): Promise<void> {
  const errorId = newId();
  log.error({ err: error, errorId, conversation: id }, 'turn could not be read');
  await replies.open(id, toNobody(id, errorId, DEFAULTS)).fail(explain(error, errorId), []);
}

function toNobody(
  message: Snowflake,
  attempt: Snowflake,
  { longReplies, language }: Pick<ReplyTo, 'longReplies' | 'language'>,
  instead: Snowflake[] = [],
): ReplyTo {
  return { message, author: undefined, inline: false, attempt, instead, before: '', longReplies, language };
}
