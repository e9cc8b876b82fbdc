import type { Redis } from 'ioredis';
import type { Snowflake } from '../../conversation/entry.ts';
import { type Change, CHANGES_KEPT, type HistoryStore, type SavedBy } from '../history.ts';
import { plain, type Script } from './scripts.ts';
import { parseJson, readChange } from '../rows.ts';
import type { Store } from '../store.ts';

interface Door {
  redis: Redis;
  ask: <T>(command: () => Promise<T>) => Promise<T>;
  run: (script: Script, keys: string[], args: (string | number | Buffer)[]) => Promise<unknown>;
}

/**
 * Keys: settings and history of a server. Arguments: scope, version before, version, values, how many changes are kept,
 * and person and time ('' where it is no change of anybody's). 1: saved; 0: another version.
 */
const SAVE_SETTINGS = plain(`
  local settings, history = KEYS[1], KEYS[2]
  local scope, after, version, values = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
  local saved = redis.call('HGET', settings, scope) or '0\\n{}'
  local now, before = string.match(saved, '^(%d+)\\n(.*)$')
  if now ~= after then return 0 end
  redis.call('HSET', settings, scope, version .. '\\n' .. values)
  if ARGV[6] ~= '' then
    redis.call('LPUSH', history, table.concat({ ARGV[6], ARGV[7], scope, version, before, values }, '\\n'))
    redis.call('LTRIM', history, 0, ARGV[5] - 1)
  end
  return 1
`);

/** Key: the history of a server. Argument: a person. How many changes were theirs. */
const FORGET_PERSON = plain(`
  local count = 0
  for at, line in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
    local person, rest = string.match(line, '^(%d*)(\\n.*)$')
    if person == ARGV[1] then
      redis.call('LSET', KEYS[1], at - 1, rest)
      count = count + 1
    end
  end
  return count
`);

/** Key: the history of a server. How many changes there were. */
const FORGET_SERVER = plain(`
  local count = redis.call('LLEN', KEYS[1])
  redis.call('UNLINK', KEYS[1])
  return count
`);

/** The part of the store in Redis that keeps who changed settings. Its keys are documented in redis.ts. */
export function createHistoryStore({ redis, ask, run }: Door): HistoryStore & Pick<Store, 'saveSettings'> {
  return {
    async saveSettings(guild, scope, values, after, by) {
      // First, and so never missing.
      if (by) await ask(() => redis.sadd(changedBy(by.person), guild));
      const args = [scope, after, after + 1, JSON.stringify(values), CHANGES_KEPT, ...writeBy(by)];
      return (await ask(() => run(SAVE_SETTINGS, [settingsOf(guild), historyOf(guild)], args))) === 1;
    },

    async of(guild, count = CHANGES_KEPT) {
      return (await ask(() => redis.lrange(historyOf(guild), 0, count - 1))).map(parseChange);
    },

    async forgetPerson(person, guild) {
      const guilds = guild === null ? await ask(() => redis.smembers(changedBy(person))) : [guild];
      const forget = (one: Snowflake) => ask(() => run(FORGET_PERSON, [historyOf(one)], [person]));
      if (guilds.length === 0) return 0;
      let count = 0;
      for (const one of guilds) count += Number(await forget(one));
      await ask(() => redis.srem(changedBy(person), ...guilds));
      return count;
    },

    async forgetServer(guild) {
      const people = new Set(
        (await ask(() => redis.lrange(historyOf(guild), 0, '-1'))).map((line) => parseChange(line).person),
      );
      for (const person of people) if (person !== null) await ask(() => redis.srem(changedBy(person), guild));
      return Number(await ask(() => run(FORGET_SERVER, [historyOf(guild)], [])));
    },
  };
}

const settingsOf = (guild: Snowflake): string => `bobbin:{${guild}}:settings`;
const historyOf = (guild: Snowflake): string => `bobbin:{${guild}}:history`;
const changedBy = (person: Snowflake): string => `bobbin:{${person}}:changed`;

const writeBy = (by: SavedBy | undefined): (string | number)[] => (by ? [by.person, by.time] : ['', '']);

function parseChange(line: string): Change {
  const [person = '', time, scope, version, before = '', after = ''] = line.split('\n');
  return readChange({
    scope,
    version: Number(version),
    person: person === '' ? null : person,
    time: Number(time),
    before: parseJson(before),
    after: parseJson(after),
  });
}
