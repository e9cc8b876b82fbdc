import { createHmac } from 'node:crypto';
import {
  type Attachment,
  type Conversation,
  type Entry,
  firstIdAt,
  openTurn,
  pad,
  type Snowflake,
  timeOf,
} from '../conversation/entry.ts';

// Whose words an entry or a record has. Both adapters go by this.

/** Entries that one step of forgetting looks at. */
export const STEP = 200;

const MENTION = /<@!?(\d+)>/g;

/** The first position that is newer than all that was said until then (milliseconds since 1970). */
export function behind(through: number): string {
  return pad(firstIdAt(through + 1));
}

/** Whether a message of this author (undefined: there is none any more) goes with what a person said until then. */
export function isForgotten(
  message: Snowflake,
  author: Snowflake | null | undefined,
  person: Snowflake,
  through: number,
): boolean {
  return author === undefined || (author === person && timeOf(message) <= through);
}

/** Everybody whose id an entry, or a change of one, has: who wrote it, or wished it, who is mentioned, and whose files it has. */
export function peopleIn({
  author,
  reply,
  text = '',
  attachments = [],
}: Partial<Pick<Entry, 'author' | 'reply' | 'text' | 'attachments'>>): Snowflake[] {
  const named = [...text.matchAll(MENTION)].flatMap(([, id]) => id ?? []);
  const others = attachments.flatMap(({ from }) => from?.author ?? []);
  return [...new Set([...(author && !reply ? [author.id] : []), ...named, ...others])];
}

/** Without the files that somebody's message has because it replies to one of this person. */
export function withoutFilesOf(person: Snowflake, attachments: readonly Attachment[]): Attachment[] {
  return attachments.filter(({ from }) => from?.author !== person);
}

/** What is known of the entries that a record names. */
interface Known {
  /** Whether there is no such entry, or it is to be forgotten. */
  isGone: (message: Snowflake) => boolean;
  /** The conversation was begun after all that is to be forgotten. */
  isNew: boolean;
}

/**
 * What has to change in a record so that nothing of a person is in it. `open` is among it where the turn answers this
 * person, or nobody any more.
 */
export function withoutPerson(
  { startedBy, answeredThrough, floor, refused, open }: Conversation,
  person: Snowflake,
  { isGone, isNew }: Known,
): Partial<Conversation> {
  const past = (id: Snowflake | null) => (id !== null && isGone(id) ? String(BigInt(id) + 1n) : id);
  const change: Partial<Conversation> = {};
  // Its name is made of the words with which it began.
  if (startedBy === person && !isNew) Object.assign(change, { startedBy: null, title: null });
  // The next id says the same, and is nobody's.
  if (past(answeredThrough) !== answeredThrough) change.answeredThrough = past(answeredThrough);
  if (past(floor) !== floor) change.floor = past(floor);
  if (refused.some(isGone)) change.refused = refused.filter((id) => !isGone(id));
  if (open && isGone(open.question)) {
    const { attempt, question, messages } = open;
    change.open = { ...openTurn(question, messages), attempt };
  }
  return change;
}

/** What is kept of a name that has an id in it. Without the key, trying all ids would find it. */
export function keyed(key: string, name: string): string {
  return createHmac('sha256', key).update(name).digest('base64url');
}
