import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import type { SavedBy } from '../store/history.ts';
import { outOf } from '../store/people.ts';
import type { SavedSettings, Store } from '../store/store.ts';

/** How often a change is tried again when others change the same scope at the same time. */
const TRIES = 5;

/** What is saved for a scope of a server; version 0 where nothing ever was. */
export async function readSaved(store: Store, guild: string, scope: string): Promise<SavedSettings> {
  const [found] = await store.settings(guild, [scope]);
  return found ?? { version: 0, values: {} };
}

/**
 * Changes what is saved for a scope of a server, unless that is the same already. Throws a UserError when others are
 * faster each time. Of whoever opted out nobody knows that they did it.
 */
export async function changeSaved(
  store: Store,
  guild: string,
  scope: string,
  next: (values: Record<string, unknown>) => Record<string, unknown>,
  by: SavedBy,
): Promise<void> {
  const who = await whoIsKept(store, by);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { version, values } = await readSaved(store, guild, scope);
    const changed = next(values);
    if (isDeepStrictEqual(changed, values)) return;
    if (await store.saveSettings(guild, scope, changed, version, who)) return;
  }
  throw new UserError(text('settings.busy'));
}

async function whoIsKept({ wishes }: Store, by: SavedBy): Promise<SavedBy> {
  if (by.person === null) return by;
  const [out] = await wishes.times([outOf(by.person)]);
  return out === undefined ? by : { ...by, person: null };
}
