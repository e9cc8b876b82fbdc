import type { Text } from '../language/language.ts';
import type { Lease } from '../store/store.ts';
import type { Settings } from '../settings/schema.ts';
import type { Context } from './context.ts';
import type { SentFile } from './files/files.ts';
import type { Asks, OpenTurn, Snowflake } from './entry.ts';
import type { Spend } from './spending/spend.ts';

// What a turn needs of the world: a model that answers, and replies that people see.

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
  /**
   * Streams: is called with all that the model has said so far, each time it has said more. It is less than before
   * only where a thought that nobody should see turned out to be one.
   */
  onText?: (text: string) => void;
  /** Is called when the model has to be asked again, before each wait. */
  onDelay?: () => void;
  /** Names of the tools that it may use, of ours and of the operator's servers; undefined: none. */
  tools?: readonly string[];
  /** Tokens that the input of a request may have: what the context leaves is for tools and what they bring. */
  contextTokens?: number;
  /** Is told what a tool does, in a few words for people, when it begins. */
  onTool?: (doing: Text) => void;
  /**
   * Asks the person who is answered whether a tool may change something outside. False: it may not, or nobody said so in
   * time. Rejects with the signal's reason when that is aborted. Undefined: nobody can be asked.
   */
  permit?: (call: ToolCall) => Promise<boolean>;
  /**
   * Paints a picture for the answer, from the newest one of the conversation where that shall be changed. Throws a
   * UserError where there is none. Undefined: it may not paint.
   */
  paint?: (wanted: { prompt: string; change: boolean }, signal: AbortSignal) => Promise<void>;
  /** Pays for each call to a model; undefined: nobody counts. */
  spend?: Spend;
  /** Reads what was said before all that the model is sent; undefined: nothing was. */
  earlier?: ReadEarlier;
}

/** A tool that the model wants to use. */
export interface ToolCall {
  tool: string;
  /** JSON, as the model wrote it. */
  input: unknown;
}

/** Reads messages, the newest first: those with all of these words, before this position. */
export type ReadEarlier = (search: { words: string; before?: string }, tokens: number) => Promise<Earlier>;

export interface Earlier {
  /** As the model reads them, oldest first. */
  messages: string[];
  /** The position to go on before; undefined: there is nothing older. */
  next: string | undefined;
}

export interface ModelAnswer {
  /** Which model answered: where the one that was asked can't be reached, another may. */
  model: string;
  text: string;
  /** Why it ends: said all, reached the longest answer, or was held back by the provider's content filter. */
  finish: 'complete' | 'length' | 'filtered';
  /** There were pictures, and it sees none. */
  blind?: boolean;
  /** The tools that it used, each once; undefined: none. */
  tools?: readonly string[];
  /** As the provider counted them; undefined where it does not say. */
  usage: Record<'input' | 'cached' | 'output' | 'reasoning', number | undefined> & {
    /** What the provider looked for on the web. */
    searches?: number;
  };
}

/** A language model that says what a conversation is about. */
export interface TitleModel {
  /** Throws a UserError when the model gives no title. */
  title(request: TitleRequest): Promise<ModelTitle>;
}

export interface TitleRequest {
  model: string;
  /** How the conversation began. */
  question: string;
  answer: string;
  signal: AbortSignal;
  spend?: Spend;
}

export interface ModelTitle {
  /** In the model's words: neither cleaned nor cut. */
  title: string;
  usage: ModelAnswer['usage'];
}

/** A model that says whether a text is harmful. */
export interface Moderator {
  /** Throws a UserError when it can't be asked. */
  isHarmful(said: string, signal: AbortSignal): Promise<boolean>;
}

/** A model that paints. */
export interface Painter {
  /** Throws a UserError when there is no picture. */
  paint(request: PaintRequest): Promise<Picture>;
}

export interface PaintRequest {
  /** Describes the whole picture: a model that takes no pictures goes by this alone. */
  prompt: string;
  /** Pictures that it is made from, where the model takes any. */
  from?: Uint8Array[];
  signal: AbortSignal;
  spend?: Spend;
}

export interface Picture {
  bytes: Uint8Array;
  mediaType: string;
}

/** A picture of an answer. */
export interface Painted extends Picture {
  prompt: string;
}

/** The pictures and files that stand in conversations. */
export interface Shown {
  /**
   * The files of these messages, with links that are valid now; none of what is gone, or may not be seen any more. Throws
   * an Undelivered where Discord can't be asked now.
   */
  files(conversation: Snowflake, messages: readonly Snowflake[], signal: AbortSignal): Promise<SentFile[]>;
  /** The newest picture of these messages; undefined: there is none any more. Throws a UserError where it can't be fetched. */
  picture(
    conversation: Snowflake,
    messages: readonly Snowflake[],
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined>;
}

/** A model that writes down what is said in a recording. */
export interface Transcriber {
  /** Throws a UserError when there is no transcript. */
  transcribe(recording: Uint8Array, signal: AbortSignal, spend?: Spend): Promise<{ text: string }>;
}

/** A model that tells how near texts are to each other in what they mean. */
export interface Embedder {
  /** Vectors of different models can't be compared. */
  model: string;
  /** A vector for each text. Throws a UserError when there are none. */
  embed(texts: string[], signal: AbortSignal, spend?: Spend): Promise<number[][]>;
}

/** The names of threads, as everybody sees them. */
export interface ThreadNames {
  /** Gives a thread a title, cleaned and cut, where it is still called `from`. False: it keeps its name. */
  change(thread: Snowflake, from: string, title: string, signal: AbortSignal): Promise<boolean>;
}

/** A button below a reply. */
export type Control = 'try again' | 'continue' | 'earlier answers' | 'question edited';

/** What people see of an answer: one message, or several when the text does not fit in one. */
export interface Reply {
  /** Shows that an answer is being written, until the reply ends in one of the ways below. */
  working(): void;
  /** Shows what has been said so far, with a button to stop it. Returns at once. */
  show(text: string): void;
  /** Shows what is being done, in small print below what has been said so far, until more is said. Returns at once. */
  doing(what: Text): void;
  /**
   * Asks the one who is answered, below what has been said so far, with buttons for the answer, until there is no
   * question any more. Returns at once.
   */
  ask(question: Asks | undefined): void;
  /**
   * Delivers the whole text with its pictures (default: none), the notes below it in small print. Returns its messages,
   * first to last, undefined where somebody deleted one. Throws an Undelivered where Discord may take it later.
   */
  finish(
    text: string,
    notes: (Text | string)[],
    controls: Control[],
    pictures?: readonly Painted[] | 'as they are',
  ): Promise<(Delivered | undefined)[]>;
  /** Tells what went wrong, once, where it still can. Never rejects. */
  fail(sentence: Text, controls: Control[]): Promise<void>;
  /** There will be no answer: takes back what is seen of it. Never rejects. */
  drop(): Promise<void>;
  /** Leaves what is seen of it as it is: another attempt brings it to its end. */
  leave(): Promise<void>;
}

/** A message of a reply, and the part of the answer that people read in it: Markdown, with what is in its file. */
export interface Delivered {
  id: Snowflake;
  text: string;
}

export interface ReplyTo {
  /** The newest message that is answered, and who wrote it where that is known. */
  message: Snowflake;
  author: Snowflake | undefined;
  /** The reply stands in a channel beside other talk. */
  inline: boolean;
  /** The same in every attempt at the same reply, and in no other: Discord drops what is sent twice. */
  attempt: Snowflake;
  /** Messages whose place the reply takes, or which it has already. */
  instead: Snowflake[];
  /** Is told of all its messages each time that it has one more; nothing more is posted before that is done. */
  posted?: (messages: Snowflake[]) => Promise<void>;
  /** What the reply goes on with, in messages of its own; '' where it is a new one. */
  before: string;
  longReplies: Settings['longReplies'];
  /** Of what Bobbin itself says there. */
  language: Settings['language'];
}

export interface Replies {
  open(conversation: Snowflake, to: ReplyTo): Reply;
  /**
   * The messages that a turn has, which somebody else began: those on record, and those behind its question that nobody
   * had the time to record. `isKnown` says whether a message belongs to what is remembered.
   */
  postedIn(
    conversation: Snowflake,
    open: OpenTurn,
    isKnown: (message: Snowflake) => Promise<boolean>,
  ): Promise<Snowflake[]>;
  /** Changes the buttons below the last message of a reply. Never rejects. */
  offer(
    conversation: Snowflake,
    message: Snowflake,
    controls: Control[],
    language: Settings['language'],
  ): Promise<void>;
  /** Says something that is no answer, in small print. Never rejects. */
  notice(conversation: Snowflake, sentence: Text, language?: Settings['language']): Promise<void>;
}

/** What Discord shows of a conversation. */
export interface Threads {
  /**
   * Reads a conversation when memory says what people see: what Bobbin may have missed was looked for, and all that it heard
   * is stored. Throws a ConversationGone where there is nothing to be seen any more, an Undelivered where Discord can't be
   * asked or heard now.
   */
  whenChecked<T>(conversation: Snowflake, lease: Lease, read: () => Promise<T>): Promise<T>;
}

/** What came of looking for the provider of the models. */
export type ModelReached =
  /** It is there; these models are not on its list. */
  | { state: 'ok'; unlisted: string[] }
  /** Something is there that has no list of models: it may be another address than the provider's. */
  | { state: 'unknown' }
  /** It does not take the key. */
  | { state: 'refused' }
  /** `reason` is for the operator. */
  | { state: 'away'; reason: string };
