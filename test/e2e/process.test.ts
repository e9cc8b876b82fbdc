import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Discord, startDiscord } from '../../playground/discord/start.ts';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';

// src/main.ts as the operator starts it: a process of its own, with an environment, an exit code and signals.

let discord: Discord;
let model: ModelEndpoint;
let folder: string;
const running = new Set<ChildProcess>();

beforeEach(async () => {
  discord = await startDiscord();
  model = await startModel();
  folder = await mkdtemp(join(tmpdir(), 'bobbin-'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await discord.close();
  await model.close();
  await rm(folder, { recursive: true, force: true });
});

function run(environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      OPENAI_BASE_URL: model.url,
      MODEL: 'practice',
      DATA_DIR: folder,
      ...environment,
    },
  });
  running.add(child);
  const output = { all: '' };
  child.stdout.on('data', (data) => (output.all += String(data)));
  child.stderr.on('data', (data) => (output.all += String(data)));
  const exited = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return Number(code);
  });
  return { child, output, exited };
}

describe('a start that cannot succeed ends with what to do, and exit code 2', () => {
  test('with nothing in the environment', async () => {
    const { output, exited } = run({ DISCORD_TOKEN: '', OPENAI_BASE_URL: '', CONTEXT_TOKENS: 'lots' });
    expect(await exited).toBe(2);
    expect(output.all).toMatch(
      /DISCORD_TOKEN is missing.*\n.*CONTEXT_TOKENS is not valid.*\n.*OPENAI_API_KEY is missing/,
    );
  });

  test('with a wrong token', async () => {
    const { output, exited } = run({ DISCORD_TOKEN: 'not-the-token-that-discord-knows' });
    expect(await exited).toBe(2);
    expect(output.all).toContain('Discord does not accept DISCORD_TOKEN.');
    expect(output.all).not.toContain('not-the-token');
  });

  test('without the Message Content intent', async () => {
    discord.world.application.messageContent = false;
    const { output, exited } = run();
    expect(await exited).toBe(2);
    expect(output.all).toContain('switch on “Message Content Intent”');
  });

  test('when all starts of the day are used up', async () => {
    discord.world.application.sessionStartsLeft = 0;
    const { output, exited } = run();
    expect(await exited).toBe(2);
    expect(output.all).toContain('Discord allows 1,000 starts a day, and they are used up');
  });

  test('when Redis is not there', async () => {
    const { output, exited } = run({ REDIS_URL: 'redis://:hunter2@127.0.0.1:1' });
    expect(await exited).toBe(2);
    expect(output.all).toContain('REDIS_URL');
    expect(output.all).not.toContain('hunter2');
  });
});

test('after login the invite link asks for exactly the permissions that are needed', async () => {
  const { output } = run();
  await discord.waitFor('the link', () => output.all.includes('oauth2/authorize'), 10_000);
  const url = new URL(/"url":"([^"]*oauth2[^"]*)"/.exec(output.all)![1]!);
  expect(url.searchParams.get('scope')).toBe('bot applications.commands');
  const wanted =
    (1n << 10n) | (1n << 11n) | (1n << 15n) | (1n << 16n) | (1n << 35n) | (1n << 36n) | (1n << 38n);
  expect(BigInt(url.searchParams.get('permissions')!)).toBe(wanted);
});

test('commands are registered once, not at every start', async () => {
  const puts = () =>
    discord.journal.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/commands'))
      .length;
  for (let start = 0; start < 2; start++) {
    const { child, output, exited } = run();
    await discord.waitFor('ready', () => output.all.includes('"msg":"ready"'), 10_000);
    child.kill('SIGTERM');
    await exited;
  }
  expect(puts()).toBe(1);
});

test('health is served where the operator wants it', async () => {
  const { output } = run({ HTTP_PORT: '38123' });
  await discord.waitFor('ready', () => output.all.includes('"msg":"ready"'), 10_000);
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:38123${path}`);
    return [response.status, (await response.text()).trim()];
  };
  expect(await get('/livez')).toEqual([200, 'alive']);
  expect(await get('/readyz')).toEqual([200, 'ready']);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s lets the open turn finish, then ends with exit code 0',
  async (signal) => {
    const { child, output, exited } = run();
    await discord.waitFor('ready', () => output.all.includes('"msg":"ready"'), 10_000);
    const held = Promise.withResolvers<string>();
    model.next(() => held.promise);
    const ada = discord.person('Ada');
    const asked = ada.say('general', `<@${discord.world.bot.id}> hello`);
    await discord.waitFor('a request', () => model.requests.length === 1);
    child.kill(signal);
    held.resolve('Goodbye.');
    expect(await exited).toBe(0);
    await ada.sees(asked.id, 'Goodbye.');
  },
);
