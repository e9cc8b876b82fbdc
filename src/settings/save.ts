import { UserError } from '../errors.ts';
import type { SavedSettings, Store } from '../store/store.ts';

/** How often a change is tried again when others change the same scope at the same time. */
const TRIES = 5;

/** What is saved for a scope of a server; version 0 where nothing ever was. */
export async function readSaved(store: Store, guild: string, scope: string): Promise<SavedSettings> {
  const [found] = await store.settings(guild, [scope]);
  return found ?? { version: 0, values: {} };
}

/** Changes what is saved for a scope of a server. Throws a UserError when others are faster each time. */
export async function changeSaved(
  store: Store,
  guild: string,
  scope: string,
  next: (values: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { version, values } = await readSaved(store, guild, scope);
    if (await store.saveSettings(guild, scope, next(values), version)) return;
  }
  throw new UserError('Somebody else is changing this right now. Please try again.');
}
