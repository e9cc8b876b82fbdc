import type { Snowflake } from '../conversation/entry.ts';

/** A text that a server's admins gave Bobbin to look things up in. */
export interface Source {
  id: string;
  name: string;
  /** When it was added; milliseconds since 1970. */
  time: number;
  /** How many it was cut into. */
  passages: number;
  /** The embedding model that its vectors come from; null: it has none. */
  model: string | null;
}

/** A part of a source, short enough to stand with a question. */
export interface Passage {
  /** The headings that it stands under, the widest first; '' where there are none. */
  heading: string;
  text: string;
}

export interface PassageRef {
  /** The id of its source. */
  source: string;
  /** 0 for the first of its source. */
  number: number;
}

/** A passage that has a certain word. */
export interface Posting extends PassageRef {
  /** How often. */
  times: number;
}

/** What a source is made of. */
export interface SourceContent {
  passages: readonly Passage[];
  /** The words of each passage, as often as it has them. Letters, digits and `*`, in lower case. */
  words: readonly (readonly string[])[];
  /** All vectors of the source, in the order of its passages; what the bytes mean is not the store's business. */
  vectors: Uint8Array | null;
}

/**
 * What servers' admins gave Bobbin to look things up in, and an index of all words in it. Each server has its own: nothing
 * of another's is ever read or counted.
 */
export interface KnowledgeStore {
  /**
   * Adds a source, in the place of the one with the same id. False, and nothing changes, where the server would have
   * more than `most` passages then.
   */
  add(guild: Snowflake, source: Source, content: SourceContent, most: number): Promise<boolean>;

  /** All sources of a server, the oldest first. */
  sources(guild: Snowflake): Promise<Source[]>;

  /** Removes a source with all that belongs to it. False: there is none. */
  remove(guild: Snowflake, source: string): Promise<boolean>;

  /** For each word the passages that have it. */
  find(guild: Snowflake, words: readonly string[]): Promise<Posting[][]>;

  /** The vectors of all sources that have any, by the source's id. */
  vectors(guild: Snowflake): Promise<Map<string, Uint8Array>>;

  /** Passages, in the order of the question; undefined: it is gone. */
  passages(guild: Snowflake, refs: readonly PassageRef[]): Promise<(Passage | undefined)[]>;
}
