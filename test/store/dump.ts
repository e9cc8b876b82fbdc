import { Redis } from 'ioredis';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All that a store holds, as somebody finds it who gets hold of its files, or of all keys and values. */
export async function dumpOf({
  redisUrl,
  dataDir,
}: {
  redisUrl: string | undefined;
  dataDir: string;
}): Promise<string> {
  if (redisUrl !== undefined) return dumpOfRedis(redisUrl);
  const files = readdirSync(dataDir).filter((name) => name.startsWith('bobbin.db'));
  return files.map((name) => readFileSync(join(dataDir, name), 'latin1')).join('\n');
}

async function dumpOfRedis(url: string): Promise<string> {
  const redis = new Redis(url);
  try {
    const parts: string[] = [];
    for (const key of await redis.keys('*')) {
      const type = await redis.type(key);
      parts.push(key, (await valuesOf(redis, key, type)).join('\n'));
    }
    return parts.join('\n');
  } finally {
    redis.disconnect();
  }
}

async function valuesOf(redis: Redis, key: string, type: string): Promise<string[]> {
  if (type === 'hash') return Object.entries(await redis.hgetall(key)).flat();
  if (type === 'set') return redis.smembers(key);
  if (type === 'zset') return redis.zrange(key, 0, '-1', 'WITHSCORES');
  if (type === 'list') return redis.lrange(key, 0, -1);
  return [(await redis.get(key)) ?? ''];
}
