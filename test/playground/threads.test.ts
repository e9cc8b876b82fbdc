import { ChannelType, Events, MessageType, ThreadAutoArchiveDuration } from 'discord.js';
import type { Client, Message, ThreadChannel } from 'discord.js';
import { expect, test } from 'vitest';
import { yard } from './client.ts';

test('a thread from a message has its id; answers go there', async () => {
  await using at = await yard();
  const { client, discord } = at;
  client.on(Events.MessageCreate, (message) => void answer(message));
  const ada = discord.person('Ada');
  const said = ada.say('general', 'Something');
  expect((await ada.sees(said.id, 'in here')).channel_id).toBe(said.id);
  expect(ada.messages(said.id)[0]?.type).toBe(MessageType.ThreadStarterMessage);
  expect(ada.messages('general')[0]).toMatchObject({ flags: 32, thread: { id: said.id, message_count: 1 } });
  const thread = await threadOf(client, said.id);
  expect((await thread.fetchStarterMessage())?.content).toBe('Something');
  const path = `/channels/${thread.parentId}/messages/${said.id}/threads` as const;
  await expect(client.rest.post(path, { body: { name: 'Again' } })).rejects.toMatchObject({ code: 160004 });
});

test('a forum post arrives as a thread with its first message', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const created = new Promise<ThreadChannel>((resolve) =>
    client.on(Events.ThreadCreate, (thread, isNew) => isNew && resolve(thread)),
  );
  const first = new Promise<Message>((resolve) => client.on(Events.MessageCreate, resolve));
  const post = discord.person('Ben').post('ideas', 'An idea', 'Let us do it');
  expect((await created).parent?.type).toBe(ChannelType.GuildForum);
  expect(await first).toMatchObject({ id: post.id, channelId: post.id, content: 'Let us do it' });
});

test('writing opens an archived thread; a locked one stays shut', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
  const thread = ben.startThread('general', 'Talk');
  ben.updateThread(thread, { archived: true });
  ben.say(thread, 'again');
  expect(thread.thread_metadata.archived).toBe(false);
  ada.updateThread(thread, { locked: true, archived: true });
  expect(() => ben.say(thread, 'hello?')).toThrow('Thread is archived');
  discord.world.deny('general', 'ManageThreads');
  await expect((await threadOf(client, thread.id)).send('hello?')).rejects.toMatchObject({ code: 50083 });
});

test('a thread is renamed by its owner, and of others only with a permission', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const general = await client.channels.fetch(discord.world.find('general').id);
  if (general?.type !== ChannelType.GuildText) throw new Error('This is not a text channel.');
  const own = await general.threads.create({ name: 'Mine' });
  await own.setName('Still mine');
  const said = await discord.person('Ada').sees(own, 'Still mine');
  expect(said).toMatchObject({ type: MessageType.ChannelNameChange, author: { id: client.user.id } });
  const foreign = await threadOf(client, discord.person('Ada').startThread('general', 'Hers').id);
  await expect(foreign.setName('Mine, too')).rejects.toMatchObject({ code: 50013 });
});

test('a deleted thread is gone', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const ada = discord.person('Ada');
  const thread = ada.startThread('general', 'Talk');
  await discord.waitFor('thread', () => client.channels.cache.has(thread.id));
  const gone = new Promise<{ id: string }>((resolve) => client.on(Events.ThreadDelete, resolve));
  ada.deleteChannel(thread);
  expect((await gone).id).toBe(thread.id);
  await expect(client.channels.fetch(thread.id, { force: true })).rejects.toMatchObject({ code: 10003 });
});

test('of the threads in a deleted channel Discord says nothing', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const ada = discord.person('Ada');
  const thread = ada.startThread('general', 'Talk');
  const gone: string[] = [];
  client.on(Events.ThreadDelete, ({ id }) => gone.push(id));
  client.on(Events.ChannelDelete, ({ id }) => gone.push(id));
  ada.deleteChannel('general');
  await discord.waitFor('the channel is gone', () => gone.length > 0);
  expect(gone).not.toContain(thread.id);
  expect(discord.world.channels.has(thread.id)).toBe(false);
});

test('a private thread is hidden from others', async () => {
  await using at = await yard();
  const { discord } = at;
  const thread = discord.person('Ben').startThread('general', 'Secret', { private: true });
  const cleo = discord.world.addPerson('Cleo');
  expect(() => discord.person(cleo.id).say(thread, 'hi')).toThrow("can't see");
});

async function threadOf(client: Client, id: string): Promise<ThreadChannel> {
  const channel = await client.channels.fetch(id);
  if (!channel?.isThread()) throw new Error('This is not a thread.');
  return channel;
}

async function answer(message: Message): Promise<void> {
  if (message.author.bot || message.channel.type !== ChannelType.GuildText) return;
  const autoArchiveDuration = ThreadAutoArchiveDuration.OneHour;
  const thread = await message.startThread({ name: 'About it', autoArchiveDuration });
  await thread.send('in here');
}
