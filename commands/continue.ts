import { ApplicationCommandType } from 'discord.js';
import { openContinued } from '../src/conversation/redo.ts';
import type { Command } from '../src/discord/command.ts';
import { inMenu } from '../src/discord/localized.ts';
import { text } from '../src/language/language.ts';
import { answer, defer } from './common/answers.ts';
import { redo } from './common/redo.ts';

export const goOn: Command = {
  data: inMenu('command.continue').setType(ApplicationCommandType.Message).toJSON(),

  asks: true,

  async runOn(interaction, bobbin) {
    await defer(interaction);
    await redo(interaction, interaction.targetId, openContinued, bobbin);
    await answer(interaction, text('redo.continued'));
  },

  isBelowReplies: true,

  buttons: {
    async continue(interaction, _, bobbin) {
      await interaction.deferUpdate();
      await redo(interaction, interaction.message.id, openContinued, bobbin);
      await interaction.editReply({ components: [] });
    },
  },
};
