import { describe, expect, test } from 'vitest';
import type { ModelReached } from '../../src/conversation/ports.ts';
import type { Probe } from '../../src/discord/probe.ts';
import { judgeDiscord, judgeFile, judgeModels, judgeNode, judgeRedis } from '../../src/doctor/judge.ts';
import type { Result } from '../../src/doctor/result.ts';
import type { RedisFacts } from '../../src/store/redis/facts.ts';

test.each([
  ['24.0.0', 'ok'],
  ['26.1.0', 'ok'],
  ['22.18.0', 'wrong'],
  ['9.0.0', 'wrong'],
])('Node %s: %s', (version, state) => {
  expect(judgeNode(version).state).toBe(state);
});

test.each([
  [undefined, false, 'note'],
  [0o600, true, 'ok'],
  [0o640, true, 'ok'],
  [0o644, true, 'note'],
  [0o600, false, 'wrong'],
])('.env of mode %s, readable: %s: %s', (mode, isReadable, state) => {
  expect(judgeFile(mode, isReadable).state).toBe(state);
});

describe('Discord', () => {
  const found = {
    state: 'ok',
    id: '1',
    name: 'Bobbin',
    readsMessages: true,
    startsLeft: 1_000,
    ahead: 400,
  } as const;

  test.each<[Probe, string[]]>([
    [found, []],
    [{ state: 'refused' }, ['wrong: Discord does not accept DISCORD_TOKEN.']],
    [{ state: 'away', reason: 'no route' }, ['wrong: Discord can’t be reached: no route']],
    [{ ...found, readsMessages: false }, ['wrong: Bobbin may not read messages.']],
    [{ ...found, startsLeft: 20 }, ['note: Logins left today: 20. Discord allows 1,000 a day.']],
    [{ ...found, ahead: 5_000 }, []],
    [{ ...found, ahead: 61_400 }, ['wrong: This machine’s clock is 61 seconds ahead.']],
    [{ ...found, ahead: -3_600_000 }, ['wrong: This machine’s clock is 3600 seconds behind.']],
  ])('found as %j: tells what is wrong and what to do, %j', (probe, problems) => {
    const told = judgeDiscord(probe).filter(({ state }) => state !== 'ok');
    expect(told.map(({ state, what }) => `${state}: ${what}`)).toEqual(problems);
    expect(told.every(({ todo }) => todo)).toBe(true);
  });
});

test.each<[string, ModelReached, Result['state'], string]>([
  ['has all models', { state: 'ok', unlisted: [] }, 'ok', ''],
  ['does not list two', { state: 'ok', unlisted: ['a', 'b'] }, 'wrong', 'does not offer a, b.'],
  ['has no list', { state: 'unknown' }, 'note', 'it ends in /v1'],
  ['does not take the key', { state: 'refused' }, 'wrong', 'Create one. Put the new key into .env.'],
  ['can’t be reached', { state: 'away', reason: 'HTTP 502' }, 'wrong', 'HTTP 502'],
])('whoever runs Bobbin is told that the models’ provider %s', (_, reached, state, told) => {
  const result = judgeModels(reached, 'Create one.');
  expect(result.state).toBe(state);
  expect(`${result.what} ${result.todo}`).toContain(told);
});

describe('Redis', () => {
  const good: RedisFacts = { version: '8.2.1', eviction: 'noeviction', maxMemory: 0, persists: true };

  test.each<[Partial<RedisFacts>, string[]]>([
    [{}, []],
    [{ version: '6.2.0' }, []],
    [{ version: '6.0.16' }, ['wrong: Redis 6.0.16 is too old.']],
    [{ version: '5.9.9' }, ['wrong: Redis 5.9.9 is too old.']],
    [{ eviction: 'allkeys-lru', maxMemory: 1_000 }, [expect.stringMatching(/^wrong: .*allkeys-lru/)]],
    [{ eviction: 'volatile-lru' }, [expect.stringMatching(/^note: .*volatile-lru/)]],
    [{ persists: false }, ['wrong: Redis keeps everything in memory alone: a restart forgets it.']],
    [{ persists: undefined }, ['note: Redis does not tell whether it writes to disk.']],
  ])('that differs from a good one in %j: tells what is wrong', (change, problems) => {
    const told = judgeRedis({ ...good, ...change }).filter(({ state }) => state !== 'ok');
    expect(told.map(({ state, what }) => `${state}: ${what}`)).toEqual(problems);
  });
});
