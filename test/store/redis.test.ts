import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { NEW_CONVERSATION } from '../../src/conversation/entry.ts';
import { StartError, StoreUnavailable } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { openRedisStore, reasonOf } from '../../src/store/redis.ts';
import { dayOf, monthOf } from '../../src/store/usage.ts';
import type { Store } from '../../src/store/store.ts';
import { type RedisServer, startRedisServer } from '../redis-server.ts';
import { message, newId } from './entries.ts';

const log = createLog('silent');
/** Milliseconds: ioredis' longest pause, and then some. */
const BACK = { timeout: 10_000 };

let redis: RedisServer;
const opened: Store[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  redis = await startRedisServer();
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => redis?.close());

async function open(url = redis.url): Promise<Store> {
  const store = await openRedisStore(url, log);
  opened.push(store);
  return store;
}

/** The sentence with which opening fails. */
async function refusal(url?: string): Promise<string> {
  const error: unknown = await open(url).catch((error: unknown) => error);
  if (!(error instanceof StartError)) throw new Error('it opened, or failed otherwise', { cause: error });
  return error.message;
}

/** The address of a server that does this to everybody who comes. */
async function strange(welcome: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => welcome(socket.on('error', () => undefined)));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `127.0.0.1:${address.port}`;
}

describe('opening', () => {
  test('says which variable is wrong where nobody answers', async () => {
    expect(await refusal('redis://127.0.0.1:1')).toMatch(
      /^REDIS_URL: Redis at 127\.0\.0\.1:1 .*ECONNREFUSED/,
    );
  });

  test.each([
    [new Error('Connection is closed.'), 'Connection is closed.'],
    [
      Object.assign(new AggregateError([new Error('a'), new Error('b')]), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
    ],
    [new AggregateError([]), 'AggregateError'],
    ['no error', 'no error'],
  ])('says why: %o', (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });

  test('never says the password', async () => {
    const sentence = await refusal('redis://somebody:hunter2@127.0.0.1:1');
    expect(sentence).not.toContain('hunter2');
    expect(sentence).not.toContain('somebody');
  });

  test('says that the password is wrong', async () => {
    await redis.cli('acl', 'setuser', 'ada', 'on', '>right', '~*', '+@all');
    const sentence = await refusal(redis.url.replace('//', '//ada:wrong@'));
    expect(sentence).toContain('WRONGPASS');
    expect(sentence).not.toContain('wrong@');
    await expect(open(redis.url.replace('//', '//ada:right@'))).resolves.toBeDefined();
  });

  test('refuses a server that is no Redis', async () => {
    const address = await strange((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await refusal(`redis://${address}`)).toContain(`Redis at ${address}`);
  });

  test('refuses what a newer Bobbin wrote, and leaves it alone', async () => {
    await redis.cli('set', 'bobbin:schema', '3');
    expect(await refusal()).toMatch(/^REDIS_URL: .* was written by a newer Bobbin\. .+/);
    expect(await redis.cli('get', 'bobbin:schema')).toBe('3');
    await redis.cli('set', 'bobbin:schema', '2');
    await expect(open()).resolves.toBeDefined();
  });
});

/** An entry with an attachment, and a copy of that. */
async function keepCopy(store: Store, conversation: string): Promise<void> {
  const attachments = [{ id: '11', name: 'a', type: '', size: 1 }];
  const copies = [{ attachment: '11', bytes: Buffer.from('x') }];
  await store.append(conversation, message('1', { attachments }));
  await store.putCopies(conversation, '1', { attachments, tokens: 1, copies });
}

describe('keys', () => {
  test('of one conversation share a hash tag, and none is left when it is forgotten', async () => {
    await redis.cli('flushall');
    const store = await open();
    await keepCopy(store, '42');
    const keys = (await redis.cli('keys', '*')).split('\n').toSorted();
    const names = ['copied', 'copies', 'entries', 'index', 'order', 'people', 'record'].map(
      (name) => `bobbin:{42}:${name}`,
    );
    const found = ['bobbin:{77}:in', 'bobbin:{dm}:conversations'];
    expect(keys).toEqual(['bobbin:active', 'bobbin:schema', ...names, ...found]);
    await store.forget('42');
    expect(await redis.cli('keys', '*')).toBe('bobbin:schema');
  });

  test('of usage end by themselves, and only what is spent is left when a server is forgotten', async () => {
    await redis.cli('flushall');
    const store = await open();
    const call = {
      id: '1',
      payer: '42',
      person: '7',
      day: dayOf(Date.now()),
      accounts: ['all', 'person:7'] as const,
    };
    await store.usage.reserve({ ...call, id: '2' }, { tokens: 1, nanos: 1 }, [], 1_000);
    const used = { model: 'm', input: 1, cached: 0, output: 1, reasoning: 0, nanos: 1 };
    await store.usage.settle(call, used);
    const keys = (await redis.cli('keys', 'bobbin:{42}:*')).split('\n');
    expect(keys).toHaveLength(7);
    for (const key of keys) expect(Number(await redis.cli('ttl', key))).toBeGreaterThan(0);
    await store.usage.forget('42');
    const today = dayOf(Date.now());
    expect((await redis.cli('keys', '*')).split('\n').toSorted()).toEqual([
      'bobbin:schema',
      'bobbin:secret',
      'bobbin:{42}:reserved',
      'bobbin:{42}:settled:1',
      `bobbin:{42}:spent:${monthOf(today)}`,
      `bobbin:{42}:spent:${today}`,
    ]);
    expect(Number(await redis.cli('ttl', `bobbin:{42}:spent:${today}`))).toBeLessThanOrEqual(2 * 86_400);
    expect(Number(await redis.cli('ttl', `bobbin:{42}:spent:${monthOf(today)}`))).toBeLessThanOrEqual(
      32 * 86_400,
    );
  });

  test('of entries that were removed one by one are gone too', async () => {
    await redis.cli('flushall');
    const store = await open();
    await keepCopy(store, '42');
    await store.remove('42', '1');
    expect((await redis.cli('keys', 'bobbin:{42}:*')).split('\n').toSorted()).toEqual([
      'bobbin:{42}:people',
      'bobbin:{42}:record',
    ]);
  });
});

test('what an older Bobbin did not keep has its default', async () => {
  const store = await open();
  const id = newId();
  await redis.cli('hset', `bobbin:{${id}}:record`, 'joined', 'true');
  expect(await store.conversation(id)).toEqual({ ...NEW_CONVERSATION, joined: true });
});

test('what an older Bobbin stored can be found by the people in it', async () => {
  await redis.cli('flushall');
  const store = await open();
  const [guild, channel, thread] = [newId(), newId(), newId()];
  const about = { guild, parent: channel, startedBy: '78' };
  await store.append(thread, message('1', { text: '<@79>', time: 5 }), about);
  await store.saveSettings('80', '80', { prompt: 'x' }, 0);
  await redis.cli('del', `bobbin:{${thread}}:people`, 'bobbin:servers', `bobbin:{${guild}}:conversations`);
  await redis.cli('del', ...[77, 78, 79].map((id) => `bobbin:{${id}}:in`), `bobbin:{${channel}}:threads`);
  await redis.cli('set', 'bobbin:schema', '1');
  const { people } = await open();
  for (const person of ['77', '78', '79']) expect(await people.conversationsOf(person)).toEqual([thread]);
  expect(await people.idle(guild, 6, 10)).toEqual([thread]);
  expect(await people.threadsOf(channel)).toEqual([thread]);
  expect((await people.servers()).toSorted()).toEqual([guild, '80'].toSorted());
  expect(await redis.cli('get', 'bobbin:schema')).toBe('2');
});

describe('while Redis is away', () => {
  test('everything says so, and works again afterwards', async () => {
    const store = await open();
    const id = newId();
    await store.append(id, message('1'));
    await redis.stop();
    const calls = [
      () => store.append(id, message('2')),
      () => store.newest(id),
      () => store.change(id, '1', { text: 'edited' }),
      () => store.remove(id, '1'),
      () => store.putCopies(id, '1', { attachments: [], tokens: 1, copies: [] }),
      () => store.copies(id, [message('1', { attachments: [{ id: '2', name: '', type: '', size: 1 }] })]),
      () => store.conversation(id),
      () => store.update(id, {}),
      () => store.forget(id),
      () => store.settings(id, ['1']),
      () => store.saveSettings(id, '1', {}, 0),
      () => store.check(),
    ];
    for (const call of calls) await expect(call()).rejects.toBeInstanceOf(StoreUnavailable);

    await redis.start();
    await vi.waitFor(() => store.check(), BACK);
    expect(await store.append(id, message('1'))).toBe(true);
    expect(await store.newest(id)).toEqual([message('1')]);
  });

  test('a store can be closed', async () => {
    const store = await open();
    await redis.stop();
    await expect(store.close()).resolves.toBeUndefined();
    await redis.start();
  });

  test('what was under way fails, and is not done a second time', async () => {
    const store = await open();
    await redis.cli('client', 'pause', '60000');
    const append = store.append(newId(), message('1'));
    const [result] = await Promise.allSettled([append, redis.stop()]);
    expect(result).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable' } });
    await redis.start();
    await vi.waitFor(() => store.check(), BACK);
    expect(await redis.cli('keys', 'bobbin:{*')).toBe('');
  });
});

// Both take seconds; together they take no longer.
describe.concurrent('a wait has an end', () => {
  test('for a server that says nothing, at opening', async () => {
    const address = await strange(() => undefined);
    expect(await refusal(`redis://${address}`)).toContain(`Redis at ${address}`);
  });

  test('for a Redis that does not answer', async () => {
    const store = await openRedisStore(redis.url, log);
    await redis.cli('client', 'pause', '2500');
    await expect(store.newest(newId())).rejects.toBeInstanceOf(StoreUnavailable);
    await vi.waitFor(() => store.check(), BACK);
    await store.close();
  });
});

test('goes on when Redis forgets its scripts', async () => {
  const store = await open();
  const id = newId();
  await store.append(id, message('1'));
  await redis.cli('script', 'flush');
  expect(await store.append(id, message('2'))).toBe(true);
  await redis.cli('flushall');
  expect(await store.newest(id)).toEqual([]);
});

test('says that it is unavailable when Redis takes no more writes', async () => {
  const store = await open();
  const id = newId();
  await store.append(id, message('1'));
  await redis.cli('config', 'set', 'maxmemory', '1');
  await expect(store.append(id, message('2'))).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(store.check()).rejects.toBeInstanceOf(StoreUnavailable);
  expect(await store.newest(id)).toEqual([message('1')]);
  await redis.cli('config', 'set', 'maxmemory', '0');
});

test('does not take its own mistakes for a Redis that is away', async () => {
  const store = await open();
  const id = newId();
  await redis.cli('set', `bobbin:{${id}}:order`, 'not a sorted set');
  await expect(store.newest(id)).rejects.toThrow('WRONGTYPE');
});
