import { ChannelType, type TextChannel } from 'discord.js';
import { expect, test } from 'vitest';
import { yard } from './client.ts';

// A bot's files: multipart with `payload_json` and `files[n]`, when it posts and when it edits.

async function general({ client, discord }: Awaited<ReturnType<typeof yard>>): Promise<TextChannel> {
  const channel = await client.channels.fetch(discord.world.find('general').id);
  if (channel?.type !== ChannelType.GuildText) throw new Error('general is not there');
  return channel;
}

const file = (name: string, text: string) => ({ name, attachment: Buffer.from(text) });

test('a text has its name, its size in bytes, its type, and a link that gives it back', async () => {
  await using at = await yard();
  await (await general(at)).send({ content: 'Here:', files: [file('fünf.ts', '“fünf”\n')] });
  const { attachments } = await at.discord.person('Ada').sees('general', 'Here:');
  expect(attachments).toMatchObject([
    { filename: 'fünf.ts', size: 12, content_type: 'text/plain; charset=utf-8' },
  ]);
  const response = await fetch(attachments[0]!.url);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await response.text()).toBe('“fünf”\n');
});

test('bytes that are no text have no type', async () => {
  await using at = await yard();
  await (await general(at)).send({ files: [{ name: 'a.bin', attachment: Buffer.from([0xff, 0, 1]) }] });
  const { attachments } = await at.discord
    .person('Ada')
    .sees('general', (one) => one.attachments.length === 1);
  expect(attachments[0]?.content_type).toBe('application/octet-stream');
});

test('an edit keeps the files, adds some, replaces them, or takes them away', async () => {
  await using at = await yard();
  const channel = await general(at);
  const names = () =>
    at.discord
      .person('Ada')
      .messages('general')
      .at(-1)
      ?.attachments.map(({ filename }) => filename);
  const message = await channel.send({ content: 'one', files: [file('a.txt', 'a')] });
  await channel.messages.edit(message.id, { content: 'two' });
  expect(names()).toEqual(['a.txt']);
  await message.edit({ attachments: [...message.attachments.values()], files: [file('b.txt', 'b')] });
  expect(names()).toEqual(['a.txt', 'b.txt']);
  await channel.messages.edit(message.id, { files: [file('c.txt', 'c')], attachments: [] });
  expect(names()).toEqual(['c.txt']);
  await channel.messages.edit(message.id, { attachments: [] });
  expect(names()).toEqual([]);
});

test('without the permission neither a post nor an edit may have one', async () => {
  await using at = await yard();
  const channel = await general(at);
  const { id } = await channel.send('one');
  at.discord.world.deny('general', 'AttachFiles');
  const files = [file('a.txt', 'a')];
  await expect(channel.send({ files })).rejects.toMatchObject({ code: 50013 });
  await expect(channel.messages.edit(id, { files })).rejects.toMatchObject({ code: 50013 });
});
