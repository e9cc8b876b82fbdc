import type { Store } from '../store/store.ts';
import { backwards } from './backwards.ts';
import { type Conversation, type Entry, pad, positionOf, type Snowflake } from './entry.ts';
import type { ReadEarlier } from './ports.ts';
import { textsOf } from './files/contents.ts';
import { type Copies, speech } from './speech.ts';

/** Entries that are looked at for one answer. */
const LOOKED_AT = 1_000;

/** What is read at once. */
const PAGE = { count: 100, tokens: 20_000 };

/** Reads what stands in a conversation before its floor. What it costs does not grow with the conversation's length. */
export function createReadEarlier(
  store: Store,
  conversation: Snowflake,
  floor: Snowflake,
  record: Pick<Conversation, 'refused'>,
): ReadEarlier {
  return async ({ words, before = pad(floor) }, tokens) => {
    const wanted = fold(words).split(/\s+/).filter(Boolean);
    const refused = new Set(record.refused);
    const found: Entry[] = [];
    let room = tokens;
    let next = before;
    let looked = 0;
    for await (const entry of backwards(store, conversation, { ...PAGE, before })) {
      if (isWanted(entry, wanted) && !refused.has(entry.id)) {
        if (found.length > 0 && entry.tokens > room) break;
        found.unshift(entry);
        room -= entry.tokens;
      }
      next = positionOf(entry);
      if (++looked === LOOKED_AT) break;
    }
    const copies = textsOf(found, await store.copies(conversation, found));
    const older = await store.newest(conversation, { before: next, count: 1 });
    return { messages: found.map((entry) => told(entry, copies)), next: older.length > 0 ? next : undefined };
  };
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
