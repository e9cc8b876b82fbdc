import type { Snowflake } from '../../conversation/entry.ts';
import { type Change, CHANGES_KEPT, type HistoryStore } from '../history.ts';
import { parseJson, readChange } from '../rows.ts';
import type { Door } from './door.ts';
import { changedBy, historyOf } from './keys.ts';
import { plain } from './scripts.ts';

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

/** The part of the store in Redis that keeps who changed settings. */
export function createHistoryStore({ redis, ask, run }: Door): HistoryStore {
  const changesOf = async (guild: Snowflake, last = -1): Promise<Change[]> =>
    (await ask(() => redis.lrange(historyOf(guild), 0, last))).map(parseChange);

  return {
    of: (guild, count = CHANGES_KEPT) => changesOf(guild, count - 1),

    async by(person) {
      const guilds = await ask(() => redis.smembers(changedBy(person)));
      const all = guilds.map(async (guild) =>
        (await changesOf(guild)).flatMap((change) => (change.person === person ? { guild, ...change } : [])),
      );
      return (await Promise.all(all)).flat();
    },

    async forgetPerson(person, guild) {
      const guilds = guild === null ? await ask(() => redis.smembers(changedBy(person))) : [guild];
      const forget = (one: Snowflake) => run(FORGET_PERSON, [historyOf(one)], [person]);
      if (guilds.length === 0) return 0;
      let count = 0;
      for (const one of guilds) count += Number(await forget(one));
      await ask(() => redis.srem(changedBy(person), ...guilds));
      return count;
    },

    async forgetServer(guild) {
      const people = new Set((await changesOf(guild)).map(({ person }) => person));
      for (const person of people) if (person !== null) await ask(() => redis.srem(changedBy(person), guild));
      return Number(await run(FORGET_SERVER, [historyOf(guild)]));
    },
  };
}

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
