import type { Snowflake } from '../conversation/entry.ts';

/** What one step removed. */
export interface Removed {
  /** What the person wrote. */
  messages: number;
  /** Answers to that. */
  answers: number;
  /** Files of these messages. */
  files: number;
  /** Messages of others in which the person's id was replaced. */
  mentions: number;
}

/**
 * Whose words are where, so that they can be forgotten without looking through everything, and forgetting itself: in
 * steps, each of them short, so that it holds up nobody. What was begun and not finished is simply begun again.
 */
export interface PeopleStore {
  /**
   * Conversations in which something is of this person, or has the person's id. None is missing; in some there may be
   * nothing any more.
   */
  conversationsOf(person: Snowflake): Promise<Snowflake[]>;

  /**
   * One step of forgetting a person in a conversation, until then (`through`: milliseconds since 1970): what the person
   * wrote, with its files and the answers to it, and the person's id in what others said. `from`: '' at first, then what
   * the step before gave as `next`, until that is undefined.
   */
  forgetIn(
    conversation: Snowflake,
    person: Snowflake,
    through: number,
    from: string,
  ): Promise<Removed & { next: string | undefined }>;

  /**
   * Forgets a person in the record of a conversation. True: a turn that answers this person, or a question that is gone,
   * has lost its lease and is to be taken back.
   */
  forgetInRecord(conversation: Snowflake, person: Snowflake, through: number): Promise<boolean>;

  /** Threads of a channel in which there are conversations. */
  threadsOf(channel: Snowflake): Promise<Snowflake[]>;

  /** Servers of which anything is kept, and maybe some of which there is nothing any more. */
  servers(): Promise<Snowflake[]>;

  /** Conversations of a server (null: direct messages) that were not used since; the longest idle first. */
  idle(guild: Snowflake | null, since: number, count: number): Promise<Snowflake[]>;

  /**
   * One step of forgetting such a conversation. Says how many entries went, and whether there is more to do; undefined,
   * and nothing goes: it was used since.
   */
  forgetIdle(
    guild: Snowflake | null,
    conversation: Snowflake,
    since: number,
  ): Promise<{ entries: number; more: boolean } | undefined>;

  /** One step of forgetting all of a server that is in no conversation. True: there is more to do. */
  forgetServer(guild: Snowflake): Promise<boolean>;

  /** Makes what was deleted unreadable in the store's files, too. False: not now, something else is reading them. */
  erase(): Promise<boolean>;
}

/** What is to be forgotten, from the moment in which somebody asked for it until nothing of it is left. */
export interface Pending {
  /** The person; of a server, null. */
  person: Snowflake | null;
  /** Where; null: everywhere. */
  guild: Snowflake | null;
  /** When it is to begin, milliseconds since 1970: of a person, through when to forget; of a server, 0 where that is wanted. */
  due: number;
}

/** The name of the wish that nothing of a person is kept, answered, or sent to a model. */
export function outOf(person: Snowflake): string {
  return `out:${person}`;
}

/** What outlasts forgetting. */
export interface WishStore {
  /**
   * When these were noted (milliseconds since 1970); undefined: never. Names have ids in them, so only keyed hashes of
   * them are kept.
   */
  times(names: readonly string[]): Promise<(number | undefined)[]>;

  /** Notes a name; a later time stays. */
  note(name: string, time: number): Promise<void>;

  /** Takes a note back. */
  unnote(name: string): Promise<void>;

  /** Adds what is to be forgotten; once. An earlier time stays. */
  addPending(pending: Pending): Promise<void>;

  /** All that is still to be forgotten. */
  pending(): Promise<Pending[]>;

  removePending(pending: Pick<Pending, 'person' | 'guild'>): Promise<void>;
}
