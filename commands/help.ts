import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { personOf } from '../src/discord/access.ts';
import type { Command } from '../src/discord/command.ts';
import { answerPrivately } from '../src/discord/interactions.ts';
import { localized } from '../src/discord/localized.ts';
import { text } from '../src/language/language.ts';
import { sayTo } from './common/answers.ts';

export const help: Command = {
  data: localized(new SlashCommandBuilder(), 'help', 'command.help')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .toJSON(),

  async run(interaction, bobbin) {
    const { displayName: name } = interaction.client.user;
    const { managesServer } = personOf(interaction);
    const directMessages = bobbin.directMessages ? 'on' : 'off';
    const parts = [
      text('help.text', { name, directMessages }),
      ...(managesServer ? [text('help.manager', { name })] : []),
    ];
    await answerPrivately(interaction, parts.map((part) => sayTo(interaction, part)).join('\n\n'));
  },
};
