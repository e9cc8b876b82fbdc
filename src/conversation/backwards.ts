import { setImmediate as pause } from 'node:timers/promises';
import type { Store } from '../store/store.ts';
import { type Entry, positionOf, type Snowflake } from './entry.ts';

/** What is read at once: so many entries, and tokens, before a position. */
interface Page {
  count: number;
  tokens?: number;
  before?: string;
}

/** Entries of a conversation, the newest first; between two pages everything else goes on. */
export async function* backwards(
  store: Pick<Store, 'newest'>,
  conversation: Snowflake,
  first: Page,
): AsyncGenerator<Entry> {
  for (let page = first; ; await pause()) {
    const entries = await store.newest(conversation, page);
    yield* entries.toReversed();
    const [oldest] = entries;
    if (oldest === undefined) return;
    page = { ...first, before: positionOf(oldest) };
  }
}
