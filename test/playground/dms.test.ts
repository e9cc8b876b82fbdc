import { ChannelType, Events } from 'discord.js';
import { expect, test } from 'vitest';
import { yard } from './client.ts';

test('a DM arrives without a server, and is answered', async () => {
  await using at = await yard();
  const { client, discord } = at;
  client.on(Events.MessageCreate, (message) => {
    if (!message.author.bot) void message.reply(`${message.guildId}`);
  });
  const ada = discord.person('Ada');
  const dm = ada.openDm();
  expect(dm.type).toBe(ChannelType.DM);
  ada.say(dm, 'psst');
  await ada.sees(dm, 'null');
});

test('who takes no DMs gets none', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const { id } = discord.person('Ben').user;
  discord.world.dmsClosed.add(id);
  await expect(client.users.send(id, 'hello')).rejects.toMatchObject({ code: 50007, status: 403 });
});

test('an edited and a deleted DM are told of', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const ada = discord.person('Ada');
  const dm = ada.openDm();
  const updated = new Promise<string | null>((resolve) =>
    client.on(Events.MessageUpdate, (_, now) => resolve(now.content)),
  );
  const deleted = new Promise<string>((resolve) =>
    client.on(Events.MessageDelete, (message) => resolve(message.id)),
  );
  const said = ada.say(dm, 'one');
  ada.edit(dm, said, 'two');
  expect(await updated).toBe('two');
  ada.delete(dm, said);
  expect(await deleted).toBe(said.id);
});
