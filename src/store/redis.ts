import { Cluster, type Redis } from 'ioredis';
import { StartError, StoreUnavailable } from '../errors.ts';
import type { Log } from '../log.ts';
import { everyNodeAnswers, ready, toClusterOf, toOne } from './redis/connect.ts';
import { createCopies } from './redis/copies.ts';
import { createCounts } from './redis/counts.ts';
import { createDoor, type Door } from './redis/door.ts';
import { createEntries } from './redis/entries.ts';
import { createHashOf } from './redis/hash.ts';
import { createHistoryStore } from './redis/history.ts';
import { createIndex, rebuildIndex } from './redis/indexes.ts';
import { BOT, CHECK, SCHEMA } from './redis/keys.ts';
import { createKnowledgeStore } from './redis/knowledge.ts';
import { createLeases } from './redis/leases.ts';
import { createPeopleStore } from './redis/people.ts';
import { createRecords } from './redis/records.ts';
import { createSettings } from './redis/settings.ts';
import { createUsageStore } from './redis/usage.ts';
import { createWishStore } from './redis/wishes.ts';
import type { Store } from './store.ts';

/** The version of what is stored. */
const VERSION = 2;

/** The version in which conversations could not be found by the people in them. */
const UNINDEXED = 1;

/** Seconds. */
const CHECK_EXPIRY = 60;

/**
 * Opens the store in Redis or Valkey, alone or as a cluster, which several processes may share. Throws a StartError where
 * it can't.
 */
export async function openRedisStore(url: string, log: Log): Promise<Store> {
  let problem = '';
  const first = toOne(url).on('error', (error: Error) => {
    problem = reasonOf(error);
    log.warn({ err: error }, 'Redis can’t be reached');
  });
  let redis: Redis | Cluster = first;
  try {
    await first.connect();
    const cluster = await toClusterOf(first);
    if (cluster) {
      first.disconnect();
      redis = cluster
        .on('error', (error: Error) => log.warn({ err: error }, 'the Redis cluster can’t be reached'))
        .on('node error', (error: Error, node: string) => {
          problem = `${node}: ${reasonOf(error)}`;
          log.warn({ err: error, node }, 'a node of the Redis cluster can’t be reached');
        });
      await ready(cluster);
    }
    const door = createDoor(redis);
    await checkSchema(door, addressOf(first), log);
    return createStore(door);
  } catch (error) {
    redis.disconnect();
    if (error instanceof StartError) throw error;
    const reason = problem || reasonOf(error instanceof StoreUnavailable ? error.cause : error);
    throw new StartError(
      [
        {
          what: `REDIS_URL: Redis at ${addressOf(first)} can’t be used (${reason}).`,
          todo: 'Start it, or correct the address and password in REDIS_URL.',
        },
      ],
      { cause: error },
    );
  }
}

/** Node's own error says nothing where a name has several addresses and none of them answers. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}

/** Never the whole URL: it may hold a password. */
function addressOf({ options }: Redis): string {
  return options.path ?? `${options.host}:${options.port}`;
}

async function checkSchema(door: Door, address: string, log: Log): Promise<void> {
  const { redis } = door;
  await redis.set(SCHEMA, VERSION, 'NX');
  const version = Number(await redis.get(SCHEMA));
  // Until it is done the old number stays, so that it is begun anew where it was interrupted.
  if (version === UNINDEXED) {
    log.info('what an older Bobbin stored is being indexed');
    await rebuildIndex(door);
    await redis.set(SCHEMA, VERSION);
    return;
  }
  if (version !== VERSION)
    throw new StartError([
      {
        what: `REDIS_URL: what is in Redis at ${address} was written by a newer Bobbin.`,
        todo: 'Start that version again, or choose another database or server in REDIS_URL.',
      },
    ]);
}

function createStore(door: Door): Store {
  const { redis, ask } = door;
  const index = createIndex(door);
  const hashOf = createHashOf(door);
  return {
    ...createEntries(door, index),
    ...createCopies(door),
    ...createRecords(door, index),
    ...createLeases(door),
    ...createSettings(door),
    ...createCounts(door, hashOf),
    history: createHistoryStore(door),
    knowledge: createKnowledgeStore(door),
    people: createPeopleStore(door, index),
    wishes: createWishStore(door, hashOf),
    usage: createUsageStore(door, hashOf),

    async bot() {
      return (await ask(() => redis.get(BOT))) ?? undefined;
    },

    async claim(bot) {
      await ask(() => redis.setnx(BOT, bot));
      return (await ask(() => redis.get(BOT))) ?? bot;
    },

    async check() {
      await ask(() => redis.set(CHECK, Date.now(), 'EX', CHECK_EXPIRY));
      await ask(() => redis.get(CHECK));
      if (redis instanceof Cluster) await ask(() => everyNodeAnswers(redis));
    },

    async close() {
      // Waits for what is under way; where there is no connection, nothing is.
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}
