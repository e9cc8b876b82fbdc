import { setTimeout as sleep } from 'node:timers/promises';
import { AnswerBrokeOff, ConversationGone, explain, Stopped, UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { SettingsKeeper } from '../settings/settings.ts';
import type { Store } from '../store/store.ts';
import type { Context } from './context.ts';
import { wordsAfter } from './continued.ts';
import type { Ending, Snowflake } from './entry.ts';
import { controlsOf, notesOf, nothingSaid } from './notes.ts';
import type { Model, ModelAnswer, Replies, Reply, ReplyTo } from './ports.ts';
import { rememberReply } from './remember.ts';
import type { TokensOf } from './tokens.ts';
import { contextOf, readTurn, type Turn } from './turn.ts';

export interface AnswerParts {
  store: Store;
  settings: SettingsKeeper;
  tokensOf: TokensOf;
  model: Model;
  replies: Replies;
  /** Who Bobbin is on Discord. */
  me: () => { id: Snowflake; name: string };
  /** Which message is being answered in which conversation; kept up to date here. */
  answering: Map<Snowflake, Snowflake>;
  log: Log;
  now: () => number;
  newId: () => string;
}

/** One turn: answers what is not answered yet in a conversation. Never rejects. */
export function createAnswer(parts: AnswerParts) {
  const { store, settings, tokensOf, replies, me, answering } = parts;

  return async function answer(id: Snowflake, signal: AbortSignal): Promise<void> {
    const turn = await readTurn(store, settings, id).catch((error: unknown) => unread(parts, id, error));
    if (!turn) return;
    const reply = replies.open(id, replyTo(turn));
    answering.set(id, turn.question.id);
    try {
      reply.working();
      const context = contextOf(turn, me().name, tokensOf);
      const { text, ending } = await ask(parts, id, turn, context, reply, signal);
      const earlier = turn.conversation.open?.earlier ?? [];
      const delivered = await reply.finish(text, notesOf(turn, context, ending), controlsOf(ending, earlier));
      const messages = delivered.map((message) => message.id);
      answering.delete(id); // there is nothing left to stop
      // Forgotten, or deleted, while it was delivered: then it is not to come back.
      if (signal.aborted && !(signal.reason instanceof Stopped)) return;
      await keep(parts, id, () =>
        rememberReply(parts, id, turn, { text, ending, messages, floor: context.floor }),
      );
    } catch (error) {
      if (error instanceof ConversationGone) await forget(parts, id, reply);
      else if (signal.aborted) await withdraw(parts, id, turn, reply, signal.reason);
      else await fail(parts, id, turn, reply, error);
    } finally {
      answering.delete(id);
    }
  };
}

/** Times that the store is asked to keep a reply that people see already, and milliseconds before the second. */
const KEEP_TRIES = 5;
const KEEP_WAIT = 500;

/** What people see must be remembered; a store that is away for a moment is no reason to take it back. */
async function keep(
  { log, newId }: AnswerParts,
  id: Snowflake,
  remember: () => Promise<void>,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await remember();
    } catch (error) {
      if (tries === KEEP_TRIES)
        return log.error(
          { err: error, errorId: newId(), conversation: id },
          'a reply could not be remembered',
        );
      await sleep(KEEP_WAIT * 2 ** (tries - 1));
    }
  }
}

/** The store did not tell what is to be answered. It stays unanswered; the people there know at least why. */
async function unread(
  { replies, log, newId }: AnswerParts,
  id: Snowflake,
  error: unknown,
): Promise<undefined> {
  const errorId = newId();
  log.error({ err: error, errorId, conversation: id }, 'turn could not be read');
  const to = { message: id, author: undefined, inline: false, attempt: errorId, instead: [], before: '' };
  await replies.open(id, { ...to, longReplies: 'messages' }).fail(explain(error, errorId), []);
}

function replyTo({ conversation, settings, question, continues }: Turn): ReplyTo {
  return {
    message: question.id,
    author: question.author.id,
    inline: conversation.guild !== null && conversation.parent === null,
    attempt: conversation.open?.attempt ?? question.id,
    instead: continues ? [] : (conversation.open?.messages ?? []),
    before: continues?.text ?? '',
    longReplies: settings.longReplies,
  };
}

interface Said {
  text: string;
  /** Undefined: all was said. */
  ending: Ending | undefined;
}

/** Asks the model. What it had said before it was stopped or broke off is an answer, too. */
async function ask(
  { model, log, now }: AnswerParts,
  id: Snowflake,
  { settings, continues }: Turn,
  context: Context,
  reply: Reply,
  signal: AbortSignal,
): Promise<Said> {
  const started = now();
  const before = continues?.text ?? '';
  let soFar = '';
  const onText = (text: string) => {
    soFar = wordsAfter(before, text);
    if (soFar.trim() !== '') reply.show(soFar);
  };
  try {
    log.trace({ conversation: id, messages: context.messages }, 'asking the model');
    const answered = await model.answer({
      model: settings.model,
      maxOutputTokens: settings.maxOutputTokens,
      conversation: id,
      context,
      signal,
      onDelay: () => reply.delayed(),
      ...(settings.streaming === 'on' && { onText }),
    });
    const tokens = { counted: context.tokens, ...answered.usage };
    log.info({ conversation: id, model: settings.model, ms: now() - started, tokens }, 'model answered');
    return {
      text: wordsOf(answered, before, settings),
      ending: answered.finish === 'complete' ? undefined : answered.finish,
    };
  } catch (error) {
    if (soFar.trim() !== '' && signal.reason instanceof Stopped) return { text: soFar, ending: 'stopped' };
    if (!(error instanceof AnswerBrokeOff) || signal.aborted) throw error;
    log.warn({ err: error, conversation: id, model: settings.model }, 'the answer broke off');
    return { text: wordsAfter(before, error.text), ending: 'broken' };
  }
}

function wordsOf(answered: ModelAnswer, before: string, settings: Turn['settings']): string {
  const words = wordsAfter(before, answered.text);
  if (words.trim() === '') throw new UserError(nothingSaid(answered, settings));
  return words;
}

async function forget({ store, log }: AnswerParts, id: Snowflake, reply: Reply): Promise<void> {
  await reply.drop();
  try {
    const entries = await store.forget(id);
    log.info({ conversation: id, entries }, 'conversation is gone from Discord and forgotten');
  } catch (error) {
    log.error({ err: error, conversation: id }, 'a conversation that is gone could not be forgotten');
  }
}

/** The turn was cancelled before anything worth keeping was said. */
async function withdraw(
  { store, log }: AnswerParts,
  id: Snowflake,
  turn: Turn,
  reply: Reply,
  reason: unknown,
) {
  await reply.drop();
  if (!(reason instanceof Stopped)) return;
  try {
    await store.update(id, { answeredThrough: turn.question.id, open: null });
  } catch (error) {
    log.error({ err: error, conversation: id }, 'a stopped turn could not be recorded');
  }
}

/** One message for a failed turn. It counts as answered: the next message begins a new turn, with this one before it. */
async function fail(
  { store, log, newId }: AnswerParts,
  id: Snowflake,
  turn: Turn,
  reply: Reply,
  error: unknown,
) {
  const errorId = newId();
  log.error({ err: error, errorId, conversation: id, message: turn.question.id }, 'turn failed');
  const hopeless = turn.continues !== undefined || (error instanceof UserError && !error.retriable);
  await reply.fail(explain(error, errorId), hopeless ? [] : ['try again']);
  try {
    await store.update(id, { answeredThrough: turn.question.id, open: null });
  } catch (storeError) {
    log.error({ err: storeError, errorId, conversation: id }, 'the failed turn could not be recorded');
  }
}
