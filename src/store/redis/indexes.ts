import type { Conversation, Snowflake } from '../../conversation/entry.ts';
import { peopleIn, STEP } from '../whose.ts';
import type { Door } from './door.ts';
import {
  ACTIVE,
  allOf,
  conversationsIn,
  conversationsOf,
  entriesOf,
  orderOf,
  ownerOf,
  peopleOf,
  recordOf,
  SERVERS,
  threadsOf,
} from './keys.ts';
import { parseEntry, parseId, parseRecord } from './rows.ts';

// Where to find conversations without looking through all of them.

/** What a conversation is found by. */
export interface IndexedBy {
  guild: Snowflake | null;
  parent: Snowflake | null;
  people: readonly Snowflake[];
}

export interface Index {
  /** What a conversation is to be found by after such a change of its record, with these people in it. */
  foundBy(
    conversation: Snowflake,
    change: Partial<Conversation>,
    people: readonly Snowflake[],
  ): Promise<IndexedBy>;
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

export function createIndex(door: Door): Index {
  const { redis, ask } = door;

  async function add(conversation: Snowflake, by: IndexedBy, used?: number): Promise<void> {
    const { guild, parent, people } = by;
    const score = used ?? Date.now();
    const touch = (key: string) =>
      used === undefined
        ? redis.zadd(key, 'NX', score, conversation)
        : redis.zadd(key, 'GT', score, conversation);
    await ask(() =>
      Promise.all([
        touch(ACTIVE),
        touch(conversationsIn(guild)),
        ...(guild === null ? [] : [redis.sadd(SERVERS, guild)]),
        ...(parent === null ? [] : [redis.sadd(threadsOf(parent), conversation)]),
        ...people.map((person) => redis.sadd(conversationsOf(person), conversation)),
      ]),
    );
  }

  return {
    async foundBy(conversation, { guild, parent, startedBy = null }, people) {
      const all = withStarter(people, { startedBy });
      if (guild !== undefined && parent !== undefined) return { guild, parent, people: all };
      const stored = await ask(() => redis.hmget(recordOf(conversation), 'guild', 'parent'));
      const [storedGuild = null, storedParent = null] = stored.map((json) => parseId(json ?? ''));
      return {
        guild: guild === undefined ? storedGuild : guild,
        parent: parent === undefined ? storedParent : parent,
        people: all,
      };
    },

    add,

    async remove(conversation, { guild, parent, people }) {
      await ask(() =>
        Promise.all([
          redis.zrem(ACTIVE, conversation),
          redis.zrem(conversationsIn(guild), conversation),
          ...(parent === null ? [] : [redis.srem(threadsOf(parent), conversation)]),
          ...people.map((person) => redis.srem(conversationsOf(person), conversation)),
        ]),
      );
      const again = await readIndexed(door, conversation);
      if (again) await add(conversation, again);
    },

    async removePerson(conversation, person) {
      await ask(() => redis.srem(conversationsOf(person), conversation));
      const by = await readIndexed(door, conversation);
      if (by?.people.includes(person)) await ask(() => redis.sadd(conversationsOf(person), conversation));
    },
  };
}

/** What a conversation is to be found by; undefined: there is none. */
async function readIndexed({ redis, ask }: Door, id: Snowflake): Promise<IndexedBy | undefined> {
  const record = parseRecord(await ask(() => redis.hgetall(recordOf(id))));
  if (record === undefined) return undefined;
  const people = await ask(() => redis.smembers(peopleOf(id)));
  return { ...record, people: withStarter(people, record) };
}

/** Who began a conversation can be found by that, too. */
function withStarter(
  people: readonly Snowflake[],
  { startedBy }: Pick<Conversation, 'startedBy'>,
): Snowflake[] {
  return [...new Set([...people, ...(startedBy ? [startedBy] : [])])];
}

/** Keys that one look brings. */
const SCANNED = 1_000;

/** Makes the index of all that an older Bobbin stored. */
export async function rebuildIndex(door: Door): Promise<void> {
  const { redis } = door;
  const index = createIndex(door);
  for await (const id of idsIn(door, 'record')) {
    for (let at = 0; ; at += STEP) {
      const positions = await redis.zrange(orderOf(id), at, String(at + STEP - 1));
      if (positions.length === 0) break;
      const entries = await redis.hmget(entriesOf(id), ...positions);
      const people = entries.flatMap((entry) => (entry === null ? [] : peopleIn(parseEntry(entry))));
      if (people.length > 0) await redis.sadd(peopleOf(id), ...people);
    }
    const used = await redis.zscore(ACTIVE, id);
    const by = await readIndexed(door, id);
    if (by) await index.add(id, by, used === null ? Date.now() : Number(used));
  }
  for (const kind of ['settings', 'sources'])
    for await (const guild of idsIn(door, kind)) await redis.sadd(SERVERS, guild);
}

/** Whose keys of a kind there are. */
async function* idsIn({ masters }: Door, kind: string): AsyncGenerator<Snowflake> {
  for (const redis of masters()) {
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'MATCH', allOf(kind), 'COUNT', String(SCANNED));
      for (const key of keys) yield ownerOf(key);
      cursor = next;
    } while (cursor !== '0');
  }
}
