import { Events, GatewayIntentBits, Status } from 'discord.js';
import type { Client, Message } from 'discord.js';
import { expect, test } from 'vitest';
import { startDiscord } from '../../playground/discord/start.ts';
import { INTENTS, connect, makeClient, yard } from './client.ts';

/** All that a client hears, as it comes. */
function heard(client: Client): string[] {
  const texts: string[] = [];
  client.on(Events.MessageCreate, (message: Message) => texts.push(message.content));
  return texts;
}

test('a client finds its server, channels and people', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const guild = await client.guilds.fetch(discord.world.guild.id);
  expect(guild.name).toBe("Bobbin's Yard");
  expect(client.channels.cache.map((channel) => 'name' in channel && channel.name)).toEqual([
    'general',
    'help',
    'ideas',
  ]);
  expect((await guild.members.fetch(discord.person('Ben').user.id)).displayName).toBe('Ben');
  expect((await client.application.fetch()).name).toBe('Bobbin');
  expect(discord.gateway.connections).toBe(1);
});

test('what happens while the connection is down comes after it is back', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const texts = heard(client);
  const ada = discord.person('Ada');
  discord.gateway.drop();
  for (const text of ['one', 'two', 'three']) ada.say('general', text);
  await discord.waitFor('the missed messages', () => texts.length === 3);
  expect(texts).toEqual(['one', 'two', 'three']);
  expect(discord.gateway).toMatchObject({ identifies: 1, resumes: 1 });
});

test('after a refused resume the client logs in anew', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const texts = heard(client);
  discord.gateway.refuseResume();
  discord.gateway.drop();
  discord.person('Ada').say('general', 'lost');
  await discord.waitFor('a new login', () => discord.gateway.identifies === 2, 10_000);
  await discord.waitFor('ready', () => client.ws.status === Status.Ready);
  discord.person('Ada').say('general', 'heard');
  await discord.waitFor('the next message', () => texts.length > 0);
  expect(texts).toEqual(['heard']);
});

test('a client that is asked to reconnect resumes', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const texts = heard(client);
  discord.gateway.reconnect();
  await discord.waitFor('a resume', () => discord.gateway.resumes === 1);
  discord.person('Ada').say('general', 'still there?');
  await discord.waitFor('the message', () => texts.length === 1);
  expect(texts).toEqual(['still there?']);
});

test('a deaf gateway is left for a new connection, and nothing is lost', async () => {
  await using at = await yard({ heartbeatMs: 200 });
  const { client, discord } = at;
  const texts = heard(client);
  discord.gateway.deaf();
  discord.person('Ada').say('general', 'hello?');
  await discord.waitFor('the message', () => texts.length === 1);
  expect(discord.gateway.resumes).toBe(1);
});

test('a gateway can acknowledge heartbeats and say nothing else, even after a resume', async () => {
  await using at = await yard({ heartbeatMs: 50 });
  const { client, discord } = at;
  const texts = heard(client);
  discord.gateway.deaf({ acknowledges: true, until: 'login' });
  discord.person('Ada').say('general', 'hello?');
  const beats = client.ws.shards.first()!.lastPingTimestamp;
  await discord.waitFor('heartbeats', () => client.ws.shards.first()!.lastPingTimestamp > beats + 200);
  discord.gateway.drop();
  const isReady = () => client.ws.shards.first()?.status === Status.Ready;
  await discord.waitFor('a resume', () => discord.gateway.resumes === 1 && isReady());
  expect(texts).toEqual([]);
  discord.gateway.invalidate();
  await discord.waitFor('a login', () => discord.gateway.identifies === 2, 10_000);
  await discord.waitFor('ready', isReady);
  discord.person('Ada').say('general', 'now?');
  await discord.waitFor('the message', () => texts.length === 1);
  expect(texts).toEqual(['now?']);
});

test('old events can come again', async () => {
  await using at = await yard();
  const { client, discord } = at;
  let count = 0;
  client.on(Events.Raw, ({ t }: { t: string }) => (count += t === 'MESSAGE_CREATE' ? 1 : 0));
  discord.person('Ada').say('general', 'once');
  discord.gateway.replay(1);
  await discord.waitFor('twice', () => count === 2);
  expect(count).toBe(2);
});

test('two clients hear the same', async () => {
  await using at = await yard();
  const other = await connect(at.discord);
  const [one, two] = [heard(at.client), heard(other)];
  at.discord.person('Ada').say('general', 'both?');
  await at.discord.waitFor('both', () => one.length === 1 && two.length === 1);
  expect(one).toEqual(two);
  await other.destroy();
});

test('shards share the servers; DMs go to the first', async () => {
  const discord = await startDiscord();
  const clients = await Promise.all([0, 1].map((id) => connect(discord, { shards: [id], shardCount: 2 })));
  const texts = clients.map(heard);
  const ada = discord.person('Ada');
  ada.say('general', 'once');
  ada.say(ada.openDm(), 'psst');
  await discord.waitFor('both', () => texts.flat().length === 2);
  expect(texts[0]).toContain('psst');
  expect(clients.flatMap((client) => [...client.guilds.cache.keys()])).toEqual([discord.world.guild.id]);
  await Promise.all(clients.map((client) => client.destroy()));
  await discord.close();
});

test('a wrong token does not log in', async () => {
  const discord = await startDiscord();
  await expect(makeClient(discord).login('nonsense')).rejects.toMatchObject({ code: 'TokenInvalid' });
  await discord.close();
});

test.for([
  ['without Message Content in the portal', 4014, INTENTS],
  ['with an unknown intent', 4013, 1 << 30],
] as const)('%s the gateway closes with %i', async ([, code, intents]) => {
  const discord = await startDiscord();
  discord.world.application.messageContent = false;
  const client = makeClient(discord, { intents });
  const closed = closeCode(client);
  await expect(client.login(discord.token)).rejects.toThrow('intents');
  expect(await closed).toBe(code);
  await client.destroy();
  await discord.close();
});

test('who comes back with a token that is no longer good is sent away', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const closed = closeCode(client);
  discord.gateway.revoke();
  discord.gateway.drop();
  expect(await closed).toBe(4004);
});

test('without the intent there is no text, except in mentions and DMs', async () => {
  const withoutContent = INTENTS.filter((intent) => intent !== GatewayIntentBits.MessageContent);
  await using at = await yard({ intents: withoutContent });
  const { client, discord } = at;
  const texts = heard(client);
  const ada = discord.person('Ada');
  ada.say('general', 'secret');
  ada.say('general', `hi <@${discord.world.bot.id}>`);
  ada.say(ada.openDm(), 'psst');
  await discord.waitFor('three messages', () => texts.length === 3);
  expect(texts).toEqual(['', `hi <@${discord.world.bot.id}>`, 'psst']);
});

test('a channel that the bot can not see is silent', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const texts = heard(client);
  discord.world.deny('general', 'ViewChannel');
  discord.person('Ada').say('general', 'behind the door');
  discord.person('Ada').say('help', 'in front of it');
  await discord.waitFor('a message', () => texts.length > 0);
  expect(texts).toEqual(['in front of it']);
  const id = discord.world.find('general').id;
  await expect(client.rest.get(`/channels/${id}/messages`)).rejects.toMatchObject({
    code: 50001,
    status: 403,
  });
});

const closeCode = async (client: Client): Promise<number> =>
  new Promise((resolve) => client.on(Events.ShardDisconnect, ({ code }) => resolve(code)));
