import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { keyed } from '../whose.ts';
import type { Door } from './door.ts';
import { SECRET } from './keys.ts';

/** What is kept of a name that has an id in it. */
export type HashOf = (name: string) => Promise<string>;

/** Makes hashes with the key that is in Redis; the first who needs it makes it. */
export function createHashOf({ redis, ask }: Door): HashOf {
  let secret: Promise<string> | undefined;

  async function readSecret(): Promise<string> {
    await ask(() => redis.set(SECRET, randomBytes(32).toString('base64url'), 'NX'));
    return z.string().parse(await ask(() => redis.get(SECRET)));
  }

  return async (name) => {
    secret ??= readSecret();
    secret.catch(() => (secret = undefined));
    return keyed(await secret, name);
  };
}
