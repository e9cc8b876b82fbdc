import { type Entry, NEW_CONVERSATION, openTurn, type Snowflake } from '../../src/conversation/entry.ts';
import { readTurn, type Turn } from '../../src/conversation/turn.ts';
import { createSettings } from '../../src/settings/settings.ts';
import type { Store } from '../../src/store/store.ts';
import { ENVIRONMENT } from '../settings/environment.ts';

/** A turn that answers the last of these entries, as it begins. */
export function turnOn(entries: Entry[], change: Partial<Turn> = {}): Turn {
  const question = entries.at(-1)!;
  return {
    conversation: NEW_CONVERSATION,
    settings: ENVIRONMENT,
    prompt: { origin: 'environment', version: null },
    entries,
    question,
    continues: undefined,
    replaces: undefined,
    open: openTurn(question.id),
    onRecord: false,
    more: false,
    ...change,
  };
}

/** The turn that is due in a conversation; everybody may use Bobbin there. */
export async function turnIn(store: Store, id: Snowflake): Promise<Turn> {
  const settings = createSettings(store, ENVIRONMENT, [ENVIRONMENT.model]);
  const turn = await readTurn({ store, settings, mayAnswer: async () => true }, id);
  if (turn === undefined || 'wait' in turn || turn.question === undefined)
    throw new Error('there is a question');
  return turn;
}
