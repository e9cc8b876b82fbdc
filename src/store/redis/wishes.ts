import type { Redis } from 'ioredis';
import type { HashOf } from './hash.ts';
import type { Pending, WishStore } from '../people.ts';
import { plain, type Script } from './scripts.ts';

interface Door {
  redis: Redis;
  hashOf: HashOf;
  ask: <T>(command: () => Promise<T>) => Promise<T>;
  run: (script: Script, keys: string[], args: (string | number)[]) => Promise<unknown>;
}

/** Key: a hash. Arguments: field, number, 1 where the larger one stays, -1 where the smaller one does. */
const KEEP = plain(`
  local now = redis.call('HGET', KEYS[1], ARGV[1])
  local sign = tonumber(ARGV[3])
  if not now or sign * tonumber(ARGV[2]) > sign * tonumber(now) then
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  end
`);

/** The part of the store in Redis that outlasts forgetting. Its keys are documented in redis.ts. */
export function createWishStore({ redis, hashOf, ask, run }: Door): WishStore {
  return {
    async times(names) {
      if (names.length === 0) return [];
      const fields = await Promise.all(names.map(hashOf));
      const found = await ask(() => redis.hmget('bobbin:wishes', ...fields));
      return found.map((time) => (time === null ? undefined : Number(time)));
    },

    async note(name, time) {
      const field = await hashOf(name);
      await ask(() => run(KEEP, ['bobbin:wishes'], [field, time, 1]));
    },

    async unnote(name) {
      const field = await hashOf(name);
      await ask(() => redis.hdel('bobbin:wishes', field));
    },

    async addPending({ due, ...which }) {
      await ask(() => run(KEEP, ['bobbin:pending'], [fieldOf(which), due, -1]));
    },

    async pending() {
      const found = await ask(() => redis.hgetall('bobbin:pending'));
      const all = Object.entries(found).map(([field, due]) => {
        const [person = '', guild = ''] = field.split(':');
        return { person: person || null, guild: guild || null, due: Number(due) };
      });
      return all.toSorted((a, b) => a.due - b.due);
    },

    async removePending(which) {
      await ask(() => redis.hdel('bobbin:pending', fieldOf(which)));
    },
  };
}

const fieldOf = ({ person, guild }: Pick<Pending, 'person' | 'guild'>): string =>
  `${person ?? ''}:${guild ?? ''}`;
