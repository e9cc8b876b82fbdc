import type { Example } from '../settings/examples.ts';
import {
  fittingExamples,
  fittingPassages,
  tokensOfMessages,
  tokensOfPassages,
  withPassages,
} from './context-shares.ts';
import { type Entry, isAfter, type Snowflake } from './entry.ts';
import type { LookedUp } from './knowledge/look-up.ts';
import { type PictureAt, picturesOf, pictureTokensOf, textsOf, withPictures } from './files/contents.ts';
import { type Copies, speech } from './speech.ts';
import { type CountTokens, MESSAGE_OVERHEAD } from './tokens.ts';

export interface ContextMessage {
  role: 'user' | 'assistant';
  text: string;
  /** What stands in the text, in this order; undefined: nothing. */
  pictures?: PictureAt[];
}

/** What the model is sent in one turn. */
export interface Context {
  instructions: string;
  messages: ContextMessage[];
  /** What all this costs, as counted when the entries were stored. */
  tokens: number;
  /** The oldest entry that is still sent; null while all are. To be kept in the conversation's record. */
  floor: Snowflake | null;
  /** Whether the middle of the newest entry had to be left out. */
  shortened: boolean;
  /** What the model is sent of what was looked up. */
  passages: LookedUp[];
}

export interface ContextSource {
  instructions: string;
  /** Stand behind the instructions, as if they had been said. */
  examples: readonly Example[];
  /** From the floor on, oldest first; at least one. Enough of the newest to fill the context. */
  entries: readonly Entry[];
  /** Of their files. */
  copies: Copies;
  answeredThrough: Snowflake | null;
  floor: Snowflake | null;
  /** Said last, for the person who wants a reply to go on; undefined: the newest entry is to be answered. */
  goOn?: string;
  /** What was looked up for the newest entry, the best first. */
  passages: readonly LookedUp[];
  /** Tokens that the context may have. */
  contextTokens: number;
  count: CountTokens;
}

/**
 * Fits a conversation to the tokens of its context. While everything since the floor fits, everything is sent, so that
 * each request begins with the whole of the one before and the provider's prompt cache hits. When it does not fit any
 * more, the floor moves in one big step, to half of these tokens, at a boundary between turns. The newest entry is always
 * sent; when it alone is too long, its middle is left out. The same goes for instructions longer than half of them.
 *
 * What was looked up changes with each question, and is remembered nowhere: it stands at the very end, so that the next
 * request begins with all of this one but that.
 */
export function buildContext(source: ContextSource): Context {
  const { entries, contextTokens, count, goOn } = source;
  const instructions = withinTokens(
    source.instructions,
    Math.floor(contextTokens / 2) - MESSAGE_OVERHEAD,
    count,
  );
  const examples = fittingExamples(source.examples, contextTokens, count);
  const closing: ContextMessage[] = goOn === undefined ? [] : [{ role: 'user', text: goOn }];
  const before = count(instructions) + MESSAGE_OVERHEAD + tokensOfMessages([...examples, ...closing], count);
  const left = contextTokens - before - (entries.at(-1)?.tokens ?? 0);
  const passages = fittingPassages(source.passages, { contextTokens, left }, count);
  const fixed = before + tokensOfPassages(passages, count);
  const start = firstSent(source, fixed);
  const sent = entries.slice(start);
  const newest = sent.at(-1);
  const shortened = newest !== undefined && newest.tokens > contextTokens - fixed;
  const cut = shortened ? shorten(newest, source, contextTokens - fixed) : undefined;
  const said = cut ? [cut.message] : merge(sent, source.copies);
  return {
    instructions,
    messages: withPassages([...examples, ...said, ...closing], passages),
    tokens: fixed + (cut ? cut.tokens : sum(sent)),
    floor: start === 0 ? source.floor : (sent[0]?.id ?? null),
    shortened,
    passages,
  };
}

/** Index of the oldest entry to send. */
function firstSent({ entries, answeredThrough, contextTokens }: ContextSource, fixed: number): number {
  const room = contextTokens - fixed;
  if (sum(entries) <= room) return 0;
  const low = Math.max(contextTokens / 2 - fixed, room / 4); // a quarter of the rest, where instructions take that half
  const unanswered = entries.findIndex(
    (entry) => entry.role === 'user' && isAfter(entry.id, answeredThrough),
  );
  const newestTurn = unanswered === -1 ? entries.length - 1 : unanswered;
  const isBoundary = (at: number) =>
    at === newestTurn || (entries[at]?.role === 'user' && entries[at - 1]?.role === 'assistant');
  const left = tokensFrom(entries);
  const fits = (at: number, limit: number) => (left[at] ?? 0) <= limit;
  for (let at = 1; at <= newestTurn; at++) if (isBoundary(at) && fits(at, low)) return at;
  // The newest turn is longer than that: it may have the whole context, and at worst loses its own beginning.
  for (let at = newestTurn; at < entries.length; at++) if (fits(at, room)) return at;
  return entries.length - 1;
}

/** For each entry, the tokens of it and all that follow. */
function tokensFrom(entries: readonly Entry[]): number[] {
  let left = sum(entries);
  return entries.map((entry) => {
    const here = left;
    left -= entry.tokens;
    return here;
  });
}

function sum(entries: readonly Entry[]): number {
  return entries.reduce((total, entry) => total + entry.tokens, 0);
}

/** Some servers refuse two messages of one role in a row, so what several people said in a row is one message. */
function merge(entries: readonly Entry[], copies: Copies): ContextMessage[] {
  const messages: ContextMessage[] = [];
  for (const entry of entries) {
    const before = messages.at(-1)?.role === entry.role ? messages.pop() : undefined;
    const text = [...(before ? [before.text] : []), speech(entry, copies)].join('\n\n');
    messages.push(withPictures({ ...before, role: entry.role, text }, picturesOf(entry, copies)));
  }
  return messages;
}

/** One entry without its middle. Its pictures stay where they leave at least half of the room to its text. */
function shorten(
  entry: Entry,
  { copies, count }: ContextSource,
  room: number,
): { message: ContextMessage; tokens: number } {
  const kept = pictureTokensOf(entry, copies) <= room / 2 ? copies : textsOf([entry], copies);
  const tokens = pictureTokensOf(entry, kept) + MESSAGE_OVERHEAD;
  const text = withinTokens(speech(entry, kept), room - tokens, count);
  return {
    message: withPictures({ role: entry.role, text }, picturesOf(entry, kept)),
    tokens: tokens + count(text),
  };
}

const MIDDLE_LEFT_OUT = '\n\n[… the middle is left out here, because the text is too long …]\n\n';

/** The text, or as much of its beginning and end as this many tokens hold, with a mark where its middle was. */
export function withinTokens(text: string, tokens: number, count: CountTokens): string {
  const whole = count(text);
  if (whole <= tokens) return text;
  let keep = Math.floor((text.length * tokens) / whole / 2);
  for (; keep > 0; keep = Math.floor(keep * 0.9)) {
    const shortened = (text.slice(0, keep) + MIDDLE_LEFT_OUT + text.slice(-keep)).toWellFormed();
    if (count(shortened) <= tokens) return shortened;
  }
  return MIDDLE_LEFT_OUT.trim();
}
