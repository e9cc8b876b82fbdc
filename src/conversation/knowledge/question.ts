import type { Entry } from '../entry.ts';

/** Characters, from the end: more of a long message only blurs what it asks. */
const QUESTION_CHARACTERS = 2_000;

/** A question of so few words goes on with what was asked before: "And on Sundays?" */
const FOLLOW_UP_WORDS = 4;

/** What is looked up for the newest of these entries: what people said since Bobbin spoke last. */
export function questionOf(entries: readonly Entry[]): string {
  const asked = entries.slice(0, entries.findLastIndex(isPersons) + 1);
  const start = asked.findLastIndex((entry) => !isPersons(entry)) + 1;
  const question = textOf(asked.slice(start));
  if (start === 0 || question.split(/\s+/).length > FOLLOW_UP_WORDS) return question;
  return `${questionOf(asked.slice(0, start))}\n${question}`.trim().slice(-QUESTION_CHARACTERS);
}

function isPersons({ role }: Entry): boolean {
  return role === 'user';
}

function textOf(entries: readonly Entry[]): string {
  const text = entries.map((entry) => entry.text).join('\n');
  return text.trim().slice(-QUESTION_CHARACTERS).toWellFormed();
}
