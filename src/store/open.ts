import type { Log } from '../log.ts';
import { openRedisStore } from './redis.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  /** Undefined: SQLite, in `dataDir`. */
  redisUrl: string | undefined;
  dataDir: string;
  log: Log;
}

/** Opens the store that the environment asks for. Throws a StartError that says what to do where it can't. */
export async function openStore({ redisUrl, dataDir, log }: StoreOptions): Promise<Store> {
  return redisUrl === undefined ? openSqliteStore(dataDir) : openRedisStore(redisUrl, log);
}
