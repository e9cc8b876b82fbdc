import { UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import type { Change } from '../store/history.ts';
import type { Store } from '../store/store.ts';
import { changeSaved } from './save.ts';

/**
 * Brings a scope back to what it was before a change; that is a change itself. Throws a UserError where the change is not
 * known any more, or where `check` does. Returns it.
 */
export async function goBack(
  store: Store,
  guild: string,
  { scope, version }: Pick<Change, 'scope' | 'version'>,
  by: { person: string; time: number },
  check: (before: Record<string, unknown>, after: Record<string, unknown>) => void,
): Promise<Change> {
  const changes = await store.history.of(guild);
  const change = changes.find((one) => one.scope === scope && one.version === version);
  if (change === undefined) throw new UserError(text('history.gone'));
  const goingBack = (values: Record<string, unknown>) => {
    check(values, change.before);
    return change.before;
  };
  await changeSaved(store, guild, scope, goingBack, by);
  return change;
}
