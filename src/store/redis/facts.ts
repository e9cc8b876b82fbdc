import { Redis } from 'ioredis';
import { z } from 'zod';

/** Milliseconds. */
const TIMEOUT = 5_000;

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

/** Asks a Redis how it is set up. Rejects where it can't be reached. */
export async function readRedisFacts(url: string): Promise<RedisFacts> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: TIMEOUT,
    commandTimeout: TIMEOUT,
    enableOfflineQueue: false,
    retryStrategy: null,
  });
  redis.on('error', () => {}); // told by what rejects
  try {
    await redis.connect();
    const info = readInfo(await redis.info());
    const appends = info.get('aof_enabled') === '1';
    const persists = appends || (await takesSnapshots(redis));
    return {
      version: info.get('redis_version') ?? '0',
      eviction: info.get('maxmemory_policy') ?? '',
      maxMemory: Number(info.get('maxmemory') ?? 0),
      persists,
    };
  } finally {
    redis.disconnect();
  }
}

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
