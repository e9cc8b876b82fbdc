import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedisServer } from '../test/redis-server.ts';
import { forgetOneOfMany } from '../test/store/one-of-many.ts';
import type { Bench } from './run.ts';

const SIZES = { conversations: 500, entries: 100_000, inConversations: 200, messages: 5_000 };

/** Seconds that it may take, and milliseconds that a call for a turn may take meanwhile. */
const ALLOWED = { seconds: 30, call: 250 };

export const forget: Bench = {
  title: `Forgetting who wrote ${SIZES.messages} messages in ${SIZES.inConversations} conversations, among ${SIZES.entries} entries, takes at most ${ALLOWED.seconds} s and holds up no turn for longer than ${ALLOWED.call} ms`,
  async run() {
    const sqlite = await measure('SQLite', undefined);
    const redis = await startRedisServer();
    try {
      return (await measure('Redis', redis.url)) && sqlite;
    } finally {
      await redis.close();
    }
  },
};

async function measure(name: string, redisUrl: string | undefined): Promise<boolean> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bobbin-bench-'));
  try {
    const { receipt, took, longest, calls, left, othersAreSame } = await forgetOneOfMany(
      { redisUrl, dataDir },
      SIZES,
    );
    const seconds = took / 1_000;
    const found = left.id || left.text ? 'SOMETHING IS LEFT' : 'nothing is left';
    console.log(
      `${name.padEnd(7)} ${receipt.messages} messages and ${receipt.answers} answers in ${seconds.toFixed(2)} s; ${calls} calls beside, the longest ${longest.toFixed(1)} ms; ${found}; others ${othersAreSame ? 'as before' : 'CHANGED'}`,
    );
    const isFast = seconds <= ALLOWED.seconds && longest <= ALLOWED.call;
    return isFast && !left.id && !left.text && othersAreSame && receipt.messages === SIZES.messages;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
