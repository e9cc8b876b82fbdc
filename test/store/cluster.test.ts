import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { StartError, StoreUnavailable } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { openRedisStore } from '../../src/store/redis.ts';
import { readRedisFacts } from '../../src/store/redis/facts.ts';
import type { Store } from '../../src/store/store.ts';
import { type RedisCluster, startRedisCluster } from '../redis-server.ts';
import { message, newId } from './entries.ts';

// What only a cluster can show; the contract suite runs on one, too.

const log = createLog('silent');
/** Milliseconds: a node that comes back takes writes after two seconds. */
const BACK = { timeout: 15_000 };

let cluster: RedisCluster;
const opened: Store[] = [];

beforeAll(async () => {
  cluster = await startRedisCluster();
}, 30_000);
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
afterAll(() => cluster?.close());

async function open(url = cluster.url): Promise<Store> {
  const store = await openRedisStore(url, log);
  opened.push(store);
  return store;
}

const ofEach = (...command: string[]) => Promise.all(cluster.nodes.map((node) => node.cli(...command)));

async function keys(): Promise<string[]> {
  const all = await ofEach('keys', '*');
  return all.flatMap((lines) => lines.split('\n').filter((key) => key !== ''));
}

/** As many conversations as it takes for every node to have some. */
async function talk(store: Store): Promise<string[]> {
  const conversations = Array.from({ length: 30 }, newId);
  const said = conversations.map((id) => store.append(id, message(newId()), { guild: '1', parent: '2' }));
  expect(await Promise.all(said)).not.toContain(false);
  return conversations;
}

test('keys are divided among the nodes, and all of them can be forgotten', async () => {
  const store = await open();
  const conversations = await talk(store);
  for (const held of await ofEach('keys', 'bobbin:{*}:order')) expect(held).not.toBe('');
  for (const id of conversations) expect(await store.newest(id)).toHaveLength(1);
  expect((await store.people.idle('1', Infinity, 100)).toSorted()).toEqual(conversations.toSorted());
  for (const id of conversations) await store.forget(id);
  await store.people.forgetServer('1');
  expect(await keys()).toEqual(['bobbin:schema']);
});

test('what an older Bobbin stored is found on all nodes', async () => {
  const conversations = await talk(await open());
  await (await open()).check();
  for (const node of cluster.nodes)
    for (const key of (await node.cli('keys', '*')).split('\n'))
      if (/:(in|threads|conversations|people)$|:servers$/.test(key)) await node.cli('del', key);
      else if (key === 'bobbin:schema') await node.cli('set', key, '1');
  const { people } = await open();
  expect((await people.conversationsOf('77')).toSorted()).toEqual(conversations.toSorted());
  expect((await people.threadsOf('2')).toSorted()).toEqual(conversations.toSorted());
  expect(await people.servers()).toEqual(['1']);
});

test('all nodes are asked as the same user', async () => {
  await ofEach('acl', 'setuser', 'ada', 'on', '>right', '~*', '+@all');
  await talk(await open(cluster.url.replace('//', '//ada:right@')));
  for (const clients of await ofEach('client', 'list')) expect(clients).toContain('user=ada');
});

test('a slot that moves to another node is found there', async () => {
  const store = await open();
  const id = newId();
  await store.append(id, message('1'));
  await store.forget(id); // an empty slot moves without its keys
  const [slot = ''] = await ofEach('cluster', 'keyslot', id);
  const owner = Math.floor((Number(slot) * cluster.nodes.length) / 16_384);
  const next = cluster.nodes[(owner + 1) % cluster.nodes.length]!;
  await ofEach('cluster', 'setslot', slot, 'node', await next.cli('cluster', 'myid'));
  expect(await store.append(id, message('1'))).toBe(true);
  expect(await store.newest(id)).toEqual([message('1')]);
  expect(await next.cli('exists', `bobbin:{${id}}:order`)).toBe('1');
});

test('a cluster is as safe as the node that is least so', async () => {
  const [one, other] = cluster.nodes;
  await ofEach('config', 'set', 'appendonly', 'yes');
  const good = await readRedisFacts(cluster.url);
  expect(good).toMatchObject({ eviction: 'noeviction', persists: true });
  await one!.cli('config', 'set', 'maxmemory-policy', 'allkeys-lru');
  await other!.cli('config', 'set', 'appendonly', 'no');
  expect(await readRedisFacts(cluster.url)).toEqual({ ...good, eviction: 'allkeys-lru', persists: false });
});

test('what was under way fails with its connection, and is not done a second time', async () => {
  const store = await open();
  const id = newId();
  await ofEach('client', 'pause', '60000', 'write');
  const update = store.update(id, { joined: true }).catch((error: unknown) => error);
  await vi.waitFor(async () => {
    expect((await ofEach('info', 'clients')).join()).toContain('blocked_clients:1');
  });
  await ofEach('client', 'kill', 'type', 'normal');
  await ofEach('client', 'unpause');
  expect(await update).toBeInstanceOf(StoreUnavailable);
  await vi.waitFor(() => store.check(), BACK);
  expect(await store.conversation(id)).toBeUndefined();
});

describe('while one node is away', () => {
  test('what needs it says so, and so does the check; afterwards everything works again', async () => {
    const store = await open();
    const [, away] = cluster.nodes;
    await away!.stop();
    await expect(store.check()).rejects.toBeInstanceOf(StoreUnavailable);
    const tried = Array.from({ length: 30 }, () => store.newest(newId()));
    const failed = (await Promise.allSettled(tried)).filter(({ status }) => status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    for (const one of failed) expect(one).toMatchObject({ reason: { name: 'StoreUnavailable' } });
    await expect(store.check()).rejects.toBeInstanceOf(StoreUnavailable);
    await away!.start();
    await vi.waitFor(() => store.check(), BACK);
    await talk(store);
  });

  test('it does not open, and says which', async () => {
    const [, , away] = cluster.nodes;
    await away!.stop();
    const error: unknown = await open().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(StartError);
    expect(String(error)).toMatch(/REDIS_URL: Redis at .* can’t be used \(.*ECONNREFUSED/);
    expect(String(error)).toContain(new URL(away!.url).host);
    await away!.start();
    await vi.waitFor(() => open(), BACK);
  });
});

test('comes back when all nodes were away', async () => {
  const store = await open();
  for (const node of cluster.nodes) await node.stop();
  await expect(store.check()).rejects.toBeInstanceOf(StoreUnavailable);
  for (const node of cluster.nodes) await node.start();
  await vi.waitFor(() => store.check(), BACK);
  await talk(store);
});

test('a store can be closed while nodes are away', async () => {
  const store = await open();
  for (const node of cluster.nodes) await node.stop();
  await expect(store.close()).resolves.toBeUndefined();
});
