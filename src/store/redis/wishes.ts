import type { Pending, WishStore } from '../people.ts';
import type { Door } from './door.ts';
import type { HashOf } from './hash.ts';
import { PENDING, WISHES } from './keys.ts';
import { plain } from './scripts.ts';

/** Key: a hash. Arguments: field, number, 1 where the larger one stays, -1 where the smaller one does. */
const KEEP = plain(`
  local now = redis.call('HGET', KEYS[1], ARGV[1])
  local sign = tonumber(ARGV[3])
  if not now or sign * tonumber(ARGV[2]) > sign * tonumber(now) then
    redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  end
`);

/** The part of the store in Redis that outlasts forgetting. */
export function createWishStore({ redis, ask, run }: Door, hashOf: HashOf): WishStore {
  return {
    async times(names) {
      if (names.length === 0) return [];
      const fields = await Promise.all(names.map(hashOf));
      const found = await ask(() => redis.hmget(WISHES, ...fields));
      return found.map((time) => (time === null ? undefined : Number(time)));
    },

    async note(name, time) {
      const field = await hashOf(name);
      await run(KEEP, [WISHES], [field, time, 1]);
    },

    async unnote(name) {
      const field = await hashOf(name);
      await ask(() => redis.hdel(WISHES, field));
    },

    async addPending({ due, ...which }) {
      await run(KEEP, [PENDING], [fieldOf(which), due, -1]);
    },

    async pending() {
      const found = await ask(() => redis.hgetall(PENDING));
      const all = Object.entries(found).map(([field, due]) => {
        const [person = '', guild = ''] = field.split(':');
        return { person: person || null, guild: guild || null, due: Number(due) };
      });
      return all.toSorted((a, b) => a.due - b.due);
    },

    async removePending(which) {
      await ask(() => redis.hdel(PENDING, fieldOf(which)));
    },
  };
}

const fieldOf = ({ person, guild }: Pick<Pending, 'person' | 'guild'>): string =>
  `${person ?? ''}:${guild ?? ''}`;
