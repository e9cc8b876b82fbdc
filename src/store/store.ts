import type { Conversation, Entry, Snowflake } from '../conversation/entry.ts';

/** Which of the newest entries to read. At least one is read where there is one. */
export interface Window {
  /** At most this many. */
  count?: number;
  /** Stop at the entry with which the sum of tokens is over this. That entry is part of the answer. */
  tokens?: number;
  /** Nothing that stands before this entry. */
  floor?: Snowflake | null;
}

/** What may be changed in an entry. */
export type EntryChange = Partial<Pick<Entry, 'text' | 'attachments' | 'tokens' | 'author' | 'reply'>>;

/** One saved set of settings; what the values mean is not the store's business. */
export interface SavedSettings {
  /** 1 for the first that was saved, one more with each save. */
  version: number;
  values: Record<string, unknown>;
}

/**
 * Where conversations and settings are kept. Two adapters pass one contract suite (test/store). Every method is
 * atomic, and none gets slower as a conversation grows. Rejects with a StoreUnavailable when the store can't be
 * reached in time.
 */
export interface Store {
  /**
   * Adds an entry, once: where the id is known already, nothing changes and the answer is false.
   * `also` is written to the conversation's record in the same step; the record is made where there is none.
   */
  append(conversation: Snowflake, entry: Entry, also?: Partial<Conversation>): Promise<boolean>;

  /** The newest entries, oldest first, without reading the older ones. */
  newest(conversation: Snowflake, window?: Window): Promise<Entry[]>;

  /** Changes the entry that has this message (a reply has several). False: there is none. */
  change(conversation: Snowflake, message: Snowflake, change: EntryChange): Promise<boolean>;

  /** Removes the entry that has this message. False: there is none. */
  remove(conversation: Snowflake, message: Snowflake): Promise<boolean>;

  /** The conversation's record; undefined where nothing is known of it. */
  conversation(id: Snowflake): Promise<Conversation | undefined>;

  /** Changes the conversation's record; makes one where there is none. */
  update(id: Snowflake, change: Partial<Conversation>): Promise<void>;

  /** Forgets a conversation, its record included. Says how many entries went. */
  forget(conversation: Snowflake): Promise<number>;

  /**
   * The settings saved for each of these scopes (ids of a server, a channel, a thread) of a server, in that order.
   * Undefined where none ever were; no values where they were removed.
   */
  settings(guild: Snowflake, scopes: Snowflake[]): Promise<(SavedSettings | undefined)[]>;

  /**
   * Saves the settings of one scope as version `after` + 1; empty values remove them, though the version still counts.
   * False, and nothing is saved, where the newest version is not `after` (0: none was ever saved).
   */
  saveSettings(
    guild: Snowflake,
    scope: Snowflake,
    values: Record<string, unknown>,
    after: number,
  ): Promise<boolean>;

  /** Writes and reads; rejects when either fails. */
  check(): Promise<void>;

  close(): Promise<void>;
}
