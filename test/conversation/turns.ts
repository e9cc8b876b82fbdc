import { type Entry, NEW_CONVERSATION, openTurn } from '../../src/conversation/entry.ts';
import type { Turn } from '../../src/conversation/turn.ts';
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
