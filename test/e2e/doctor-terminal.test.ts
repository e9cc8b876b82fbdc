import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Discord, startDiscord } from '../../playground/discord/start.ts';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { startRedisServer } from '../redis-server.ts';

const MAIN = resolve('src/doctor/main.ts');

let folder: string;
let discord: Discord;
let model: ModelEndpoint;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bobbin-doctor-'));
  [discord, model] = await Promise.all([startDiscord(), startModel()]);
});
afterEach(async () => {
  await discord.close();
  await model.close();
  await rm(folder, { recursive: true });
});

/** `npm run doctor` in a folder with this .env. */
async function doctor(environment: Record<string, string>): Promise<{ code: number; output: string }> {
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  await writeFile(join(folder, '.env'), lines.join('\n'));
  await chmod(join(folder, '.env'), 0o600);
  return new Promise((done) => {
    const args = ['--env-file-if-exists=.env', MAIN];
    const child = execFile(process.execPath, args, { cwd: folder, env: {} }, (_, output, problems) =>
      done({ code: child.exitCode ?? NaN, output: output + problems }),
    );
  });
}

const rightEnvironment = () => ({
  DISCORD_TOKEN: discord.token,
  DISCORD_API_URL: discord.apiUrl,
  OPENAI_BASE_URL: model.url,
  MODEL: 'practice',
  DATA_DIR: join(folder, 'data'),
});

test('finds nothing where Bobbin can start, on SQLite', async () => {
  const { code, output } = await doctor(rightEnvironment());
  expect(output).toContain(`✓ SQLite, in ${join(folder, 'data')}`);
  expect(output).toMatch(/Bobbin can start: npm start\n$/);
  for (const sign of ['✗', '!', '\u001B']) expect(output).not.toContain(sign);
  expect(code).toBe(0);
});

test('finds nothing where Bobbin can start, on Redis', async () => {
  const redis = await startRedisServer('--appendonly', 'yes');
  try {
    const { code, output } = await doctor({ ...rightEnvironment(), REDIS_URL: redis.url });
    expect(output).toMatch(/✓ Redis \d+\.\d+\.\d+\n.*✓ Redis throws nothing away\n.*✓ Redis writes to disk/);
    expect(code).toBe(0);
  } finally {
    await redis.close();
  }
});

test('lists all that is wrong at once', async () => {
  const redis = await startRedisServer('--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru');
  discord.world.application.messageContent = false;
  try {
    const { code, output } = await doctor({ ...rightEnvironment(), REDIS_URL: redis.url, MODEL: 'gone' });
    expect(output.split('\n').filter((line) => line.includes('✗'))).toEqual([
      '  ✗ Bobbin may not read messages.',
      '  ✗ Redis throws away what Bobbin remembers when its memory is full (maxmemory-policy allkeys-lru).',
      '  ✗ Redis keeps everything in memory alone: a restart forgets it.',
      '  ✗ The model’s provider does not offer gone.',
    ]);
    expect(output).toContain('4 things have to be changed first.');
    expect(code).toBe(1);
  } finally {
    await redis.close();
  }
});

test('knows the store of another bot, and takes none that is nobody’s', async () => {
  const dataDir = join(folder, 'data');
  expect((await doctor(rightEnvironment())).code).toBe(0);
  const store = await openStore({ redisUrl: undefined, dataDir, log: createLog('silent') });
  expect(await store.bot()).toBeUndefined();
  await store.claim('5');
  await store.close();
  const { code, output } = await doctor(rightEnvironment());
  expect(output).toMatch(/✗ DATA_DIR: .* is the memory of another bot \(5\).*\n.*→ .*another folder/);
  expect(code).toBe(1);
});

test('knows a wrong token, a store that is away, and a model that is not there', async () => {
  await model.close();
  const wrong = { DISCORD_TOKEN: 'x'.repeat(60), REDIS_URL: 'redis://127.0.0.1:1' };
  const { code, output } = await doctor({ ...rightEnvironment(), ...wrong });
  expect(output).toMatch(/✗ Discord does not accept DISCORD_TOKEN\.\n.*Reset Token/);
  expect(output).toMatch(/✗ .*Redis at 127\.0\.0\.1:1 can’t be used.*\n.*→ Start it/);
  expect(output).toMatch(/✗ The model’s provider can’t be reached: .*ECONNREFUSED/);
  expect(output).not.toContain('xxxxx');
  expect(code).toBe(1);
  model = await startModel();
});

test('does not call a provider well that has no list of models: its address may be wrong', async () => {
  const withoutPath = new URL(model.url).origin;
  const { code, output } = await doctor({ ...rightEnvironment(), OPENAI_BASE_URL: withoutPath });
  expect(output).toMatch(/! .*does not tell which models it has.*\n {4}→ .*OPENAI_BASE_URL.*\/v1/);
  expect(output).not.toContain('✓ The model’s provider');
  expect(code).toBe(0);
});

test('lists every variable that is missing or wrong, and never a secret', async () => {
  const { code, output } = await doctor({ DISCORD_TOKEN: 'short', CONTEXT_TOKENS: '1', OPENAI_BASE_URL: '' });
  expect(output).toMatch(/✗ DISCORD_TOKEN is not valid\.\n {4}→ Copy it/);
  expect(output).toMatch(/✗ CONTEXT_TOKENS is not valid: "1"\.\n {4}→ A whole number/);
  expect(output).toMatch(/✗ OPENAI_API_KEY is missing\.\n {4}→ Create one/);
  expect(output).not.toContain('short');
  expect(code).toBe(1);
});

test('tells what to do with a file of the operator’s that is wrong', async () => {
  const file = join(folder, 'servers.json');
  await writeFile(file, JSON.stringify({ mcpServers: { a: {} } }));
  const { code, output } = await doctor({ ...rightEnvironment(), MCP_CONFIG: file });
  expect(output).toMatch(/✗ .*servers\.json: a\.command is not valid: .*\n {4}→ See the example/);
  expect(code).toBe(1);
});

test('tells what the start asks for besides: prices for a budget in money, and models of every kind', async () => {
  const environment = { BUDGET_PER_DAY: '$5', MODEL_FALLBACK: 'gone', MODERATION_MODEL: 'away' };
  const { code, output } = await doctor({ ...rightEnvironment(), ...environment });
  expect(output).toMatch(/✗ BUDGET_PER_DAY is in money, .* what practice, gone costs\.\n {4}→ Write prices/);
  expect(output).toContain('✗ The model’s provider does not offer gone, away.');
  expect(code).toBe(1);
});
