import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startRedisServer } from '../redis-server.ts';
import { forgetOneOfMany } from './one-of-many.ts';

// `npm run bench -- forget` does the same with twenty times as much.
const SIZES = { conversations: 100, entries: 5_000, inConversations: 20, messages: 240 };

test.each(['SQLite', 'Redis'])('nothing of whom %s is to forget can be found in it', async (name) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bobbin-forget-'));
  const redis = name === 'Redis' ? await startRedisServer() : undefined;
  try {
    const { receipt, left, othersAreSame, calls } = await forgetOneOfMany(
      { redisUrl: redis?.url, dataDir },
      SIZES,
    );
    expect(receipt).toMatchObject({ conversations: 20, messages: 240, answers: 240 });
    expect(left).toEqual({ id: false, text: false });
    expect(othersAreSame).toBe(true);
    expect(calls).toBeGreaterThan(0);
  } finally {
    await redis?.close();
    await rm(dataDir, { recursive: true });
  }
});
