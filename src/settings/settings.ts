import { UserError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { type Resolved, resolve } from './resolve.ts';
import { type Choices, readChoices, type Settings } from './schema.ts';

/** Where something is said: ids of the server, of the channel, and of the thread where there is one. */
export interface Place {
  /** Null in a DM, where nobody can choose anything. */
  guild: string | null;
  /** Null where the whole server is meant. */
  channel: string | null;
  thread: string | null;
}

export interface SettingsKeeper {
  /** What counts in this place. Read anew each time: another process may have changed it. */
  of(place: Place): Promise<Resolved>;
  /** What one scope itself chose. */
  chosen(guild: string, scope: string): Promise<Choices>;
  /** Changes the choices of one scope: undefined takes a choice back. Throws a UserError when somebody else is faster. */
  choose(
    guild: string,
    scope: string,
    change: { [N in keyof Choices]: Choices[N] | undefined },
  ): Promise<void>;
  /** Takes all choices of one scope back. */
  reset(guild: string, scope: string): Promise<void>;
}

/** How often a change is tried again when others change the same scope at the same time. */
const TRIES = 5;

/** Reads and changes settings. `environment` is what holds where nothing was chosen; `models` those on offer. */
export function createSettings(
  store: Store,
  environment: Settings,
  models: readonly string[],
): SettingsKeeper {
  async function saved(guild: string, scope: string) {
    const [found] = await store.settings(guild, [scope]);
    return { version: found?.version ?? 0, choices: readChoices(found?.values ?? {}) };
  }

  async function save(guild: string, scope: string, next: (now: Choices) => Record<string, unknown>) {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const { version, choices } = await saved(guild, scope);
      if (await store.saveSettings(guild, scope, next(choices), version)) return;
    }
    throw new UserError('Somebody else is changing these settings right now. Please try again.');
  }

  return {
    async of({ guild, channel, thread }) {
      if (guild === null) return resolve(environment, {}, models);
      const scopes = [guild, channel ?? guild, thread ?? channel ?? guild];
      const found = await store.settings(guild, scopes);
      const [server, ofChannel, ofThread] = found.map((one) => readChoices(one?.values ?? {}));
      return resolve(
        environment,
        {
          server: server ?? {},
          channel: (channel && ofChannel) || {},
          thread: (thread && ofThread) || {},
        },
        models,
      );
    },

    async chosen(guild, scope) {
      return (await saved(guild, scope)).choices;
    },

    choose: (guild, scope, change) => save(guild, scope, (now) => withoutUndefined({ ...now, ...change })),

    reset: (guild, scope) => save(guild, scope, () => ({})),
  };
}

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
