import {
  type Conversation,
  type Entry,
  NEW_CONVERSATION,
  pad,
  positionOf,
} from '../../src/conversation/entry.ts';
import { messagesOf } from '../../src/store/rows.ts';
import type { EntryChange, Window } from '../../src/store/store.ts';

/** What a store should do with one conversation, in the plainest way. */
export function createModel() {
  const entries = new Map<string, Entry>();
  /** Message → id of its entry. */
  const index = new Map<string, string>();
  let record: Conversation | undefined;

  const learn = (entry: Entry) => {
    for (const message of messagesOf(entry)) if (!index.has(message)) index.set(message, entry.id);
  };
  const unlearn = (id: string) => {
    for (const [message, of] of index) if (of === id) index.delete(message);
  };

  return {
    append(entry: Entry, also: Partial<Conversation>): boolean {
      if (messagesOf(entry).some((message) => index.has(message))) return false;
      entries.set(entry.id, entry);
      learn(entry);
      record = { ...(record ?? NEW_CONVERSATION), ...also };
      return true;
    },
    newest({ count = Infinity, tokens = Infinity, floor, before = ':' }: Window): Entry[] {
      const newestFirst = [...entries.values()]
        .filter((entry) => positionOf(entry) >= pad(floor ?? '') && positionOf(entry) < before)
        .toSorted((a, b) => (positionOf(a) < positionOf(b) ? 1 : -1));
      const sumBefore = (at: number) => newestFirst.slice(0, at).reduce((sum, { tokens }) => sum + tokens, 0);
      const taken = newestFirst.filter((_, at) => at === 0 || (at < count && sumBefore(at) <= tokens));
      return taken.toReversed();
    },
    change(message: string, change: EntryChange): boolean {
      const entry = entries.get(index.get(message) ?? '');
      if (!entry) return false;
      const changed = { ...entry, ...change };
      entries.set(entry.id, changed);
      if (change.reply) {
        unlearn(entry.id);
        learn(changed);
      }
      return true;
    },
    remove(message: string): boolean {
      const id = index.get(message);
      if (id === undefined) return false;
      unlearn(id);
      return entries.delete(id);
    },
    conversation: () => record,
    update(change: Partial<Conversation>): void {
      record = { ...(record ?? NEW_CONVERSATION), ...change };
    },
    forget(): number {
      const gone = entries.size;
      entries.clear();
      index.clear();
      record = undefined;
      return gone;
    },
  };
}
