import {
  type Attachment,
  type Conversation,
  type Entry,
  NEW_CONVERSATION,
  pad,
  positionOf,
} from '../../src/conversation/entry.ts';
import { messagesOf } from '../../src/store/rows.ts';
import type { EntryChange, FilesRead, Window } from '../../src/store/store.ts';

/** What a store should do with one conversation, in the plainest way. */
export function createModel() {
  const entries = new Map<string, Entry>();
  /** Message → id of its entry. */
  const index = new Map<string, string>();
  /** Entry → its attachments → their copies. */
  const copies = new Map<string, Map<string, Uint8Array>>();
  let record: Conversation | undefined;

  const learn = (entry: Entry) => {
    for (const message of messagesOf(entry)) if (!index.has(message)) index.set(message, entry.id);
  };
  const unlearn = (id: string) => {
    for (const [message, of] of index) if (of === id) index.delete(message);
  };

  const keepOnly = (id: string, attachments: readonly Attachment[]) => {
    const left = new Set(attachments.map((attachment) => attachment.id));
    for (const attachment of copies.get(id)?.keys() ?? [])
      if (!left.has(attachment)) copies.get(id)?.delete(attachment);
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
    change(message: string, change: EntryChange, also: Partial<Conversation>): boolean {
      const entry = entries.get(index.get(message) ?? '');
      if (!entry) return false;
      const changed = { ...entry, ...change };
      entries.set(entry.id, changed);
      if (change.attachments) keepOnly(entry.id, change.attachments);
      if (change.reply) {
        unlearn(entry.id);
        learn(changed);
      }
      record = { ...(record ?? NEW_CONVERSATION), ...also };
      return true;
    },
    remove(message: string): boolean {
      const id = index.get(message);
      if (id === undefined) return false;
      unlearn(id);
      copies.delete(id);
      return entries.delete(id);
    },
    putCopies(message: string, read: FilesRead): boolean {
      const entry = entries.get(index.get(message) ?? '');
      const idsOf = (attachments: readonly Attachment[]) => attachments.map(({ id }) => id).join(' ');
      if (!entry || idsOf(entry.attachments) !== idsOf(read.attachments)) return false;
      entries.set(entry.id, { ...entry, attachments: read.attachments, tokens: read.tokens });
      const kept = copies.get(entry.id) ?? new Map<string, Uint8Array>();
      for (const { attachment, bytes } of read.copies) kept.set(attachment, bytes);
      copies.set(entry.id, kept);
      return true;
    },
    /** Of one entry, as text. */
    copies: (id: string): Record<string, string> => textsOf(copies.get(id) ?? new Map()),
    conversation: () => record,
    update(change: Partial<Conversation>): void {
      record = { ...(record ?? NEW_CONVERSATION), ...change };
    },
    forget(also?: Partial<Conversation>): number {
      const gone = entries.size;
      entries.clear();
      index.clear();
      copies.clear();
      record = also && { ...(record ?? NEW_CONVERSATION), ...also };
      return gone;
    },
  };
}

export function textsOf(copies: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries([...copies].map(([id, bytes]) => [id, Buffer.from(bytes).toString()]));
}
