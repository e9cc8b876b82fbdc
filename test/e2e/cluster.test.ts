import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RedisCluster, startRedisCluster } from '../redis-server.ts';
import { type Stage, start } from './start.ts';

let cluster: RedisCluster;
let stage: Stage;

beforeAll(async () => {
  cluster = await startRedisCluster('--appendonly', 'yes');
}, 30_000);
afterEach(() => stage?.close());
afterAll(() => cluster?.close());

test('several threads go on, on a Redis Cluster, also after a restart and while a node was away', async () => {
  stage = await start('SQLite', { environment: { REDIS_URL: cluster.url } });
  const { ada, bobbin, model, restart, lastRequest } = stage;
  const threads: string[] = [];
  for (let at = 0; at < 6; at++) {
    model.next(`Answer ${at}.`);
    const { id } = ada.say('general', `${bobbin} question ${at}`);
    await ada.sees(id, `Answer ${at}.`);
    threads.push(id);
  }

  await restart();
  for (const [at, thread] of threads.entries()) {
    model.next(`Again ${at}.`);
    ada.say(thread, 'and again?');
    await ada.sees(thread, `Again ${at}.`);
    const texts = lastRequest().map(({ text }) => text);
    for (const said of [`question ${at}`, `Answer ${at}.`, 'and again?'])
      expect(texts.some((text) => text.includes(said))).toBe(true);
  }

  const [, away] = cluster.nodes;
  await away!.stop();
  for (const [at, thread] of threads.entries()) {
    model.next(`Late ${at}.`);
    ada.say(thread, 'still there?');
  }
  await away!.start();
  for (const thread of threads) await ada.sees(thread, 'Late');
}, 60_000);
