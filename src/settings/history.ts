import { UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import type { Change } from '../store/history.ts';
import type { Store } from '../store/store.ts';
import { changeSaved } from './save.ts';

/** A change of a scope. Throws a UserError where it is not known any more. */
export async function changeOf(
  store: Store,
  guild: string,
  { scope, version }: Pick<Change, 'scope' | 'version'>,
): Promise<Change> {
  const changes = await store.history.of(guild);
  const change = changes.find((one) => one.scope === scope && one.version === version);
  if (change === undefined) throw new UserError(text('history.gone'));
  return change;
}

/** Brings a scope back to what it was before a change; that is a change itself. Throws where `check` does. */
export async function goBack(
  store: Store,
  guild: string,
  { scope, before }: Change,
  by: { person: string; time: number },
  check: (before: Record<string, unknown>, after: Record<string, unknown>) => void,
): Promise<void> {
  const goingBack = (values: Record<string, unknown>) => {
    check(values, before);
    return before;
  };
  await changeSaved(store, guild, scope, goingBack, by);
}
