import { z } from 'zod';
import { firstIdAt, pad, type Snowflake, timeOf } from '../../conversation/entry.ts';
import type { PeopleStore } from '../people.ts';
import { behind, isForgotten, STEP, withoutPerson } from '../whose.ts';
import type { Door } from './door.ts';
import { FIND } from './entries.ts';
import { FORGET, FORGET_IN, FORGET_IN_RECORD, parseForgotten } from './forget.ts';
import type { Index } from './indexes.ts';
import {
  ACTIVE,
  conversationsIn,
  conversationsOf,
  knowledgeOf,
  recordOf,
  SERVERS,
  settingsOf,
  threadsOf,
} from './keys.ts';
import { parseEntry, parseRecord } from './rows.ts';

/** How often a record is looked at again because it was changed meanwhile. */
const TRIES = 10;

/** The part of the store in Redis that knows whose words are where. */
export function createPeopleStore({ redis, ask, runOn }: Door, index: Index): PeopleStore {
  async function authorOf(conversation: Snowflake, message: Snowflake): Promise<Snowflake | undefined> {
    const found = await runOn(conversation, FIND, [message]);
    return found === null ? undefined : parseEntry(z.string().parse(found)).author.id;
  }

  return {
    conversationsOf: (person) => ask(() => redis.smembers(conversationsOf(person))),

    async forgetIn(conversation, person, through, from) {
      const done = await runOn(conversation, FORGET_IN, [person, from, STEP, behind(through)]);
      const [messages, answers, files, mentions, next] = forgottenIn.parse(done);
      if (next === '') await index.removePerson(conversation, person);
      return { messages, answers, files, mentions, next: next === '' ? undefined : next };
    },

    async forgetInRecord(conversation, person, through) {
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const stored = await ask(() => redis.hgetall(recordOf(conversation)));
        const record = parseRecord(stored);
        if (record === undefined) return false;
        const { answeredThrough, floor, refused, open } = record;
        const gone = new Set<Snowflake>();
        for (const id of [answeredThrough, floor, open?.question ?? null, ...refused]) {
          const author = id === null ? null : await authorOf(conversation, id);
          if (id !== null && isForgotten(id, author, person, through)) gone.add(id);
        }
        const isNew = timeOf(conversation) > through;
        const change = withoutPerson(record, person, { isGone: (id) => gone.has(id), isNew });
        const fields = Object.entries(change).flatMap(([field, value]) => [
          field,
          stored[field] ?? '',
          JSON.stringify(value),
        ]);
        const cancels = change.open ? 1 : 0;
        if ((await runOn(conversation, FORGET_IN_RECORD, [cancels, ...fields])) === 1) return cancels === 1;
      }
      throw new Error('a record that changes all the time');
    },

    threadsOf: (channel) => ask(() => redis.smembers(threadsOf(channel))),

    servers: () => ask(() => redis.smembers(SERVERS)),

    idle: (guild, since, count) =>
      ask(() => redis.zrange(conversationsIn(guild), '-inf', below(since), 'BYSCORE', 'LIMIT', 0, count)),

    async forgetIdle(guild, conversation, since) {
      const used = await ask(() => redis.zscore(ACTIVE, conversation));
      if (used !== null && Number(used) >= since) {
        await ask(() => redis.zadd(conversationsIn(guild), 'GT', used, conversation));
        return undefined;
      }
      // A message may come in this moment: nothing that is newer goes.
      const newest = since === Infinity ? '' : pad(firstIdAt(since));
      const { entries, ...by } = parseForgotten(await runOn(conversation, FORGET, [newest]));
      if (entries === -1) return undefined;
      await index.remove(conversation, { ...by, guild });
      return { entries, more: false };
    },

    async forgetServer(guild) {
      const keys = [settingsOf(guild), ...knowledgeOf(guild)];
      await ask(() => redis.unlink(...keys));
      await ask(() => redis.srem(SERVERS, guild));
      // What came in this moment has to be found again.
      const isKept = await ask(() => redis.exists(...keys, conversationsIn(guild)));
      if (isKept > 0) await ask(() => redis.sadd(SERVERS, guild));
      return false;
    },

    erase: () => Promise.resolve(true),
  };
}

/** Scores below this time. */
const below = (time: number): string => (time === Infinity ? '+inf' : `(${time}`);

const forgottenIn = z.tuple([z.number(), z.number(), z.number(), z.number(), z.string()]);
