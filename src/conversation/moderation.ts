import { Harmful } from '../errors.ts';
import { text } from '../language/language.ts';
import { isAfter } from './entry.ts';
import type { Moderator } from './ports.ts';
import type { Turn } from './turn.ts';

// What a server that wants it has looked at before the model answers, and before people see the answer. Where nobody can
// look, there is no answer: a server that wants this would rather have none.

/** Throws a Harmful where what is to be answered is something that the server does not want. */
export async function requireHarmlessQuestion(
  moderator: Moderator | undefined,
  { settings, entries, question, conversation }: Turn,
  signal: AbortSignal,
): Promise<void> {
  if (moderator === undefined || settings.moderation === 'off') return;
  const asked = entries.filter(
    ({ id, role }) => role === 'user' && (id === question.id || isAfter(id, conversation.answeredThrough)),
  );
  const said = asked.map((entry) => entry.text).join('\n\n');
  if (await moderator.isHarmful(said, signal)) throw new Harmful(text('moderation.question'));
}

/** The same of an answer. */
export async function requireHarmlessAnswer(
  moderator: Moderator | undefined,
  { settings }: Pick<Turn, 'settings'>,
  answer: string,
  signal: AbortSignal,
): Promise<void> {
  if (moderator === undefined || settings.moderation === 'off') return;
  if (await moderator.isHarmful(answer, signal)) throw new Harmful(text('moderation.answer'));
}

/** A turn whose answer is looked at before people see any of it. */
export function unseen(moderator: Moderator | undefined, turn: Turn): Turn {
  if (moderator === undefined || turn.settings.moderation === 'off') return turn;
  return { ...turn, settings: { ...turn.settings, streaming: 'off' } };
}
