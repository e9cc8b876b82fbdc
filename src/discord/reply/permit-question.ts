import { time, TimestampStyles, userMention } from 'discord.js';
import type { Asks, Snowflake } from '../../conversation/entry.ts';
import { type Locale, say, text } from '../../language/language.ts';
import type { AnswerButton } from './controls.ts';
import { codeBlock } from '../markdown/code.ts';
import { smallPrint } from '../small-print.ts';

/** A question to the one who is answered, as a paragraph: what the tool would be given stands there as data. */
export function questionText(
  { tool, input, left, until }: Asks,
  person: Snowflake | undefined,
  locale: Locale,
): string {
  const question = person
    ? text('permit.askPerson', { person: userMention(person), tool })
    : text('permit.ask', { tool });
  const seconds = Math.floor(until / 1_000);
  const notes = [
    ...(left > 0 ? [text('permit.more', { left })] : []),
    text('permit.until', { time: time(seconds, TimestampStyles.ShortTime) }),
  ];
  const below = smallPrint(notes.map((note) => say(locale, note))).replaceAll('\n\n', '\n');
  return [say(locale, question), codeBlock(input, 'json'), below].join('\n');
}

/** The buttons with which it is answered. */
export function answersTo(question: Asks | undefined): AnswerButton[] {
  return question ? (['allow', 'deny'] as const).map((answer) => ({ answer, question: question.id })) : [];
}
