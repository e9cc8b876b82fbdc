import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHome, type Home } from './processes.ts';

let home: Home;
beforeEach(async () => {
  home = await createHome();
});
afterEach(() => home.close());

/** A server that accepts connections and says nothing. */
async function listen() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}

async function get(port: string, path: string): Promise<[number, string]> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return [response.status, (await response.text()).trim()];
}

const run = (environment?: Record<string, string>) => home.run(environment);

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
    home.discord.world.application.messageContent = false;
    const { output, exited } = run();
    expect(await exited).toBe(2);
    expect(output.all).toContain('switch on “Message Content Intent”');
  });

  test('when all starts of the day are used up', async () => {
    home.discord.world.application.sessionStartsLeft = 0;
    const { output, exited } = run();
    expect(await exited).toBe(2);
    expect(output.all).toContain('Discord allows 1,000 starts a day, and they are used up');
  });

  test('before it logs in, when a budget is in money and a model has no price', async () => {
    const { output, exited } = run({ BUDGET_PER_DAY: '$5' });
    expect(await exited).toBe(2);
    expect(output.all).toContain('nobody knows what practice costs. Write prices into models.json');
    expect(home.discord.gateway.identifies).toBe(0);
  });

  test('before it logs in, when its port is taken', async () => {
    const { server, port } = await listen();
    const { output, exited } = run({ HTTP_PORT: String(port) });
    expect(await exited).toBe(2);
    server.close();
    expect(output.all).toMatch(
      /^HTTP_PORT: 127\.0\.0\.1:\d+ can’t be listened on \(.*EADDRINUSE.*\)\. Choose/m,
    );
    expect(home.discord.gateway.identifies).toBe(0);
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
  await home.discord.waitFor('the link', () => output.all.includes('oauth2/authorize'), 10_000);
  const url = new URL(/"url":"([^"]*oauth2[^"]*)"/.exec(output.all)![1]!);
  expect(url.searchParams.get('scope')).toBe('bot applications.commands');
  const wanted =
    (1n << 10n) | (1n << 11n) | (1n << 15n) | (1n << 16n) | (1n << 35n) | (1n << 36n) | (1n << 38n);
  expect(BigInt(url.searchParams.get('permissions')!)).toBe(wanted);
});

test('commands are registered once, not at every start', async () => {
  const puts = () =>
    home.discord.journal.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/commands'))
      .length;
  for (let start = 0; start < 2; start++) {
    const { child, ready, exited } = run();
    await ready();
    child.kill('SIGTERM');
    await exited;
  }
  expect(puts()).toBe(1);
});

test('health is served where the operator wants it', async () => {
  const { ready } = run({ HTTP_PORT: '38123' });
  await ready();
  expect(await get('38123', '/livez')).toEqual([200, 'alive']);
  expect(await get('38123', '/readyz')).toEqual([200, 'ready']);
});

test('health is served while Discord does not answer yet', async () => {
  const silent = await listen();
  run({ HTTP_PORT: '38122', DISCORD_API_URL: `http://127.0.0.1:${silent.port}/api` });
  await once(silent.server, 'connection');
  expect(await get('38122', '/livez')).toEqual([200, 'alive']);
  expect(await get('38122', '/readyz')).toEqual([503, 'Bobbin is starting']);
  silent.server.close();
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s lets the open turn finish, then ends with exit code 0',
  async (signal) => {
    const { child, ready, exited } = run();
    await ready();
    const held = Promise.withResolvers<string>();
    home.model.next(() => held.promise);
    const ada = home.discord.person('Ada');
    const asked = ada.say('general', `<@${home.discord.world.bot.id}> hello`);
    await home.discord.waitFor('a request', () => home.model.requests.length === 1);
    child.kill(signal);
    held.resolve('Goodbye.');
    expect(await exited).toBe(0);
    await ada.sees(asked.id, 'Goodbye.');
  },
);
