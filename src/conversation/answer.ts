import { ConversationGone, explain, UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Settings } from '../settings/schema.ts';
import type { SettingsKeeper } from '../settings/settings.ts';
import type { Store } from '../store/store.ts';
import { buildContext, type Context } from './context.ts';
import { type Conversation, type Entry, isAfter, type Said, type Snowflake } from './entry.ts';
import { instructions } from './instructions.ts';
import { remember } from './remember.ts';
import { withoutMark } from './speech.ts';
import type { TokensOf } from './tokens.ts';

/** A language model, whoever serves it. */
export interface Model {
  /** Throws a UserError when the model does not answer, an AnswerBrokeOff when it stopped in the middle. */
  answer(request: ModelRequest): Promise<ModelAnswer>;
}

export interface ModelRequest {
  model: string;
  context: Context;
  maxOutputTokens: number;
  conversation: Snowflake;
  signal: AbortSignal;
  /** Streams: is called with all that the model has said so far, each time it has said more. */
  onText?: (text: string) => void;
  /** Is called when the model has to be asked again, before each wait. */
  onDelay?: () => void;
}

export interface ModelAnswer {
  text: string;
  /** Why it ends: said all, reached the longest answer, or was held back by the provider's content filter. */
  finish: 'complete' | 'length' | 'filtered';
  /** As the provider counted them; undefined where it does not say. */
  usage: { input: number | undefined; cached: number | undefined; output: number | undefined };
}

/** What people see of an answer: one message, or several when the text does not fit in one. */
export interface Reply {
  /** Shows that an answer is being written, until `finish`, `fail` or `drop`. */
  working(): void;
  /** Delivers the whole text, the notes below it in small print. Returns the messages' ids, first to last. */
  finish(text: string, notes: string[]): Promise<Snowflake[]>;
  /** Tells what went wrong, once, where it still can. Never rejects. */
  fail(text: string): Promise<void>;
  /** There will be no answer. */
  drop(): void;
}

export interface Replies {
  /** A reply to one message of a conversation; `inline` puts it into a channel beside other talk. */
  open(conversation: Snowflake, to: { message: Snowflake; author: Snowflake; inline: boolean }): Reply;
}

export interface AnswerParts {
  store: Store;
  settings: SettingsKeeper;
  tokensOf: TokensOf;
  model: Model;
  replies: Replies;
  /** Who Bobbin is on Discord. */
  me: () => { id: Snowflake; name: string };
  log: Log;
  now: () => number;
  newId: () => string;
}

/** A turn, as read from the store: what is to be answered, and what stands before it. */
interface Turn {
  conversation: Conversation;
  settings: Settings;
  /** The newest of what the model is sent, the question last. */
  entries: Entry[];
  question: Entry;
}

/** One turn: answers what is not answered yet in a conversation. Never rejects. */
export function createAnswer(parts: AnswerParts) {
  const { store, tokensOf, model, replies, me, log } = parts;

  return async function answer(id: Snowflake, signal: AbortSignal): Promise<void> {
    const turn = await readTurn(parts, id).catch((error: unknown) => {
      log.error({ err: error, conversation: id }, 'turn could not be read');
    });
    if (!turn) return;
    const { settings, question, conversation } = turn;
    const inline = conversation.guild !== null && conversation.parent === null;
    const reply = replies.open(id, { message: question.id, author: question.author.id, inline });
    try {
      reply.working();
      const context = fit(turn, me().name, tokensOf);
      const started = parts.now();
      const request = {
        model: settings.model,
        maxOutputTokens: settings.maxOutputTokens,
        conversation: id,
        signal,
      };
      const answered = await model.answer({ ...request, context });
      const text = said(answered, settings);
      const messages = await reply.finish(text, notes(turn, context, answered));
      await remember(store, id, replyEntry(text, messages, turn, parts), tokensOf(settings.model), {
        answeredThrough: question.id,
        floor: context.floor,
      });
      const figures = { counted: context.tokens, ...answered.usage, messages: messages.length };
      log.info(
        { conversation: id, model: settings.model, ms: parts.now() - started, tokens: figures },
        'answered',
      );
    } catch (error) {
      if (signal.aborted) reply.drop();
      else if (error instanceof ConversationGone) await forget(parts, id, reply);
      else await fail(parts, id, turn, reply, error);
    }
  };
}

async function readTurn({ store, settings }: AnswerParts, id: Snowflake): Promise<Turn | undefined> {
  const conversation = await store.conversation(id);
  if (conversation === undefined) return undefined;
  const { guild, parent, floor, answeredThrough } = conversation;
  const place = { guild, channel: parent ?? id, thread: parent === null ? null : id };
  const resolved = (await settings.of(place)).settings;
  const entries = await store.newest(id, { tokens: resolved.contextTokens, floor });
  const question = entries.findLast((entry) => entry.role === 'user' && isAfter(entry.id, answeredThrough));
  return question && { conversation, settings: resolved, entries, question };
}

function fit({ conversation, settings, entries }: Turn, botName: string, tokensOf: TokensOf): Context {
  return buildContext({
    instructions: instructions(botName, settings.prompt),
    entries,
    answeredThrough: conversation.answeredThrough,
    floor: conversation.floor,
    budget: settings.contextTokens,
    count: tokensOf(settings.model),
  });
}

/** The words of an answer. Throws a UserError where there are none. */
function said({ text, finish }: ModelAnswer, { model, maxOutputTokens }: Settings): string {
  const words = withoutMark(text).trim();
  if (words !== '') return words;
  if (finish === 'filtered')
    throw new UserError('The provider’s content filter held the answer back. Please ask in other words.');
  if (finish === 'length')
    throw new UserError(
      `The model ${model} used up all ${maxOutputTokens} tokens of its answer before it said anything. ` +
        'An admin can allow longer answers with `/settings limits`.',
    );
  throw new UserError(`The model ${model} gave an empty answer. Please ask again, or in other words.`);
}

function notes({ conversation }: Turn, context: Context, { finish }: ModelAnswer): string[] {
  const leftOut = conversation.floor === null && context.floor !== null;
  return [
    ...(leftOut
      ? [
          'This conversation is longer than what I can keep in mind: from now on I leave out its oldest messages.',
        ]
      : []),
    ...(context.shortened
      ? ['Your message is longer than what I can read at once, so I left out its middle.']
      : []),
    ...(finish === 'length'
      ? ['This answer reached its longest length and ends here. Ask me to go on.']
      : []),
    ...(finish === 'filtered' ? ['The provider’s content filter ended this answer.'] : []),
  ];
}

function replyEntry(text: string, messages: Snowflake[], { question }: Turn, { me, now }: AnswerParts): Said {
  const [first = question.id] = messages;
  const reply = { messages, answers: question.id };
  return { id: first, role: 'assistant', author: me(), text, attachments: [], time: now(), reply };
}

async function forget({ store, log }: AnswerParts, id: Snowflake, reply: Reply): Promise<void> {
  reply.drop();
  try {
    const entries = await store.forget(id);
    log.info({ conversation: id, entries }, 'conversation is gone from Discord and forgotten');
  } catch (error) {
    log.error({ err: error, conversation: id }, 'a conversation that is gone could not be forgotten');
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
  await reply.fail(explain(error, errorId));
  try {
    await store.update(id, { answeredThrough: turn.question.id });
  } catch (storeError) {
    log.error({ err: storeError, errorId, conversation: id }, 'the failed turn could not be recorded');
  }
}
