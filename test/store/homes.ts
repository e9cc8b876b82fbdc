import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { startRedisCluster, startRedisServer } from '../redis-server.ts';

/** A place where a store lives, and can be opened again and again. */
export interface Home {
  open(): Promise<Store>;
  close(): Promise<void>;
}

const log = createLog('silent');

export async function sqliteHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'bobbin-sqlite-'));
  const dataDir = join(folder, 'deep', 'data');
  return {
    open: () => openStore({ redisUrl: undefined, dataDir, log }),
    close: () => rm(folder, { recursive: true }),
  };
}

/** An empty store on SQLite, and how to take it away. */
export async function sqliteStore(): Promise<{ store: Store; close: () => Promise<void> }> {
  const home = await sqliteHome();
  const store = await home.open();
  return {
    store,
    async close() {
      await store.close();
      await home.close();
    },
  };
}

export async function redisHome(): Promise<Home> {
  const server = await startRedisServer();
  return {
    open: () => openStore({ redisUrl: server.url, dataDir: '/dev/null', log }),
    close: () => server.close(),
  };
}

export async function clusterHome(): Promise<Home> {
  const cluster = await startRedisCluster();
  return {
    open: () => openStore({ redisUrl: cluster.url, dataDir: '/dev/null', log }),
    close: () => cluster.close(),
  };
}
