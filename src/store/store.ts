import type { Attachment, Conversation, Copy, Entry, Snowflake } from '../conversation/entry.ts';
import type { HistoryStore, SavedBy } from './history.ts';
import type { KnowledgeStore } from './knowledge.ts';
import type { UsageStore } from './usage.ts';
import type { PeopleStore, WishStore } from './people.ts';

/** Which of the newest entries to read. At least one is read where there is one. */
export interface Window {
  /** At most this many. */
  count?: number;
  /** Stop at the entry with which the sum of tokens is over this. That entry is part of the answer. */
  tokens?: number;
  /** Nothing that stands before this entry. */
  floor?: Snowflake | null;
  /** Only what stands before this position (see `positionOf`). */
  before?: string;
}

/** The right to be the only one who answers in a conversation, until it ends or is released. */
export interface Lease {
  /** Who has it: a process. */
  owner: string;
  /** Grows with every lease of a conversation, so that the writes of an older one are known. */
  fence: number;
}

/** What may be changed in an entry. */
export type EntryChange = Partial<Pick<Entry, 'text' | 'attachments' | 'tokens' | 'author' | 'reply'>>;

/** What was found in the attachments of an entry. */
export interface FilesRead {
  /** The same attachments as it has, described anew. */
  attachments: Attachment[];
  /** What the entry costs with them. */
  tokens: number;
  /** At most one of each. */
  copies: Copy[];
}

/** Bytes of one copy at most; pictures and texts are made smaller than this before. */
export const COPY_BYTES = 2 * 1024 * 1024;

/** Bytes of all copies of a conversation: some 100 pictures, more than any budget has room for. */
export const COPIES_BYTES = 16 * 1024 * 1024;

/** One saved set of settings; what the values mean is not the store's business. */
export interface SavedSettings {
  /** 1 for the first that was saved, one more with each save. */
  version: number;
  values: Record<string, unknown>;
}

/**
 * Where conversations and settings are kept. Two adapters pass one contract suite (test/store). Every method is
 * atomic, and none gets slower as a conversation grows. Rejects with a StoreUnavailable when the store can't be
 * reached in time. A write that is made under a lease rejects with a LeaseLost, and changes nothing, as soon as
 * the conversation was forgotten or somebody else has taken a lease on it; that the lease has run out is no harm.
 */
export interface Store {
  /**
   * Adds an entry, once: where the id is known already, nothing changes and the answer is false.
   * `also` is written to the conversation's record in the same step; the record is made where there is none.
   */
  append(
    conversation: Snowflake,
    entry: Entry,
    also?: Partial<Conversation>,
    lease?: Lease,
  ): Promise<boolean>;

  /** The newest entries, oldest first, without reading the older ones. */
  newest(conversation: Snowflake, window?: Window): Promise<Entry[]>;

  /** The entry that has this message (a reply has several). */
  find(conversation: Snowflake, message: Snowflake): Promise<Entry | undefined>;

  /**
   * Changes the entry that has this message. False, and nothing changes: there is none.
   * `also` is written to the conversation's record in the same step.
   */
  change(
    conversation: Snowflake,
    message: Snowflake,
    change: EntryChange,
    also?: Partial<Conversation>,
    lease?: Lease,
  ): Promise<boolean>;

  /**
   * Keeps what was found in the attachments of the entry that has this message, and copies of it. False, and nothing
   * changes: there is no such entry, or it has other attachments by now. A copy goes with its attachment, with its entry
   * and with the conversation; those of the oldest entries go where all are larger than COPIES_BYTES.
   */
  putCopies(conversation: Snowflake, message: Snowflake, read: FilesRead, lease?: Lease): Promise<boolean>;

  /** The copies of these entries that there are, by attachment. */
  copies(
    conversation: Snowflake,
    entries: readonly Pick<Entry, 'id' | 'attachments'>[],
  ): Promise<Map<Snowflake, Uint8Array>>;

  /** Removes the entry that has this message. False: there is none. */
  remove(conversation: Snowflake, message: Snowflake): Promise<boolean>;

  /** The conversation's record; undefined where nothing is known of it. */
  conversation(id: Snowflake): Promise<Conversation | undefined>;

  /** Changes the conversation's record; makes one where there is none. */
  update(id: Snowflake, change: Partial<Conversation>, lease?: Lease): Promise<void>;

  /** Conversations in which something was said at or after this time (milliseconds since 1970), the newest first. */
  active(since: number, count: number): Promise<Snowflake[]>;

  /** Takes the lease of a conversation for this many milliseconds. Undefined: somebody has it. */
  lease(conversation: Snowflake, owner: string, ms: number): Promise<Lease | undefined>;

  /** Makes a lease end this many milliseconds from now. False: it is lost. */
  renew(conversation: Snowflake, lease: Lease, ms: number): Promise<boolean>;

  /** Gives a lease back, if it is not lost. */
  release(conversation: Snowflake, lease: Lease): Promise<void>;

  /**
   * Forgets a conversation, its record included; with `also`, the record stays, and that is written to it in the same
   * step. Says how many entries went.
   */
  forget(conversation: Snowflake, also?: Partial<Conversation>): Promise<number>;

  /**
   * What is saved for each of these scopes (ids of a server, a channel, a thread; `examples`) of a server, in that order.
   * Undefined where none ever were; no values where they were removed.
   */
  settings(guild: Snowflake, scopes: Snowflake[]): Promise<(SavedSettings | undefined)[]>;

  /** All scopes of a server for which something was saved. */
  scopes(guild: Snowflake): Promise<string[]>;

  /**
   * Saves the settings of one scope as version `after` + 1; empty values remove them, though the version still counts.
   * False, and nothing is saved, where the newest version is not `after` (0: none was ever saved). `by`: whose change it
   * is, for the history.
   */
  saveSettings(
    guild: Snowflake,
    scope: Snowflake,
    values: Record<string, unknown>,
    after: number,
    by?: SavedBy,
  ): Promise<boolean>;

  /** Who changed which settings. */
  history: HistoryStore;

  /**
   * Counts one more picture of a server (in a DM: of the person) on this day (YYYY-MM-DD), unless there were `most`
   * already. False: there were. Under a keyed hash: it outlasts forgetting until the day is over.
   */
  countPicture(owner: Snowflake, day: string, most: number): Promise<boolean>;

  /** Counts one less: it was not painted after all. */
  uncountPicture(owner: Snowflake, day: string): Promise<void>;

  /**
   * Sets a mark of a server, so that something happens once in so many milliseconds, whichever process it happens in.
   * 0: it is set now; else the milliseconds that it has been set for still. Its name can't be read from the store.
   */
  mark(guild: Snowflake, name: string, ms: number): Promise<number>;

  /** What servers' admins gave Bobbin to look things up in. */
  knowledge: KnowledgeStore;

  /** What is used of models, what it costs, and what it may cost. */
  usage: UsageStore;

  /** Whose words are where, and forgetting them. */
  people: PeopleStore;

  /** What outlasts forgetting. */
  wishes: WishStore;

  /** The bot whose memory this is; undefined: nobody's yet. */
  bot(): Promise<Snowflake | undefined>;

  /** Makes it this bot's where it is nobody's yet. Says whose it is now. */
  claim(bot: Snowflake): Promise<Snowflake>;

  /** Writes and reads; rejects when either fails. */
  check(): Promise<void>;

  close(): Promise<void>;
}
