import type { Settings } from '../settings/schema.ts';
import type { Store } from '../store/store.ts';
import { coolDown, type Later } from './cooldown.ts';
import type { Entry, Snowflake } from './entry.ts';

export interface NextQuestionParts {
  store: Pick<Store, 'mark'>;
  /** Whether somebody may use Bobbin in a conversation. */
  mayAnswer: (conversation: Snowflake, person: Snowflake, settings: Settings) => Promise<boolean>;
  /** Whose cooldown has begun with a turn that is read once more. */
  begun?: Set<Snowflake>;
}

/**
 * The message that is answered next, of those that are not answered yet: the newest of whoever may use Bobbin and has no
 * cooldown, which begins with it. Undefined: there is none to answer.
 */
export async function nextQuestion(
  due: readonly Entry[],
  conversation: Snowflake,
  guild: Snowflake | null,
  settings: Settings,
  { store, mayAnswer, begun = new Set() }: NextQuestionParts,
): Promise<Entry | Later | undefined> {
  const people = new Set(due.map(({ author }) => author.id));
  const waits: Later[] = [];
  for (const person of people) {
    if (guild !== null && !(await mayAnswer(conversation, person, settings))) continue;
    const wait = begun.has(person) ? 0 : await coolDown(store, guild, person, settings);
    if (wait === 0) begun.add(person);
    waits.push({ guild, person, wait, settings });
  }
  const free = new Set(waits.filter(({ wait }) => wait === 0).map(({ person }) => person));
  return due.findLast(({ author }) => free.has(author.id)) ?? waits.toSorted((a, b) => a.wait - b.wait)[0];
}
