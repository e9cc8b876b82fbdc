import type { Snowflake } from '../conversation/entry.ts';

/** Changes that are kept of a server; older ones go. */
export const CHANGES_KEPT = 100;

/** Who saves settings, and when (milliseconds since 1970). */
export interface SavedBy {
  /** Null: somebody who opted out. */
  person: Snowflake | null;
  time: number;
}

/** One change of what is saved for a scope of a server. */
export interface Change {
  scope: string;
  /** The version that came of it; with the scope, it names the change. */
  version: number;
  /** Null: somebody who wanted to be forgotten, or had opted out. */
  person: Snowflake | null;
  /** Milliseconds since 1970. */
  time: number;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** Who changed which settings. `saveSettings` writes it, in the same step. */
export interface HistoryStore {
  /** The newest changes of a server, the newest first. */
  of(guild: Snowflake, count?: number): Promise<Change[]>;

  /** What this person changed, on all servers. */
  by(person: Snowflake): Promise<(Change & { guild: Snowflake })[]>;

  /** Makes nobody know who made this person's changes, on one server or (null) on all. Says how many they were. */
  forgetPerson(person: Snowflake, guild: Snowflake | null): Promise<number>;

  /** Removes all changes of a server. Says how many they were. */
  forgetServer(guild: Snowflake): Promise<number>;
}
