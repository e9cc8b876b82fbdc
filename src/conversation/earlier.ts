import type { Store } from '../store/store.ts';
import { type Conversation, type Entry, pad, positionOf, type Snowflake } from './entry.ts';
import { withoutRefused } from './moderation.ts';
import type { ReadEarlier } from './ports.ts';
import { textsOf } from './seen.ts';
import { type Copies, speech } from './speech.ts';

/** Entries that are looked at for one answer. */
const LOOKED_AT = 1_000;

/** Entries, and their tokens, that are read at once. */
const PAGE = 100;
const PAGE_TOKENS = 20_000;

/** Reads what stands in a conversation before its floor. What it costs does not grow with the conversation's length. */
export function createReadEarlier(
  store: Store,
  conversation: Snowflake,
  floor: Snowflake,
  record: Pick<Conversation, 'refused'>,
): ReadEarlier {
  return async ({ words, before = pad(floor) }, tokens) => {
    const wanted = fold(words).split(/\s+/).filter(Boolean);
    const found: Entry[] = [];
    let room = tokens;
    let next = before;
    for await (const entry of backwards(store, conversation, before)) {
      if (isWanted(entry, wanted) && withoutRefused([entry], record).length > 0) {
        if (found.length > 0 && entry.tokens > room) break;
        found.unshift(entry);
        room -= entry.tokens;
      }
      next = positionOf(entry);
    }
    const copies = textsOf(found, await store.copies(conversation, found));
    const older = await store.newest(conversation, { before: next, count: 1 });
    return { messages: found.map((entry) => told(entry, copies)), next: older.length > 0 ? next : undefined };
  };
}

/** Entries before a position, the newest first. */
async function* backwards(store: Store, conversation: Snowflake, before: string): AsyncGenerator<Entry> {
  let next = before;
  for (let looked = 0; looked < LOOKED_AT; looked += PAGE) {
    const page = await store.newest(conversation, { before: next, count: PAGE, tokens: PAGE_TOKENS });
    const [oldest] = page;
    if (oldest === undefined) return;
    yield* page.toReversed();
    next = positionOf(oldest);
  }
}

function isWanted({ text, attachments }: Entry, words: readonly string[]): boolean {
  const folded = fold([text, ...attachments.map(({ name }) => name)].join('\n'));
  return words.every((word) => folded.includes(word));
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Files are quoted; pictures can't be seen there. */
function told(entry: Entry, copies: Copies): string {
  return entry.role === 'assistant' ? `You: ${speech(entry)}` : speech(entry, copies);
}
