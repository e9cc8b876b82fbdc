import { type Client, type RateLimitData, Routes } from 'discord.js';
import { z } from 'zod';
import type { ThreadNames } from '../conversation/ports.ts';
import { titleFrom } from './title.ts';

/** Milliseconds. Discord allows two renames of a thread in ten minutes; a title is not worth the wait. */
const LONGEST_WAIT = 5_000;

/** Threads are renamed on Discord. Bobbin may do that with its own without any permission. */
export function createThreadNames(client: Client<true>): ThreadNames {
  return {
    async change(id, from, to, signal) {
      const name = titleFrom(to);
      if (name === '' || name === from) return false;
      // Asked for, since the cache may be older than what a person has just done.
      const thread = threadSchema.parse(await client.rest.get(Routes.channel(id), { signal }));
      if (thread.name !== from) return false;
      await client.rest.patch(Routes.channel(id), { body: { name }, signal });
      return true;
    },
  };
}

const threadSchema = z.object({ name: z.string() });

/** Whether a request is given up rather than held back so long. */
export function isRenameTooLate({ method, route, retryAfter }: RateLimitData): boolean {
  return method === 'PATCH' && route === '/channels/:id' && retryAfter > LONGEST_WAIT;
}
