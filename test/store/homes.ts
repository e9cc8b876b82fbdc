import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { startRedisServer } from '../redis-server.ts';

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

/** A cluster of one node: it refuses what would not work on several. */
export async function clusterHome(): Promise<Home> {
  const server = await startRedisServer('--cluster-enabled', 'yes');
  await server.cli('cluster', 'addslotsrange', '0', '16383');
  const state = async () => expect(await server.cli('cluster', 'info')).toContain('cluster_state:ok');
  await vi.waitFor(state, { timeout: 10_000 });
  return {
    open: () => openStore({ redisUrl: server.url, dataDir: '/dev/null', log }),
    close: () => server.close(),
  };
}
