import { Redis } from 'ioredis';
import { z } from 'zod';
import { type Conversation, pad, positionOf, type Snowflake } from '../conversation/entry.ts';
import { LeaseLost, StartError, StoreUnavailable } from '../errors.ts';
import type { Log } from '../log.ts';
import { createHistoryStore } from './redis/history.ts';
import { createIndex, type IndexedBy, peopleOf, rebuildIndex, withStarter } from './redis/indexes.ts';
import { createKnowledgeStore } from './redis/knowledge.ts';
import { createPeopleStore, forgotten, readId } from './redis/people.ts';
import { createHashOf } from './redis/hash.ts';
import { createWishStore } from './redis/wishes.ts';
import { createUsageStore } from './redis/usage.ts';
import {
  parseEntry,
  parseRecord,
  parseSettings,
  writeChange,
  writeEntry,
  writeRecord,
} from './redis/rows.ts';
import {
  APPEND,
  CHANGE,
  COUNT_PICTURE,
  FIND,
  FORGET,
  LEASE,
  MARK,
  NEWEST,
  PUT_COPIES,
  RELEASE,
  REMOVE,
  RENEW,
  type Script,
  UNCOUNT_PICTURE,
  UPDATE,
} from './redis/scripts.ts';
import { checked, idsOf } from './copies.ts';
import { messagesOf } from './rows.ts';
import { peopleIn } from './whose.ts';
import { COPIES_BYTES, type Lease, type Store } from './store.ts';

/*
 * The keys. All of one conversation share a hash tag, and so a node of a cluster, as do all of a server.
 *
 *   bobbin:{<conversation>}:order     sorted set  positions (see positionOf) at score 0, so sorted as text: a score
 *                                                 is a double and would round a snowflake
 *   bobbin:{<conversation>}:entries   hash        position → entry, in lines (see redis/rows.ts)
 *   bobbin:{<conversation>}:index     hash        message → position of its entry; a reply has several messages
 *   bobbin:{<conversation>}:record    hash        field of Conversation → JSON; `known` is always there
 *   bobbin:{<conversation>}:copies    hash        entry, slash, attachment → its copy; `bytes` → of all of them
 *   bobbin:{<conversation>}:copied    sorted set  the same entries and attachments at score 0, so that the oldest and
 *                                                 those of one entry are found
 *   bobbin:{<conversation>}:people    set         who wrote, or is mentioned, in it
 *   bobbin:{<conversation>}:lease     hash        owner, until (milliseconds since 1970 on the server's clock) and
 *                                                 fence, which stays for a day so that it grows
 *   bobbin:{<guild>}:settings         hash        scope → version, line break, values as JSON
 *   bobbin:{<guild>}:history          list        changes of settings, the newest first: person ('' where forgotten), time,
 *                                                 scope, version, values before and after as JSON, in lines
 *   bobbin:{<person>}:changed         set         servers on which this person changed settings
 *   bobbin:{<guild>}:pictures:<day>   string      how many were painted on that day; goes two days later
 *   bobbin:{<guild>}:mark:<hash>      string      empty; ends by itself. The name says who did what: only its keyed hash is kept
 *   bobbin:{<guild>}:conversations    sorted set  its conversations at the time at which they were used last; <guild> is
 *                                                 `dm` for direct messages
 *   bobbin:{<channel>}:threads        set         its threads in which there are conversations
 *   bobbin:{<person>}:in              set         conversations in which something is theirs, or has their id
 *   bobbin:{<guild>}:sources          hash        source → Source as JSON
 *   bobbin:{<guild>}:passages         hash        source, dot, number → Passage as JSON
 *   bobbin:{<guild>}:words            hash        word → a line for each source that has it: the source, then the numbers
 *                                                 of its passages, with =2 where it is there twice
 *   bobbin:{<guild>}:vectors          hash        source → the vectors of its passages, behind each other
 *   bobbin:{<payer>}:usage:<month>    hash        day, what (input, calls …) and model → how much, of a server or of all
 *                                                 direct messages together (payer: direct); goes 400 days later
 *   bobbin:{<payer>}:usage:<month>:<person>       the same of one person
 *   bobbin:{<payer>}:usage:people     sorted set  the people who have some, at the day of the last
 *   bobbin:{<payer>}:spent:<period>   hash        account (all, person:<id>, role:<id>) and tokens or nanos → how much in
 *                                                 this day or month; goes soon after it
 *   bobbin:{<payer>}:reserved         hash        call → until (milliseconds since 1970), day, tokens, nanos, accounts
 *   bobbin:{<payer>}:settled:<call>   string      empty: the call was counted; goes 15 minutes later
 *   bobbin:usage                      sorted set  payer at the time of the last day on which something was used
 *   bobbin:active                     sorted set  conversation at the time of what was said last in it
 *   bobbin:servers                    set         servers of which anything is kept
 *   bobbin:wishes                     hash        keyed hash of a name → when it was noted (milliseconds since 1970)
 *   bobbin:secret                     string      the key of these hashes
 *   bobbin:pending                    hash        person, colon, server → from when on that is to be forgotten
 *   bobbin:bot                        string      the bot whose memory this is
 *   bobbin:schema                     string      version of all this
 *   bobbin:check                      string      written to see whether writing works
 *
 * Kept free for what is to come: bobbin:{<conversation>}:summary. FORGET has to know what is
 * added to a conversation.
 */
const SCHEMA = 2;

/** The version in which conversations could not be found by the people in them. */
const UNINDEXED = 1;

/** Milliseconds. */
const CONNECT_TIMEOUT = 5_000;
const COMMAND_TIMEOUT = 2_000;
/** Longer than anybody may believe to have a lease. */
const FENCE_EXPIRY = 86_400_000;
/** Seconds. */
const CHECK_EXPIRY = 60;
const PICTURES_EXPIRY = 172_800;

/** Error replies that say that Redis can't serve now, not that it was asked wrongly. */
const UNAVAILABLE =
  /^(BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|OOM|READONLY|TRYAGAIN|UNBLOCKED)\b/;

/** Opens the store in Redis or Valkey, which several processes may share. Throws a StartError where it can't. */
export async function openRedisStore(url: string, log: Log): Promise<Store> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT,
    commandTimeout: COMMAND_TIMEOUT,
    // A command fails at once where there is no connection, and with the connection that it went out on: sent once
    // more, an append that Redis had carried out would come back as known already. ioredis itself reconnects for
    // ever, with pauses that grow to 5 seconds.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // After a failover the old primary may keep the connection.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  let problem = '';
  redis.on('error', (error: Error) => {
    problem = reasonOf(error);
    log.warn({ err: error }, 'Redis can’t be reached');
  });
  try {
    await redis.connect();
    await checkSchema(redis, log);
    return createStore(redis);
  } catch (error) {
    redis.disconnect();
    if (error instanceof StartError) throw error;
    const reason = problem || reasonOf(error);
    throw new StartError(
      [
        {
          what: `REDIS_URL: Redis at ${addressOf(redis)} can’t be used (${reason}).`,
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

async function checkSchema(redis: Redis, log: Log): Promise<void> {
  await redis.set('bobbin:schema', SCHEMA, 'NX');
  const schema = Number(await redis.get('bobbin:schema'));
  // Until it is done the old number stays, so that it is begun anew where it was interrupted.
  if (schema === UNINDEXED) {
    log.info('what an older Bobbin stored is being indexed');
    await rebuildIndex(redis);
    await redis.set('bobbin:schema', SCHEMA);
    return;
  }
  if (schema !== SCHEMA)
    throw new StartError([
      {
        what: `REDIS_URL: what is in Redis at ${addressOf(redis)} was written by a newer Bobbin.`,
        todo: 'Start that version again, or choose another database or server in REDIS_URL.',
      },
    ]);
}

function createStore(redis: Redis): Store {
  /** Runs a script, by its hash: Redis keeps the text, until it restarts. */
  async function run(
    { lua, sha }: Script,
    keys: string[],
    args: (string | number | Buffer)[],
  ): Promise<unknown> {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return redis.eval(lua, keys.length, ...keys, ...args);
    }
  }

  const runUnder = (
    lease: Lease | undefined,
    conversation: Snowflake,
    script: Script,
    ...args: (string | number | Buffer)[]
  ): Promise<unknown> =>
    ask(() => run(script, keysOf(conversation), [lease?.owner ?? '', lease?.fence ?? '', ...args]));

  const runOn = (conversation: Snowflake, script: Script, ...args: (string | number)[]): Promise<unknown> =>
    runUnder(undefined, conversation, script, ...args);

  const { saveSettings, ...history } = createHistoryStore({ redis, ask, run });
  const index = createIndex(redis, ask);
  const hashOf = createHashOf(redis, ask);

  /** What a conversation is to be found by after this change. */
  async function indexedBy(
    conversation: Snowflake,
    change: Partial<Conversation>,
    people: readonly Snowflake[],
  ): Promise<IndexedBy> {
    const all = withStarter(people, change);
    const { guild, parent } = change;
    if (guild !== undefined && parent !== undefined) return { guild, parent, people: all };
    const stored = await ask(() => redis.hmget(recordOf(conversation), 'guild', 'parent'));
    const [storedGuild = null, storedParent = null] = stored.map((json) => readId(json ?? ''));
    return { guild: storedGuild, parent: storedParent, ...definedIn({ guild, parent }), people: all };
  }

  return {
    async append(conversation, entry, also = {}, lease) {
      const by = await indexedBy(conversation, also, peopleIn(entry));
      // First, and so never missing, even where it turns out to be one too many.
      const touched = index.add(conversation, by, entry.time);
      const appended = runUnder(
        lease,
        conversation,
        APPEND,
        positionOf(entry),
        messagesOf(entry).join(' '),
        writeEntry(entry),
        by.people.join(' '),
        ...writeRecord(also),
      );
      const again = appended.then(() => index.add(conversation, by, entry.time));
      const [done] = await Promise.all([appended, touched, again]);
      return done === 1;
    },

    async newest(conversation, { count = Infinity, tokens = Infinity, floor, before = '' } = {}) {
      const limits = [count, tokens].map((limit) => Math.min(limit, Number.MAX_SAFE_INTEGER));
      const found = await runOn(conversation, NEWEST, ...limits, pad(floor ?? ''), before);
      return texts.parse(found).map(parseEntry).toReversed();
    },

    async find(conversation, message) {
      const found = await runOn(conversation, FIND, message);
      return found === null ? undefined : parseEntry(z.string().parse(found));
    },

    async change(conversation, message, change, also, lease) {
      const people = peopleIn(change);
      const by = people.length > 0 ? await indexedBy(conversation, {}, people) : undefined;
      if (by) await index.add(conversation, by);
      const args = [message, ...writeChange(change), people.join(' '), ...(also ? writeRecord(also) : [])];
      const done = (await runUnder(lease, conversation, CHANGE, ...args)) === 1;
      if (by && done) await index.add(conversation, by);
      return done;
    },

    async putCopies(conversation, message, { attachments, tokens, copies }, lease) {
      const args = [idsOf(attachments), COPIES_BYTES, tokens, JSON.stringify(attachments)];
      const pairs = checked(copies).flatMap(({ attachment, bytes }) => [attachment, Buffer.from(bytes)]);
      return (await runUnder(lease, conversation, PUT_COPIES, message, ...args, ...pairs)) === 1;
    },

    async copies(conversation, entries) {
      const wanted = entries.flatMap(({ id: entry, attachments }) =>
        attachments.flatMap(({ id }) => (id === undefined ? [] : [{ id, field: `${pad(entry)}/${id}` }])),
      );
      if (wanted.length === 0) return new Map();
      const fields = wanted.map(({ field }) => field);
      const found = await ask(() => redis.hmgetBuffer(copiesOf(conversation), ...fields));
      return new Map(wanted.flatMap(({ id }, at) => (found[at] ? [[id, found[at]]] : [])));
    },

    async remove(conversation, message) {
      return (await runOn(conversation, REMOVE, message)) === 1;
    },

    async conversation(id) {
      return parseRecord(await ask(() => redis.hgetall(recordOf(id))));
    },

    async update(id, change, lease) {
      const isNew = change.guild !== undefined || Boolean(change.startedBy);
      const by = isNew ? await indexedBy(id, change, []) : undefined;
      if (by) await index.add(id, by);
      await runUnder(lease, id, UPDATE, ...writeRecord(change));
      if (by) await index.add(id, by);
    },

    async forget(conversation, also) {
      const gone = await runOn(conversation, FORGET, '', ...(also ? writeRecord(also) : []));
      const [entries, guild, parent, ...people] = forgotten.parse(gone);
      await index.remove(conversation, { guild: readId(guild), parent: readId(parent), people });
      return entries;
    },

    active: (since, count) =>
      ask(() => redis.zrange('bobbin:active', '+inf', `${since}`, 'BYSCORE', 'REV', 'LIMIT', 0, count)),

    async lease(conversation, owner, ms) {
      const fence = Number(await runOn(conversation, LEASE, owner, ms, FENCE_EXPIRY));
      return fence === 0 ? undefined : { owner, fence };
    },

    async renew(conversation, lease, ms) {
      return (await runUnder(lease, conversation, RENEW, ms, FENCE_EXPIRY)) === 1;
    },

    async release(conversation, lease) {
      await runUnder(lease, conversation, RELEASE);
    },

    async settings(guild, scopes) {
      if (scopes.length === 0) return [];
      const found = await ask(() => redis.hmget(settingsOf(guild), ...scopes));
      return found.map(parseSettings);
    },

    scopes: (guild) => ask(() => redis.hkeys(settingsOf(guild))),

    async saveSettings(guild, ...saved) {
      await ask(() => redis.sadd('bobbin:servers', guild));
      return saveSettings(guild, ...saved);
    },

    history,

    async countPicture(owner, day, most) {
      return (await ask(() => run(COUNT_PICTURE, [picturesOf(owner, day)], [most, PICTURES_EXPIRY]))) === 1;
    },

    async uncountPicture(owner, day) {
      await ask(() => run(UNCOUNT_PICTURE, [picturesOf(owner, day)], []));
    },

    async mark(guild, name, ms) {
      const key = `bobbin:{${guild}}:mark:${await hashOf(name)}`;
      return Number(await ask(() => run(MARK, [key], [ms])));
    },

    knowledge: createKnowledgeStore({ redis, ask, run }),
    people: createPeopleStore({ redis, index, ask, runOn }),
    wishes: createWishStore({ redis, hashOf, ask, run }),
    usage: createUsageStore({ redis, ask, run }),

    async bot() {
      return (await ask(() => redis.get('bobbin:bot'))) ?? undefined;
    },

    async claim(bot) {
      await ask(() => redis.setnx('bobbin:bot', bot));
      return (await ask(() => redis.get('bobbin:bot'))) ?? bot;
    },

    async check() {
      await ask(() => redis.set('bobbin:check', Date.now(), 'EX', CHECK_EXPIRY));
      await ask(() => redis.get('bobbin:check'));
    },

    async close() {
      // Waits for what is under way; where there is no connection, nothing is.
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

const texts = z.array(z.string());

function definedIn({ guild, parent }: { [K in 'guild' | 'parent']: Conversation[K] | undefined }) {
  return { ...(guild !== undefined && { guild }), ...(parent !== undefined && { parent }) };
}

const recordOf = (conversation: Snowflake): string => `bobbin:{${conversation}}:record`;
const picturesOf = (owner: Snowflake, day: string): string => `bobbin:{${owner}}:pictures:${day}`;
const copiesOf = (conversation: Snowflake): string => `bobbin:{${conversation}}:copies`;
const settingsOf = (guild: Snowflake): string => `bobbin:{${guild}}:settings`;

/** In the order in which scripts expect them. */
function keysOf(conversation: Snowflake): string[] {
  const key = (name: string): string => `bobbin:{${conversation}}:${name}`;
  const entries = [key('order'), key('entries'), key('index')];
  const copies = [copiesOf(conversation), key('copied')];
  return [...entries, recordOf(conversation), key('lease'), ...copies, peopleOf(conversation)];
}

/** Everything but an error reply comes from the connection: closed, not there yet, too slow. */
async function ask<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    const refused = error instanceof Error && error.name === 'ReplyError';
    if (refused && error.message.startsWith('LEASELOST')) throw new LeaseLost('lost to another process');
    if (refused && !UNAVAILABLE.test(error.message)) throw error;
    throw new StoreUnavailable(error);
  }
}
