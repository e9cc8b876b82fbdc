import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { dayAfter, dayOf, DIRECT, type Settled } from '../../src/store/usage.ts';
import { table } from '../../src/usage/table.ts';
import { type RedisServer, startRedisServer } from '../redis-server.ts';

/** Stands for a line across a table. */
const LINE = '──';

test('a table has its first column left, and numbers right', () => {
  expect(
    table(
      ['name', 'n'],
      [
        ['a', '1,000'],
        ['longer', '1'],
      ],
    ),
  ).toBe(['name        n', '─────────────', 'a       1,000', 'longer      1'].join('\n'));
});

describe.each(['SQLite', 'Redis'])('npm run usage on %s', (kind) => {
  let redis: RedisServer | undefined;
  let folder: string;
  beforeAll(async () => {
    redis = kind === 'Redis' ? await startRedisServer() : undefined;
    folder = mkdtempSync(join(tmpdir(), 'bobbin-usage-'));
  });
  afterAll(async () => {
    await redis?.close();
    rmSync(folder, { recursive: true });
  });

  async function run(environment: Record<string, string> = {}): Promise<{ output: string; code: number }> {
    const child = spawn(process.execPath, ['src/usage/main.ts'], {
      env: {
        DISCORD_TOKEN: 'x'.repeat(30),
        OPENAI_API_KEY: 'k',
        DATA_DIR: folder,
        ...(redis && { REDIS_URL: redis.url }),
        ...environment,
      },
    });
    let output = '';
    child.stdout.on('data', (data) => (output += String(data)));
    child.stderr.on('data', (data) => (output += String(data)));
    await once(child, 'close');
    return { output, code: child.exitCode ?? NaN };
  }

  test('shows every server, the dearest first, direct messages, and models', async () => {
    expect((await run()).output).toMatch(/^Nothing was used from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\.$/m);
    const store = await openStore({ redisUrl: redis?.url, dataDir: folder, log: createLog('silent') });
    const today = dayOf(Date.now());
    const used: Settled = {
      model: 'm',
      input: 1_000,
      cached: 500,
      output: 10,
      reasoning: 0,
      nanos: 10_000_000,
    };
    const settle = (id: string, payer: string, change: Partial<Settled> = {}, day = today) =>
      store.usage.settle({ id, payer, person: '9', day, accounts: ['all'] }, { ...used, ...change });
    await settle('1', '111');
    await settle('2', '222', { nanos: 3_000_000_000 });
    await settle('3', '222', { model: 'home', nanos: undefined });
    await settle('4', DIRECT, { nanos: undefined });
    await settle('5', '333', {}, dayAfter(today, -100));
    await store.close();
    const { output, code } = await run();
    expect(code).toBe(0);
    expect(output.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | ').replace(/^─+$/, LINE))).toEqual([
      `Used from ${dayAfter(today, -29)} to ${today} (days in UTC)`,
      '',
      'server | calls | tokens read | from cache | tokens written | reasoning | cost',
      LINE,
      '222 | 2 | 2,000 | 50 % | 20 | 0 | $3.00 + 1 × unknown',
      '111 | 1 | 1,000 | 50 % | 10 | 0 | $0.01',
      'direct messages | 1 | 1,000 | 50 % | 10 | 0 | unknown',
      'together | 4 | 4,000 | 50 % | 40 | 0 | $3.01 + 2 × unknown',
      '',
      'model | calls | tokens read | from cache | tokens written | reasoning | cost',
      LINE,
      'm | 3 | 3,000 | 50 % | 30 | 0 | $3.01 + 1 × unknown',
      'home | 1 | 1,000 | 50 % | 10 | 0 | unknown',
      '',
      '',
    ]);
  });

  test('says what is wrong with the environment', async () => {
    const { output, code } = await run({ DISCORD_TOKEN: '' });
    expect(code).toBe(2);
    expect(output).toContain('DISCORD_TOKEN is missing');
  });
});
