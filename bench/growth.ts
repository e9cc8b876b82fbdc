import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { Model } from '../src/conversation/ports.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/store.ts';
import { startRedisServer } from '../test/redis-server.ts';
import { createTurns, words } from './conversation.ts';
import type { Bench } from './run.ts';

/** A turn in a long conversation may cost this many times as much as in a short one. */
const ALLOWED = 1.3;

const SHORT = 50;
const LONG = 5_000;

/** Turns measured at each length. */
const MEASURED = 400;

/** Conversations of each length, measured by turns, so that both see the same moods of the machine. */
const CONVERSATIONS = 8;

const model: Model = {
  answer: () =>
    Promise.resolve({
      model: 'none',
      text: words(70),
      finish: 'complete',
      usage: { input: 1, cached: 0, output: 1, reasoning: 0 },
    }),
};

export const growth: Bench = {
  title: `A turn in a conversation of ${LONG} entries costs at most ${ALLOWED} times one in a conversation of ${SHORT}`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'bobbin-bench-'));
    const redis = await startRedisServer();
    try {
      const sqlite = await measure('SQLite', undefined, folder);
      const onRedis = await measure('Redis', redis.url, folder);
      return sqlite && onRedis;
    } finally {
      await redis.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(name: string, redisUrl: string | undefined, dataDir: string): Promise<boolean> {
  const store = await openStore({ redisUrl, dataDir, log: pino({ level: 'silent' }) });
  try {
    const turns = await createTurns(store, model);
    const turn = async (conversation: string) => {
      await turns.say(conversation, words(30));
      await turns.answer(conversation);
    };
    const long = Array.from({ length: CONVERSATIONS }, (_, at) => `9${at}`);
    for (const conversation of long) await grow(store, conversation, turn, LONG);
    const times: Record<'short' | 'long', number[]> = { short: [], long: [] };
    for (let round = 0; round < MEASURED / CONVERSATIONS; round++) {
      for (const [at, conversation] of long.entries()) {
        const short = `8${round}${at}`;
        await grow(store, short, turn, SHORT);
        times.short.push(await milliseconds(() => turn(short)));
        times.long.push(await milliseconds(() => turn(conversation)));
      }
    }
    const [short, longest] = [median(times.short), median(times.long)];
    console.log(
      `${name.padEnd(7)} ${SHORT} entries: ${short.toFixed(2)} ms a turn   ${LONG} entries: ${longest.toFixed(2)} ms a turn   × ${(longest / short).toFixed(2)}`,
    );
    return longest / short <= ALLOWED;
  } finally {
    await store.close();
  }
}

async function grow(
  store: Store,
  conversation: string,
  turn: (id: string) => Promise<void>,
  entries: number,
) {
  for (let at = 0; at < entries / 2; at++) await turn(conversation);
  const kept = await store.newest(conversation, { count: entries + 1 });
  if (kept.length !== entries) throw new Error(`${kept.length} entries instead of ${entries}`);
}

async function milliseconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
