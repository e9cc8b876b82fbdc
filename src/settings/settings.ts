import type { Store } from '../store/store.ts';
import { type Chooser, type Resolved, resolve } from './resolve.ts';
import { changeSaved, readSaved } from './save.ts';
import { type Choices, readChoices, type Settings } from './schema.ts';

/** Where something is said: ids of the server, of the channel, and of the thread where there is one. */
export interface Place {
  /** Null in a DM, where nobody can choose anything. */
  guild: string | null;
  /** Null where the whole server is meant. */
  channel: string | null;
  thread: string | null;
}

/** The whole of a server. */
export function ofServer(guild: string | null): Place {
  return { guild, channel: null, thread: null };
}

/** New choices; undefined takes one back. */
export type Changes = { [N in keyof Choices]: Choices[N] | undefined };

export interface InPlace extends Resolved {
  /** The version of what each of them chose; null where nothing was ever saved. */
  versions: Record<Chooser, number | null>;
}

export interface SettingsKeeper {
  /** What counts in this place. Read anew each time: another process may have changed it. */
  of(place: Place): Promise<InPlace>;
  /** What one scope itself chose. */
  chosen(guild: string, scope: string): Promise<Choices>;
  /** Changes some choices of one scope; `by` does. Throws a UserError when somebody else is faster. */
  choose(guild: string, scope: string, change: Changes, by: string): Promise<void>;
  /** Puts these choices in the place of all that one scope chose; none: takes them back. */
  replace(guild: string, scope: string, choices: Choices, by: string): Promise<void>;
}

/** Reads and changes settings. `environment` is what holds where nothing was chosen; `models` those on offer. */
export function createSettings(
  store: Store,
  environment: Settings,
  models: readonly string[],
  now: () => number = Date.now,
): SettingsKeeper {
  return {
    async of({ guild, channel, thread }) {
      if (guild === null)
        return {
          ...resolve(environment, {}, models),
          versions: { server: null, channel: null, thread: null },
        };
      const scopes = [guild, channel, thread].filter((scope) => scope !== null);
      const found = await store.settings(guild, scopes);
      const of = (scope: string | null) => (scope === null ? undefined : found[scopes.indexOf(scope)]);
      const saved = { server: of(guild), channel: of(channel), thread: of(thread) };
      const choices = {
        server: readChoices(saved.server?.values ?? {}),
        channel: readChoices(saved.channel?.values ?? {}),
        thread: readChoices(saved.thread?.values ?? {}),
      };
      const versions = {
        server: saved.server?.version ?? null,
        channel: saved.channel?.version ?? null,
        thread: saved.thread?.version ?? null,
      };
      return { ...resolve(environment, choices, models), versions };
    },

    async chosen(guild, scope) {
      return readChoices((await readSaved(store, guild, scope)).values);
    },

    choose: (guild, scope, change, by) =>
      changeSaved(store, guild, scope, (before) => withoutUndefined({ ...readChoices(before), ...change }), {
        person: by,
        time: now(),
      }),

    replace: (guild, scope, choices, by) =>
      changeSaved(store, guild, scope, () => choices, { person: by, time: now() }),
  };
}

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
