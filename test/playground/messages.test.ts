import { Events } from 'discord.js';
import { expect, test } from 'vitest';
import { yard } from './client.ts';

test('what a person says arrives, and the answer is seen', async () => {
  await using at = await yard();
  const { client, discord } = at;
  client.on(Events.MessageCreate, (message) => {
    if (!message.author.bot) void message.reply(`You said: ${message.content}`);
  });
  const ada = discord.person('Ada');
  const said = ada.say('general', `Hello <@${discord.world.bot.id}>`);
  const answer = await ada.sees('general', 'You said: Hello');
  expect(answer.message_reference?.message_id).toBe(said.id);
  expect(answer.mentions.map(({ id }) => id)).toContain(ada.user.id);
});
