import {
  ComponentType,
  ContainerBuilder,
  Events,
  MessageFlags,
  RateLimitError,
  Routes,
  TextDisplayBuilder,
} from 'discord.js';
import type { Client, Message, TextChannel } from 'discord.js';
import { expect, test } from 'vitest';
import type { Discord } from '../../playground/discord/start.ts';
import { yard } from './client.ts';

async function channelOf(client: Client, discord: Discord, name = 'general'): Promise<TextChannel> {
  const channel = await client.channels.fetch(discord.world.find(name).id);
  if (!channel?.isTextBased() || channel.type !== 0) throw new Error('not a text channel');
  return channel;
}

const sent = (discord: Discord): number =>
  discord.journal.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'))
    .length;

test('messages are read in pages, newest first', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const ada = discord.person('Ada');
  const ids = Array.from({ length: 7 }, (_, i) => ada.say('general', `${i}`).id);
  const channel = await channelOf(client, discord);
  const read = async (options: object): Promise<string[]> =>
    [...(await channel.messages.fetch({ cache: false, ...options })).values()].map(({ content }) => content);
  expect(await read({ limit: 3 })).toEqual(['6', '5', '4']);
  expect(await read({ limit: 3, before: ids[3] })).toEqual(['2', '1', '0']);
  expect(await read({ limit: 3, after: ids[3] })).toEqual(['6', '5', '4']);
  expect(await read({ limit: 2, after: ids[0] })).toEqual(['2', '1']);
  expect(await read({ limit: 3, around: ids[3] })).toEqual(['4', '3', '2']);
  discord.world.deny('general', 'ReadMessageHistory');
  expect(await read({ limit: 3 })).toEqual([]);
});

test('a message is sent, edited and deleted', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const channel = await channelOf(client, discord);
  const message = await channel.send({
    content: ' hello ',
    embeds: [
      {
        title: 'T',
        description: 'D',
        fields: [{ name: 'n', value: 'v' }],
        color: 1,
        url: 'https://example.com/',
      },
    ],
  });
  expect(message.content).toBe('hello');
  await message.edit({ content: 'bye', flags: MessageFlags.SuppressEmbeds });
  await message.react('👍');
  expect(await channel.messages.fetch({ message: message.id, force: true })).toMatchObject({
    content: 'bye',
    flags: { bitfield: 4 },
  });
  await message.reactions.cache.get('👍')?.users.remove();
  await channel.sendTyping();
  await message.delete();
  await expect(channel.messages.fetch(message.id)).rejects.toMatchObject({ code: 10008 });
});

test('a file is uploaded, described and served', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const channel = await channelOf(client, discord);
  await channel.send({
    files: [{ attachment: Buffer.from('one two'), name: 'my notes.txt', description: 'Notes' }],
  });
  const [attachment] = (
    await discord.person('Ada').sees('general', (message) => message.attachments.length === 1)
  ).attachments;
  expect(attachment).toMatchObject({
    filename: 'my_notes.txt',
    title: 'my notes.txt',
    description: 'Notes',
    size: 7,
  });
  expect(attachment!.url.startsWith(discord.cdnUrl)).toBe(true);
  const response = await fetch(attachment!.url);
  expect(await response.text()).toBe('one two');
  const said = discord.person('Ben').say('general', '', {
    files: [{ name: 'a.txt', type: 'text/plain', base64: Buffer.from('hi').toString('base64') }],
  });
  expect(await (await fetch(said.attachments[0]!.url)).text()).toBe('hi');
});

test('the same nonce gives the same message', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const channel = await channelOf(client, discord);
  const send = async (nonce: string): Promise<Message> =>
    channel.send({ content: 'x', nonce, enforceNonce: true });
  const [one, two] = [await send('7'), await send('7')];
  expect(two.id).toBe(one.id);
  expect((await send('8')).id).not.toBe(one.id);
});

test('a lost answer is asked for again and posted once', async () => {
  await using at = await yard({ rest: { timeout: 300 } });
  const { client, discord } = at;
  const channel = await channelOf(client, discord);
  discord.faults.next({ method: 'POST', path: /messages$/ }, { hang: 'after' });
  const message = await channel.send('once');
  expect(sent(discord)).toBe(2);
  expect(
    discord
      .person('Ada')
      .messages('general')
      .map(({ id }) => id),
  ).toEqual([message.id]);
});

test('faults: an error is retried, a broken connection is reported', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const channel = await channelOf(client, discord);
  discord.faults.next({ path: /messages$/, times: 2 }, { status: 502 });
  await channel.send('in the end');
  expect(sent(discord)).toBe(3);
  discord.faults.next({ path: /messages$/ }, { reset: 'before' });
  await expect(channel.send('gone')).rejects.toThrow('other side closed');
  discord.faults.next({ path: /messages$/ }, { status: 429, retryAfter: 0.05 });
  await channel.send('late');
  discord.faults.next({ path: /messages$/ }, { delayMs: 20 });
  await channel.send('later');
});

test('too many messages at once are sent one by one, all of them', async () => {
  await using at = await yard();
  const { client, discord } = at;
  discord.limits.set('send', { requests: 5, perMs: 300 });
  const channel = await channelOf(client, discord);
  const texts = Array.from({ length: 12 }, (_, i) => `${i}`);
  await Promise.all(texts.map(async (text) => channel.send(text)));
  expect(
    discord
      .person('Ada')
      .messages('general')
      .map(({ content }) => content),
  ).toEqual(texts);
});

test('a client that does not count for itself gets 429', async () => {
  await using at = await yard();
  const { discord } = at;
  discord.limits.set('send', { requests: 1, perMs: 60_000 });
  const url = `${discord.apiUrl}/v10${Routes.channelMessages(discord.world.find('general').id)}`;
  const post = async (): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ content: 'x' }),
    });
  expect((await post()).status).toBe(200);
  const refused = await post();
  expect(refused.status).toBe(429);
  expect(refused.headers.get('x-ratelimit-scope')).toBe('user');
  expect(await refused.json()).toMatchObject({ global: false, message: 'You are being rate limited.' });
});

test('who is pinged is decided by allowed_mentions', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const channel = await channelOf(client, discord);
  const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
  const text = `${ada.mention} ${ben.mention} @everyone`;
  const pinged = async (options: object): Promise<string[]> =>
    [...(await channel.send({ content: text, ...options })).mentions.users.values()].map(
      ({ globalName }) => globalName!,
    );
  expect(await pinged({})).toEqual(['Ada', 'Ben']);
  expect(await pinged({ allowedMentions: { parse: [] } })).toEqual([]);
  expect(await pinged({ allowedMentions: { users: [ben.user.id] } })).toEqual(['Ben']);
  const said = ben.say('general', text);
  expect(said).toMatchObject({ mention_everyone: false });
  expect(ada.say('general', text)).toMatchObject({ mention_everyone: true });
  const reply = { reply: { messageReference: said.id }, content: 'hm' };
  expect(await pinged({ ...reply, allowedMentions: { repliedUser: false } })).toEqual([]);
  expect(await pinged(reply)).toEqual(['Ben']);
});

test('components v2 have rules of their own', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const channel = await channelOf(client, discord);
  const flags = MessageFlags.IsComponentsV2;
  const box = new ContainerBuilder()
    .addTextDisplayComponents(text(10))
    .addSeparatorComponents((line) => line);
  const message = await channel.send({ flags, components: [box] });
  expect(message.components[0]?.type).toBe(ComponentType.Container);
  await expect(channel.send({ flags, components: [text(3000), text(3000)] })).rejects.toMatchObject({
    code: 50035,
  });
  await expect(channel.send({ flags, content: 'x', components: [box] })).rejects.toThrow('LEGACY_FIELDS');
});

test('a link is unfurled by an update with the same text', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const ada = discord.person('Ada');
  const said = ada.say('general', 'see https://example.com/a');
  const updated = new Promise<Message>((resolve) =>
    client.on(Events.MessageUpdate, (_, now) => resolve(now)),
  );
  ada.unfurl(said);
  expect(await updated).toMatchObject({
    content: said.content,
    editedTimestamp: null,
    embeds: { length: 1 },
  });
});

test('many are deleted at once', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const ada = discord.person('Ada');
  const said = [ada.say('general', 'a'), ada.say('general', 'b')];
  const gone = new Promise<number>((resolve) =>
    client.on(Events.MessageBulkDelete, ({ size }) => resolve(size)),
  );
  ada.bulkDelete('general', said);
  expect(await gone).toBe(2);
});

const text = (length: number): TextDisplayBuilder => new TextDisplayBuilder().setContent('x'.repeat(length));

const REFUSED: [what: string, body: object, code: number, where?: string][] = [
  ['nothing', {}, 50006],
  ['blanks', { content: '  ' }, 50006],
  ['2001 characters', { content: 'x'.repeat(2001) }, 50035, 'content'],
  ['1001 emoji, which are 2002 units', { content: '🧵'.repeat(1001) }, 50035, 'content'],
  ['11 embeds', { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) }, 50035, 'embeds'],
  ['a long title', { embeds: [{ title: 'x'.repeat(257) }] }, 50035, 'embeds'],
  ['a long nonce', { content: 'x', nonce: 'x'.repeat(26) }, 50035, 'nonce'],
  ['enforce_nonce alone', { content: 'x', enforce_nonce: true }, 50035, 'enforce_nonce'],
  [
    'a reply to nothing',
    { content: 'x', message_reference: { message_id: '1' } },
    50035,
    'message_reference',
  ],
  [
    'contradicting mentions',
    { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
    50035,
    'allowed_mentions',
  ],
  [
    'a long custom id',
    {
      components: [{ type: 1, components: [{ type: 2, style: 1, label: 'x', custom_id: 'x'.repeat(101) }] }],
    },
    50035,
    'components',
  ],
  ['six rows', { components: Array.from({ length: 6 }, (_, i) => row(`${i}`)) }, 50035, 'components'],
  ['the same custom id twice', { components: [row('a'), row('a')] }, 50035, 'components'],
  ['v2 components without the flag', { components: [{ type: 10, content: 'x' }] }, 50035, 'components'],
];

function row(custom_id: string): object {
  return { type: 1, components: [{ type: 2, style: 1, label: 'x', custom_id }] };
}

test.for(REFUSED)('a message with %s is refused', async ([, body, code, where]) => {
  await using at = await yard();
  const { client, discord } = at;
  const sending = client.rest.post(Routes.channelMessages(discord.world.find('general').id), { body });
  const rawError = where ? { errors: { [where]: {} } } : {};
  await expect(sending).rejects.toMatchObject({ code, status: 400, rawError });
});

test('what is not there is not found, what is not allowed is not done', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const { world } = discord;
  const general = world.find('general').id;
  const said = discord.person('Ada').say('general', 'mine');
  const body = { content: 'x' };
  const thread = { name: 'x' };
  const attempts: [() => Promise<unknown>, number, number][] = [
    [() => client.rest.get('/channels/1'), 10003, 404],
    [() => client.rest.get(Routes.channelMessage(general, '1')), 10008, 404],
    [() => client.rest.get(Routes.user('1')), 10013, 404],
    [() => client.rest.get(Routes.guild('1')), 10004, 404],
    [() => client.rest.patch(Routes.channelMessage(general, said.id), { body }), 50005, 403],
    [() => client.rest.delete(Routes.channelMessage(general, said.id)), 50013, 403],
    [() => client.rest.post(Routes.channelMessages(world.find('ideas').id), { body }), 50008, 400],
    [() => client.rest.post(Routes.threads(general), { body: { name: '' } }), 50035, 400],
    [() => client.rest.post(Routes.threads(general), { body: { name: 'x'.repeat(101) } }), 50035, 400],
    [() => client.rest.post('/interactions/1/abc/callback', { body: { type: 5 }, auth: false }), 10062, 404],
    [() => client.rest.patch('/webhooks/1/abc/messages/@original', { body, auth: false }), 10015, 404],
    [() => client.rest.put(Routes.applicationCommands('1'), { body: [] }), 10002, 404],
  ];
  for (const [attempt, code, status] of attempts)
    await expect(attempt()).rejects.toMatchObject({ code, status });
  world.deny('general', 'SendMessages', 'CreatePublicThreads');
  await expect(client.rest.post(Routes.channelMessages(general), { body })).rejects.toMatchObject({
    code: 50013,
  });
  await expect(client.rest.post(Routes.threads(general, said.id), { body: thread })).rejects.toMatchObject({
    code: 50013,
  });
  world.deny('help', 'ViewChannel');
  const help = Routes.channelMessages(world.find('help').id);
  await expect(client.rest.post(help, { body })).rejects.toMatchObject({ code: 50001 });
});

test('a file over 10 MB is too large', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const channel = await channelOf(client, discord);
  const attachment = Buffer.alloc(10 * 1024 * 1024 + 1);
  await expect(channel.send({ files: [{ attachment, name: 'big.bin' }] })).rejects.toMatchObject({
    code: 40005,
    status: 413,
  });
});

test('renaming has a narrow limit', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const { world } = discord;
  world.giveRole(world.bot.id, world.addRole('Gardener', ['ManageThreads']));
  const thread = discord.person('Ada').startThread('general', 'one');
  client.rest.options.rejectOnRateLimit = () => true;
  const rename = async (name: string): Promise<unknown> =>
    client.rest.patch(Routes.channel(thread.id), { body: { name } });
  await rename('two');
  await rename('three');
  const refused = await rename('four').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RateLimitError);
  expect((refused as RateLimitError).sublimitTimeout).toBeGreaterThan(590_000);
  expect(thread.name).toBe('three');
  // Other changes of the thread have a limit of their own.
  await client.rest.patch(Routes.channel(thread.id), { body: { archived: true } });
  expect(thread.thread_metadata.archived).toBe(true);
});
