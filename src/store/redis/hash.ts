import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { keyed } from '../whose.ts';

/** What is kept of a name that has an id in it. */
export type HashOf = (name: string) => Promise<string>;

/** Makes hashes with the key that is in Redis; the first who needs it makes it. */
export function createHashOf(redis: Redis, ask: <T>(command: () => Promise<T>) => Promise<T>): HashOf {
  let secret: Promise<string> | undefined;

  async function readSecret(): Promise<string> {
    await ask(() => redis.set('bobbin:secret', randomBytes(32).toString('base64url'), 'NX'));
    return z.string().parse(await ask(() => redis.get('bobbin:secret')));
  }

  return async (name) => {
    secret ??= readSecret();
    secret.catch(() => (secret = undefined));
    return keyed(await secret, name);
  };
}
