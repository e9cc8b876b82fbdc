import { CHANGES_KEPT } from '../history.ts';
import type { Store } from '../store.ts';
import type { Door } from './door.ts';
import { changedBy, historyOf, SERVERS, settingsOf } from './keys.ts';
import { parseSettings } from './rows.ts';
import { plain } from './scripts.ts';

/**
 * Keys: settings and history of a server. Arguments: scope, version before, version, values, how many changes are kept,
 * person ('' where that is not to be known) and time ('' where it is no change of anybody's). 1: saved; 0: another version.
 */
const SAVE = plain(`
  local settings, history = KEYS[1], KEYS[2]
  local scope, after, version, values = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
  local saved = redis.call('HGET', settings, scope) or '0\\n{}'
  local now, before = string.match(saved, '^(%d+)\\n(.*)$')
  if now ~= after then return 0 end
  redis.call('HSET', settings, scope, version .. '\\n' .. values)
  if ARGV[7] ~= '' then
    redis.call('LPUSH', history, table.concat({ ARGV[6], ARGV[7], scope, version, before, values }, '\\n'))
    redis.call('LTRIM', history, 0, ARGV[5] - 1)
  end
  return 1
`);

/** The part of the store in Redis that keeps settings. */
export function createSettings({
  redis,
  ask,
  run,
}: Door): Pick<Store, 'settings' | 'scopes' | 'saveSettings'> {
  return {
    async settings(guild, scopes) {
      if (scopes.length === 0) return [];
      const found = await ask(() => redis.hmget(settingsOf(guild), ...scopes));
      return found.map(parseSettings);
    },

    scopes: (guild) => ask(() => redis.hkeys(settingsOf(guild))),

    async saveSettings(guild, scope, values, after, by) {
      // First, and so never missing.
      await ask(() => redis.sadd(SERVERS, guild));
      const person = by?.person ?? '';
      if (person !== '') await ask(() => redis.sadd(changedBy(person), guild));
      const args = [scope, after, after + 1, JSON.stringify(values), CHANGES_KEPT, person, by?.time ?? ''];
      return (await run(SAVE, [settingsOf(guild), historyOf(guild)], args)) === 1;
    },
  };
}
