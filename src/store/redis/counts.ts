import type { Snowflake } from '../../conversation/entry.ts';
import type { Store } from '../store.ts';
import type { Door } from './door.ts';
import type { HashOf } from './hash.ts';
import { markOf, picturesOf } from './keys.ts';
import { plain } from './scripts.ts';

/** Seconds. */
const PICTURES_EXPIRY = 172_800;

/** Key: the pictures of a day. Arguments: how many there may be, seconds that they are counted. 1: counted; 0: too many. */
const COUNT_PICTURE = plain(`
  if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
  redis.call('INCR', KEYS[1])
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  return 1
`);

/** Key: the pictures of a day. */
const UNCOUNT_PICTURE = plain(`
  if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
`);

/** Key: a mark. Argument: milliseconds. 0: it is set now; else the milliseconds that it has been set for still. */
const MARK = plain(`
  local left = redis.call('PTTL', KEYS[1])
  if left > 0 then return left end
  redis.call('SET', KEYS[1], '', 'PX', ARGV[1])
  return 0
`);

/** The part of the store in Redis that counts what there may be so much of in a day, or once in a while. */
export function createCounts(
  { run }: Door,
  hashOf: HashOf,
): Pick<Store, 'countPicture' | 'uncountPicture' | 'mark'> {
  const keyOf = async (owner: Snowflake, day: string) => picturesOf(await hashOf(`pictures:${owner}`), day);
  return {
    async countPicture(owner, day, most) {
      return (await run(COUNT_PICTURE, [await keyOf(owner, day)], [most, PICTURES_EXPIRY])) === 1;
    },

    async uncountPicture(owner, day) {
      await run(UNCOUNT_PICTURE, [await keyOf(owner, day)]);
    },

    async mark(guild, name, ms) {
      return Number(await run(MARK, [markOf(guild, await hashOf(name))], [ms]));
    },
  };
}
