import type { CountTokens } from '../conversation/tokens.ts';
import type { Encoding } from './kind.ts';

/** Tokens that a text may cost, and how they are counted. */
export interface Room {
  tokens: number;
  count: CountTokens;
}

export interface Fitted {
  text: string;
  tokens: number;
  /** The rest was left out. */
  shortened: boolean;
}

/**
 * UTF-16 units that are kept of a text, whatever the room: as UTF-8 it is smaller than the store's largest copy (2 MiB;
 * a unit is at most 3 bytes), and counting its tokens takes less than a tenth of a second.
 */
export const CHARACTERS = 300_000;

/** Counting takes time, so it begins with what may fit: English has 4 to 5 characters in a token, tables up to this. */
const CHARACTERS_PER_TOKEN = 10;

/** A cut moves back to the end of a line, or of a word, where there is one in the last part of what fits. */
const LAST_PART = 0.1;

/** What a text file says, as much as there is room for. */
export function readText(bytes: Buffer, encoding: Encoding, room: Room): Fitted {
  const start = bytes.subarray(0, charactersIn(room) * 4); // bytes of the longest character
  const cut = start.length < bytes.length;
  const text = new TextDecoder(encoding).decode(start, { stream: cut }).replaceAll('\r\n', '\n');
  const fitted = fitText(text, room);
  return { ...fitted, shortened: cut || fitted.shortened };
}

/** The beginning of a text that there is room for. */
export function fitText(text: string, room: Room): Fitted {
  let kept = beginning(text, charactersIn(room));
  let tokens = room.count(kept);
  while (tokens > room.tokens) {
    kept = beginning(kept, Math.floor(kept.length * Math.min(room.tokens / tokens, 0.95)));
    tokens = room.count(kept);
  }
  return { text: kept, tokens, shortened: kept.length < text.length };
}

function charactersIn({ tokens }: Room): number {
  return Math.min(CHARACTERS, tokens * CHARACTERS_PER_TOKEN);
}

function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const start = text.slice(0, length);
  const least = length * (1 - LAST_PART);
  const end = [start.lastIndexOf('\n'), start.lastIndexOf(' ')].find((at) => at >= least) ?? length;
  return start.slice(0, end).replace(/[\ud800-\udbff]$/, '');
}
