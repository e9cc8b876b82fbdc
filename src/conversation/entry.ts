import type { Text } from '../language/language.ts';

/** A Discord id: 64 bits as decimal text. Too large for a number; compare with `pad`. */
export type Snowflake = string;

/** A file that came with a message, as Discord described it. */
export interface Attachment {
  /** Discord's id. An older Bobbin did not keep it. */
  id?: Snowflake;
  /** The message that it came with, and who wrote that, where it is the one which the entry's replies to. */
  from?: { message: Snowflake; author: Snowflake };
  name: string;
  /** MIME type, or '' where Discord does not know it. */
  type: string;
  /** Bytes. */
  size: number;
  /** What was found in it, once that is known. */
  found?: Found;
}

/** What was found in a file. Its text, or the picture, is a copy that the store keeps beside the entry. */
export type Found =
  | { kind: 'picture'; mediaType: string; width: number; height: number; tokens: number }
  | {
      kind: 'text';
      /** Of a PDF: how many of its pages were read. */
      pages?: { read: number; of: number };
      /** The rest was left out. */
      shortened: boolean;
      tokens: number;
    }
  /** A recording; the copy is what was said in it. */
  | { kind: 'speech'; shortened: boolean; tokens: number }
  /** `why` is one sentence for people; it says neither the name nor whose file it is. An older Bobbin kept it in English. */
  | { kind: 'unreadable'; why: Text | string };

/** What is kept beside an entry of one of its attachments: UTF-8 text, or a picture. */
export interface Copy {
  attachment: Snowflake;
  bytes: Uint8Array;
}

/** One message in a conversation. */
export interface Entry {
  /** Discord message id; of a reply, that of its first message. */
  id: Snowflake;
  role: 'user' | 'assistant';
  author: { id: Snowflake; name: string };
  text: string;
  attachments: Attachment[];
  /** What the entry costs in a request, counted once, when it is stored. */
  tokens: number;
  /** When it was written; milliseconds since 1970. */
  time: number;
  /** A reply only. */
  reply?: {
    /** All its Discord messages, first to last. */
    messages: Snowflake[];
    /** The newest entry that it answers. It stands right behind that one, whatever came in between. */
    answers: Snowflake;
    /** Why it ends before all was said. */
    ending?: Ending;
    /** What each of its messages says, where there are several. */
    pieces?: string[];
    /** What its pictures show: their prompts, shortened. The pictures themselves are on Discord alone. */
    painted?: string[];
    /** What stood there before somebody let Bobbin try again, oldest first. */
    earlier?: string[];
    /** How it came about. An older Bobbin did not keep it. */
    made?: Made;
  };
}

/** Where the prompt of an answer can come from. */
export const PROMPT_ORIGINS = ['environment', 'server', 'channel', 'thread'] as const;

/** How an answer came about, for those who ask why it is as it is. */
export interface Made {
  /** Which model answered; of an answer without a proper end, which one was asked. */
  model: string;
  /** The entries that it was sent: how many, and when the oldest and the newest were written. No ids: people forget. */
  sent: { count: number; from: number; to: number };
  /** What it was not sent: older entries; the middle of the newest. */
  leftOut: { older: boolean; middle: boolean };
  prompt: { origin: (typeof PROMPT_ORIGINS)[number]; version: number | null };
  /** As the provider counted them; without what it did not say. */
  tokens: { input?: number; cached?: number; output?: number; reasoning?: number };
  /** What it cost, in billionths of a dollar; undefined: nobody knows. */
  nanos?: number;
  /** Milliseconds to the first word, where it was shown then, and to the last. */
  took: { first?: number; all: number };
  /** Names of the tools that it used, and of the sources of what was looked up for it. */
  tools: string[];
  sources: string[];
}

/** Why an answer ends early: somebody stopped it, it was too long, a filter held it back, the connection broke. */
export const ENDINGS = ['stopped', 'length', 'filtered', 'broken'] as const;
export type Ending = (typeof ENDINGS)[number];

/** A turn that has begun, or that somebody asked for: all that any process needs to bring it to its end. */
export interface OpenTurn {
  /** The same in every attempt at the same reply: the question, or the interaction that asked for another answer. */
  attempt: Snowflake;
  /** Who asked for another answer, and pays for it; undefined: whoever asked the question. */
  by?: Snowflake;
  /** The newest message that is answered. */
  question: Snowflake;
  /** The reply's messages so far, or those whose place it takes. */
  messages: Snowflake[];
  /** What stood there before, oldest first. */
  earlier: string[];
  /** The entry that the new text is added to; null: it is a new one. */
  continues: Snowflake | null;
  /** All that is to be said, once that is known: it only has to be delivered and remembered. */
  said: Finished | null;
  /** What the person is asked before the answer goes on, or was and said no to. */
  asks?: Asks;
}

/** A question to the one who is answered: whether a tool may change something outside. */
export interface Asks {
  /** Of this question, and no other. */
  id: string;
  tool: string;
  /** What the tool is to do, as people are shown it. */
  input: string;
  /** UTF-16 code units of it that they are not shown. */
  left: number;
  /** The same where the same tool is to do the same. */
  call: string;
  /** When nobody waits for an answer any more; milliseconds since 1970. */
  until: number;
}

/** What a person said to a question. */
export interface Decision {
  /** That of the question. */
  id: string;
  allowed: boolean;
}

/** A complete answer. */
export interface Finished {
  text: string;
  ending?: Ending;
  /** What its pictures show. */
  painted?: string[];
  /** What is told below it. An older Bobbin kept it in English. */
  notes: (Text | string)[];
  /** The oldest entry that the model was sent for it; null: all of them. */
  floor: Snowflake | null;
  /** An older Bobbin did not keep it. */
  made?: Made;
}

/** An entry before it is stored. */
export type Said = Omit<Entry, 'tokens'>;

/** What is known about a conversation besides its entries. Its id is the channel's. */
export interface Conversation {
  /** Null in a DM. */
  guild: Snowflake | null;
  /** The channel that a thread belongs to; null elsewhere. */
  parent: Snowflake | null;
  /** True where Bobbin answers without being mentioned: it opened the thread or was told to join. */
  joined: boolean;
  /** Who began it, and may therefore make Bobbin forget it. Null where nobody in particular did. */
  startedBy: Snowflake | null;
  /** The newest entry that has been answered, or that needs no answer. Null: none yet. */
  answeredThrough: Snowflake | null;
  /** The oldest entry that the model is still sent. Null: all of them. */
  floor: Snowflake | null;
  /** Messages that a moderation model found harmful, and the model is not sent. */
  refused: Snowflake[];
  /** The turn that is under way, or that somebody asked for. */
  open: OpenTurn | null;
  /** The question whose answer somebody stopped: the process that writes it may be another one. */
  stop: Snowflake | null;
  /** What was said to the question of the open turn: the process that asks it may be another one. */
  decided: Decision | null;
  /** Whether people were told that the model sees no pictures. */
  toldBlind: boolean;
  /** In a DM: the language of the person's Discord, since a command or a button told it. Null elsewhere, and before. */
  locale: string | null;
  /** The name that Bobbin gave the thread when it opened it, until the first answer tells a better one. */
  title: string | null;
}

export const NEW_CONVERSATION: Conversation = {
  guild: null,
  parent: null,
  joined: false,
  startedBy: null,
  answeredThrough: null,
  floor: null,
  refused: [],
  open: null,
  stop: null,
  decided: null,
  toldBlind: false,
  locale: null,
  title: null,
};

/** A turn of which nothing is known but what it answers, and which messages there are of its reply. */
export function openTurn(question: Snowflake, messages: Snowflake[] = []): OpenTurn {
  return { attempt: question, question, messages, earlier: [], continues: null, said: null };
}

/** Digits of the largest 64-bit number. */
const SNOWFLAKE_DIGITS = 20;

/** A snowflake as text of equal length, so that comparing text compares age. */
export function pad(id: Snowflake): string {
  return id.padStart(SNOWFLAKE_DIGITS, '0');
}

/** Milliseconds from 1970 to 2015, when the time of Discord begins. https://docs.discord.com/developers/reference#snowflakes */
const DISCORD_EPOCH = 1_420_070_400_000;

/** When an id was made; milliseconds since 1970. */
export function timeOf(id: Snowflake): number {
  return Number(BigInt(id) >> 22n) + DISCORD_EPOCH;
}

/** No id that was made at this time (milliseconds since 1970) or later is smaller. */
export function firstIdAt(time: number): Snowflake {
  return String(BigInt(Math.max(0, Math.floor(time) - DISCORD_EPOCH)) << 22n);
}

/** Whether `a` was written after `b`; everything is after null. */
export function isAfter(a: Snowflake, b: Snowflake | null): boolean {
  return b === null || pad(a) > pad(b);
}

/** For sorting, the oldest first. */
export function byAge(a: Snowflake, b: Snowflake): number {
  return isAfter(a, b) ? 1 : -1;
}

/**
 * Where an entry stands in its conversation: entries are ordered by this text. A person's message stands at its own
 * id. A reply stands right behind the newest message that it answers, before any that came while it was written, so
 * that every request to the model begins with the whole of the one before.
 */
export function positionOf(entry: Entry): string {
  return entry.reply ? `${pad(entry.reply.answers)}.${pad(entry.id)}` : pad(entry.id);
}
