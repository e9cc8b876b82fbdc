import type { Store } from '../store.ts';
import type { Door } from './door.ts';
import { CLOCK, script } from './scripts.ts';

/** Milliseconds for which fences must grow: longer than anybody may believe to have a lease. */
const FENCE_EXPIRY = 86_400_000;

/** Arguments: who wants it, milliseconds, milliseconds for which fences must grow. The fence; 0: somebody has it. */
const LEASE = script(`${CLOCK}
  local till = redis.call('HGET', lease, 'until')
  if till and tonumber(till) > now() then return 0 end
  redis.call('HSET', lease, 'owner', ARGV[3], 'until', string.format('%d', now() + ARGV[4]))
  redis.call('PEXPIRE', lease, ARGV[5])
  return redis.call('HINCRBY', lease, 'fence', 1)
`);

/** Arguments: milliseconds, milliseconds for which fences must grow. 1: renewed; 0: lost. */
const RENEW = script(`${CLOCK}
  if isLost() then return 0 end
  redis.call('HSET', lease, 'until', string.format('%d', now() + ARGV[3]))
  redis.call('PEXPIRE', lease, ARGV[4])
  return 1
`);

const RELEASE = script(`
  if not isLost() then redis.call('HDEL', lease, 'owner', 'until') end
`);

/** The part of the store in Redis that says who answers. */
export function createLeases({ runOn }: Door): Pick<Store, 'lease' | 'renew' | 'release'> {
  return {
    async lease(conversation, owner, ms) {
      const fence = Number(await runOn(conversation, LEASE, [owner, ms, FENCE_EXPIRY]));
      return fence === 0 ? undefined : { owner, fence };
    },

    async renew(conversation, lease, ms) {
      return (await runOn(conversation, RENEW, [ms, FENCE_EXPIRY], lease)) === 1;
    },

    async release(conversation, lease) {
      await runOn(conversation, RELEASE, [], lease);
    },
  };
}
