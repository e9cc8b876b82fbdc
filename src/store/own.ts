import type { Snowflake } from '../conversation/entry.ts';
import { StartError } from '../errors.ts';
import type { StoreOptions } from './open.ts';

/**
 * Throws a StartError where a store is another bot's: each would forget there what it does not find on its servers.
 * `owner`: whose the store is; undefined: nobody's yet.
 */
export function requireOwn(
  owner: Snowflake | undefined,
  bot: Snowflake,
  { redisUrl, dataDir }: Omit<StoreOptions, 'log'>,
): void {
  if (owner === undefined || owner === bot) return;
  const [place, other] =
    redisUrl === undefined
      ? [`DATA_DIR: what is in ${dataDir}`, 'set DATA_DIR to another folder']
      : ['REDIS_URL: what is in this Redis', 'choose another database or server in REDIS_URL'];
  throw new StartError([
    {
      what: `${place} is the memory of another bot (${owner}), not of the one with this DISCORD_TOKEN (${bot}).`,
      todo: `Start with that bot’s token, or ${other}.`,
    },
  ]);
}
