import { Harmful, UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import type { Settings } from '../settings/schema.ts';
import { type Conversation, type Entry, isAfter, type Snowflake } from './entry.ts';
import type { Moderator } from './ports.ts';
import type { Turn } from './turn.ts';

// What a server that wants it has looked at before the model answers, and before people see the answer. Where nobody can
// look, there is no answer: a server that wants this would rather have none.

/** Messages that a conversation knows to be refused; beyond that, the model may read the oldest of them. */
const MOST_REFUSED = 200;

type Moderated = Pick<Settings, 'moderation'>;

/** Throws a Harmful where what is asked is something that the server does not want. */
export async function requireHarmlessQuestion(
  moderator: Moderator | undefined,
  { moderation }: Moderated,
  asked: readonly Entry[],
  signal: AbortSignal,
): Promise<void> {
  if (moderation === 'off') return;
  if (moderator === undefined) throw new UserError(text('moderation.noModel'));
  const said = asked.map((entry) => entry.text).join('\n\n');
  if (await moderator.isHarmful(said, signal)) {
    const ids = asked.map(({ id }) => id);
    throw new Harmful(text('moderation.question'), ids);
  }
}

/** What is to be answered in a turn. */
export function askedIn({ entries, question, conversation }: Turn): Entry[] {
  return entries.filter(
    ({ id, role }) => role === 'user' && (id === question.id || isAfter(id, conversation.answeredThrough)),
  );
}

/**
 * Entries without those that were refused: what a server does not want is not sent to the model later, either. `but`: a
 * question that is asked once more, and looked at once more.
 */
export function withoutRefused(
  entries: readonly Entry[],
  conversation: Pick<Conversation, 'refused'> | undefined,
  but?: Snowflake,
): Entry[] {
  const refused = new Set(conversation?.refused);
  return entries.filter(({ id }) => id === but || !refused.has(id));
}

/** What a conversation knows to be refused, after this. */
export function refusedAfter({ refused }: Conversation, error: unknown): Snowflake[] {
  if (!(error instanceof Harmful)) return refused;
  return [...new Set([...refused, ...error.messages])].slice(-MOST_REFUSED);
}

/** The same of an answer. */
export async function requireHarmlessAnswer(
  moderator: Moderator | undefined,
  { moderation }: Moderated,
  answer: string,
  signal: AbortSignal,
): Promise<void> {
  if (moderator === undefined || moderation === 'off') return;
  if (await moderator.isHarmful(answer, signal)) throw new Harmful(text('moderation.answer'));
}

/** A turn whose answer is looked at before people see any of it. */
export function unseen(moderator: Moderator | undefined, turn: Turn): Turn {
  if (moderator === undefined || turn.settings.moderation === 'off') return turn;
  return { ...turn, settings: { ...turn.settings, streaming: 'off' } };
}
