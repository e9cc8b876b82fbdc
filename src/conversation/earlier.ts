import type { Store } from '../store/store.ts';
import { type Entry, pad, positionOf, type Snowflake } from './entry.ts';
import type { ReadEarlier } from './ports.ts';
import { speech } from './speech.ts';

/** Entries that are read at once where words are looked for, and in all. */
const PAGE = 200;
const LOOKED_AT = 1_000;

/** The same in tokens: some hundred kilobytes. */
const PAGE_TOKENS = 50_000;

/** Reads what stands in a conversation before its floor. The costs don't grow with its length. */
export function createReadEarlier(store: Store, conversation: Snowflake, floor: Snowflake): ReadEarlier {
  return async ({ words, before = pad(floor) }, tokens) => {
    const wanted = fold(words).split(/\s+/).filter(Boolean);
    const found: Entry[] = [];
    let next: string | undefined = before;
    let room = tokens;
    for (let looked = 0; next !== undefined && room > 0 && looked < LOOKED_AT; looked += PAGE) {
      const page = await store.newest(conversation, {
        before: next,
        count: PAGE,
        tokens: wanted.length > 0 ? PAGE_TOKENS : room,
      });
      next = undefined;
      for (const entry of page.toReversed()) {
        next = positionOf(entry);
        if (!isWanted(entry, wanted)) continue;
        found.unshift(entry);
        room -= entry.tokens;
        if (room <= 0) break;
      }
    }
    const more =
      next !== undefined && (await store.newest(conversation, { before: next, count: 1 })).length > 0;
    return { messages: found.map(told), next: more ? next : undefined };
  };
}

function isWanted({ text }: Entry, words: readonly string[]): boolean {
  const folded = fold(text);
  return words.every((word) => folded.includes(word));
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function told(entry: Entry): string {
  return entry.role === 'assistant' ? `You: ${speech(entry)}` : speech(entry);
}
