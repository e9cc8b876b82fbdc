import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Conversation, Snowflake } from '../../conversation/entry.ts';
import { parseEntry, parseRecord } from './rows.ts';
import { peopleIn, STEP } from '../whose.ts';

// Where to find conversations without looking through all of them. Its keys are documented in redis.ts.

/** What a conversation is found by. */
export interface IndexedBy {
  guild: Snowflake | null;
  parent: Snowflake | null;
  people: readonly Snowflake[];
}

export interface Index {
  /**
   * To be called before, so that nothing is missing, and after what makes a conversation known, in case that it was
   * forgotten in between. `used`: milliseconds since 1970; undefined: now, where that is not known.
   */
  add(conversation: Snowflake, by: IndexedBy, used?: number): Promise<void>;
  /** To be called after a conversation was forgotten. */
  remove(conversation: Snowflake, by: IndexedBy): Promise<void>;
  /** Takes one person out, where nothing of theirs is left. */
  removePerson(conversation: Snowflake, person: Snowflake): Promise<void>;
}

type Ask = <T>(command: () => Promise<T>) => Promise<T>;

export function createIndex(redis: Redis, ask: Ask): Index {
  async function add(conversation: Snowflake, by: IndexedBy, used?: number): Promise<void> {
    const { guild, parent, people } = by;
    const score = used ?? Date.now();
    const touch = (key: string) =>
      used === undefined
        ? redis.zadd(key, 'NX', score, conversation)
        : redis.zadd(key, 'GT', score, conversation);
    await ask(() =>
      Promise.all([
        touch('bobbin:active'),
        touch(conversationsIn(guild)),
        ...(guild === null ? [] : [redis.sadd('bobbin:servers', guild)]),
        ...(parent === null ? [] : [redis.sadd(threadsOf(parent), conversation)]),
        ...people.map((person) => redis.sadd(conversationsOf(person), conversation)),
      ]),
    );
  }

  return {
    add,

    async remove(conversation, { guild, parent, people }) {
      await ask(() =>
        Promise.all([
          redis.zrem('bobbin:active', conversation),
          redis.zrem(conversationsIn(guild), conversation),
          ...(parent === null ? [] : [redis.srem(threadsOf(parent), conversation)]),
          ...people.map((person) => redis.srem(conversationsOf(person), conversation)),
        ]),
      );
      const again = await readIndexed(redis, ask, conversation);
      if (again) await add(conversation, again);
    },

    async removePerson(conversation, person) {
      await ask(() => redis.srem(conversationsOf(person), conversation));
      const by = await readIndexed(redis, ask, conversation);
      if (by?.people.includes(person)) await ask(() => redis.sadd(conversationsOf(person), conversation));
    },
  };
}

/** What a conversation is to be found by; undefined: there is none. */
async function readIndexed(redis: Redis, ask: Ask, id: Snowflake): Promise<IndexedBy | undefined> {
  const record = parseRecord(await ask(() => redis.hgetall(recordOf(id))));
  if (record === undefined) return undefined;
  const people = await ask(() => redis.smembers(peopleOf(id)));
  return { ...record, people: withStarter(people, record) };
}

/** Who began a conversation can be found by that, too. */
export function withStarter(
  people: readonly Snowflake[],
  { startedBy }: Partial<Pick<Conversation, 'startedBy'>>,
): Snowflake[] {
  return [...new Set([...people, ...(startedBy ? [startedBy] : [])])];
}

/** Keys that one look brings. */
const SCANNED = 1_000;

/** Makes the index of all that an older Bobbin stored. */
export async function rebuildIndex(redis: Redis): Promise<void> {
  const index = createIndex(redis, (command) => command());
  for await (const id of idsIn(redis, 'record')) {
    for (let at = 0; ; at += STEP) {
      const positions = await redis.zrange(`bobbin:{${id}}:order`, at, String(at + STEP - 1));
      if (positions.length === 0) break;
      const entries = await redis.hmget(`bobbin:{${id}}:entries`, ...positions);
      const people = entries.flatMap((entry) => (entry === null ? [] : peopleIn(parseEntry(entry))));
      if (people.length > 0) await redis.sadd(peopleOf(id), ...people);
    }
    const used = await redis.zscore('bobbin:active', id);
    const by = await readIndexed(redis, (command) => command(), id);
    if (by) await index.add(id, by, used === null ? Date.now() : Number(used));
  }
  for (const kind of ['settings', 'sources'])
    for await (const guild of idsIn(redis, kind)) await redis.sadd('bobbin:servers', guild);
}

/** Whose keys of a kind there are. */
async function* idsIn(redis: Redis, kind: string): AsyncGenerator<Snowflake> {
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `bobbin:{*}:${kind}`, 'COUNT', String(SCANNED));
    for (const key of keys) yield z.string().parse(/\{(.*)\}/.exec(key)?.[1]);
    cursor = next;
  } while (cursor !== '0');
}

export const conversationsIn = (guild: Snowflake | null): string => `bobbin:{${guild ?? 'dm'}}:conversations`;
export const conversationsOf = (person: Snowflake): string => `bobbin:{${person}}:in`;
export const threadsOf = (channel: Snowflake): string => `bobbin:{${channel}}:threads`;
export const peopleOf = (conversation: Snowflake): string => `bobbin:{${conversation}}:people`;
const recordOf = (conversation: Snowflake): string => `bobbin:{${conversation}}:record`;
