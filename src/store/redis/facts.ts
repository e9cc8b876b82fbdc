import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import { ready, toClusterOf, toOne } from './connect.ts';

/** How a Redis is set up, as far as it tells. */
export interface RedisFacts {
  /** Such as 8.2.1; of Valkey the version of Redis that it is like. */
  version: string;
  /** What happens when its memory is full. */
  eviction: string;
  /** Bytes; 0: as much as there is. */
  maxMemory: number;
  /** Whether what it holds is written to disk. Undefined: it does not say. */
  persists: boolean | undefined;
}

/** Asks a Redis, or all nodes of its cluster, how it is set up. Rejects where it can't be reached. */
export async function readRedisFacts(url: string): Promise<RedisFacts> {
  const redis = toOne(url).on('error', () => {}); // told by what rejects
  let cluster: Cluster | undefined;
  try {
    await redis.connect();
    cluster = await toClusterOf(redis);
    if (cluster === undefined) return await factsOf(redis);
    await ready(cluster);
    return weakest(await Promise.all(cluster.nodes('master').map(factsOf)));
  } finally {
    redis.disconnect();
    cluster?.disconnect();
  }
}

async function factsOf(redis: Redis): Promise<RedisFacts> {
  const info = readInfo(await redis.info());
  const appends = info.get('aof_enabled') === '1';
  return {
    version: info.get('redis_version') ?? '0',
    eviction: info.get('maxmemory_policy') ?? '',
    maxMemory: Number(info.get('maxmemory') ?? 0),
    persists: appends || (await takesSnapshots(redis)),
  };
}

/** Of each question the answer that matters: a cluster is as good as its worst node. */
function weakest(nodes: readonly RedisFacts[]): RedisFacts {
  const [version = '0'] = nodes.map((node) => node.version).toSorted(byNumber.compare);
  const evicting = nodes.filter(({ eviction }) => eviction !== 'noeviction');
  const { eviction, maxMemory } = evicting.find((node) => node.maxMemory > 0) ??
    evicting[0] ?? { eviction: 'noeviction', maxMemory: 0 };
  const losing = nodes.find(({ persists }) => persists === false);
  const silent = nodes.find(({ persists }) => persists === undefined);
  return { version, eviction, maxMemory, persists: losing ? false : silent ? undefined : true };
}

const byNumber = new Intl.Collator('en', { numeric: true });

function readInfo(info: string): Map<string, string> {
  const lines = info.split('\r\n').map((line) => line.split(':', 2));
  return new Map(lines.map(([name = '', value = '']) => [name, value]));
}

const pair = z.tuple([z.string(), z.string()]);

/** Where somebody else runs Redis, it often does not let itself be asked. */
async function takesSnapshots(redis: Redis): Promise<boolean | undefined> {
  try {
    const [, save] = pair.parse(await redis.config('GET', 'save'));
    return save !== '';
  } catch {
    return undefined;
  }
}
