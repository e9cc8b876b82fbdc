import { Cluster, type Redis } from 'ioredis';
import type { Snowflake } from '../../conversation/entry.ts';
import { LeaseLost, StoreUnavailable } from '../../errors.ts';
import type { Lease } from '../store.ts';
import { keysOf } from './keys.ts';
import type { Script } from './scripts.ts';

type Argument = string | number | Buffer;

/** How all parts of the store in Redis get to it. */
export interface Door {
  redis: Redis | Cluster;
  /** All that there are: the nodes of a cluster among which the keys are divided. */
  masters: () => Redis[];
  /** Sends commands; rejects with a StoreUnavailable where Redis is away. */
  ask: <T>(command: () => Promise<T>) => Promise<T>;
  /** Runs a script on these keys. */
  run: (script: Script, keys: readonly string[], args?: readonly Argument[]) => Promise<unknown>;
  /** Runs a script on a conversation; under a lease it rejects with a LeaseLost where that is lost. */
  runOn: (
    conversation: Snowflake,
    script: Script,
    args?: readonly Argument[],
    lease?: Lease,
  ) => Promise<unknown>;
}

/** Error replies that say that Redis can't serve now, not that it was asked wrongly. */
const UNAVAILABLE =
  /^(BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|OOM|READONLY|TRYAGAIN|UNBLOCKED)\b/;

export function createDoor(redis: Redis | Cluster): Door {
  /** By its hash: Redis keeps the text, until it restarts. */
  async function evaluate({ lua, sha }: Script, keys: readonly string[], args: readonly Argument[]) {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.eval(lua, keys.length, ...keys, ...args);
    }
  }

  /** Everything but an error reply comes from the connection: closed, not there yet, too slow. */
  async function ask<T>(command: () => Promise<T>): Promise<T> {
    try {
      // A cluster would keep it until it is there.
      if (redis.status !== 'ready') throw new Error(`the connection is ${redis.status}`);
      return await command();
    } catch (error) {
      const refused = error instanceof Error && error.name === 'ReplyError';
      if (refused && error.message.startsWith('LEASELOST')) throw new LeaseLost('lost to another process');
      if (refused && !UNAVAILABLE.test(error.message)) throw error;
      throw new StoreUnavailable(error);
    }
  }

  const run: Door['run'] = (script, keys, args = []) => ask(() => evaluate(script, keys, args));

  return {
    redis,
    masters: () => (redis instanceof Cluster ? redis.nodes('master') : [redis]),
    ask,
    run,
    runOn: (conversation, script, args = [], lease) =>
      run(script, keysOf(conversation), [lease?.owner ?? '', lease?.fence ?? '', ...args]),
  };
}
