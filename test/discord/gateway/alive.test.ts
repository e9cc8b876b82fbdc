import { setImmediate as immediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Client, Events, type TextChannel } from 'discord.js';
import { type Discord, startDiscord } from '../../../playground/discord/start.ts';
import { type Alive, keepAlive } from '../../../src/discord/gateway/alive.ts';
import { createClient, login } from '../../../src/discord/client.ts';
import type { LivenessLimits } from '../../../src/discord/gateway/liveness.ts';
import type { Reconnect } from '../../../src/discord/gateway/shards.ts';
import { createLog } from '../../../src/log.ts';

/** Milliseconds that never pass. */
const NEVER = 3_600_000;

let discord: Discord;
let client: Client<true>;
let alive: Alive;
let texts: string[];
let reconnect: Reconnect;
beforeEach(async () => {
  discord = await startDiscord({ heartbeatMs: 200 });
});
afterEach(async () => {
  alive.stop();
  await client.destroy();
  await discord.close();
});

async function start(limits: Partial<LivenessLimits>): Promise<void> {
  const log = createLog('silent');
  const made = createClient({ apiUrl: discord.apiUrl }, log);
  reconnect = made.reconnect;
  client = await login(made.client, discord.token);
  alive = keepAlive(client, {
    reconnect,
    log,
    now: Date.now,
    look: 20,
    limits: { echo: NEVER, silence: NEVER, recovery: NEVER, renewal: NEVER, ...limits },
  });
  texts = [];
  client.on(Events.MessageCreate, ({ content }) => void texts.push(content));
}

async function post(text: string): Promise<void> {
  const general = client.channels.cache.find(
    (one): one is TextChannel => 'name' in one && one.name === 'general',
  )!;
  alive.posted(await general.send(text));
}

const NO_EVENTS = 'the gateway to Discord is connected, but brings no events';

/** Discord, and the client with it, lets a bot log in once in five seconds. */
const LOGIN = 10_000;

test('a session that brings nothing is resumed, and nothing is lost', async () => {
  await start({ echo: 300 });
  await post('heard');
  discord.gateway.deaf({ acknowledges: true });
  discord.person('Ada').say('general', 'lost?');
  await post('unheard');
  await discord.waitFor('both', () => texts.length === 3);
  expect(texts).toEqual(['heard', 'lost?', 'unheard']);
  expect(discord.gateway).toMatchObject({ resumes: 1, identifies: 1, connections: 1 });
  await discord.waitFor('all is well', () => alive.wrong().length === 0);
});

test('a session that brings nothing after a resume is left for a new one', async () => {
  await start({ echo: 200, recovery: 1_000 });
  discord.gateway.deaf({ acknowledges: true, until: 'login' });
  await post('unheard');
  await discord.waitFor('a resume', () => discord.gateway.resumes === 1);
  await discord.waitFor('it is told', () => alive.wrong()[0] === NO_EVENTS);
  await discord.waitFor('a new session', () => discord.gateway.identifies === 2, LOGIN);
  await discord.waitFor('all is well', () => alive.wrong().length === 0);
  await post('heard');
  await discord.waitFor('it', () => texts.includes('heard'));
  expect(discord.gateway).toMatchObject({ resumes: 1, identifies: 2, connections: 1 });
});

test('a long silence is a reason for one resume', async () => {
  await start({ silence: 300 });
  await discord.waitFor('a resume', () => discord.gateway.resumes === 1);
  await discord.waitFor('all is well', () => alive.wrong().length === 0);
  const resumed = Date.now();
  await discord.waitFor('as long again', () => Date.now() > resumed + 600);
  expect(discord.gateway).toMatchObject({ resumes: 1, identifies: 1, connections: 1 });
});

test('what breaks is told, and told no more when it is back', async () => {
  await start({});
  expect(alive.wrong()).toEqual([]);
  discord.gateway.drop();
  await discord.waitFor('it is told', () => alive.wrong()[0] === 'the gateway to Discord is not connected');
  await discord.waitFor('all is well', () => alive.wrong().length === 0);
});

test.each([
  ['before the old one is closed', async () => {}],
  ['while the old one is closed', () => immediate()],
])('Bobbin can stop while a connection is made anew, %s', async (_, wait) => {
  await start({});
  const reconnected = reconnect(0, 'resume');
  await wait();
  await client.destroy();
  await reconnected;
  await discord.waitFor('nobody is there', () => discord.gateway.sockets.clients.size === 0);
});
