import { ApplicationCommandType, ContextMenuCommandBuilder } from 'discord.js';
import { openContinued } from '../src/conversation/redo.ts';
import type { Command } from '../src/discord/command.ts';
import { defer } from './answers.ts';
import { redo } from './redo.ts';

export const goOn: Command = {
  data: new ContextMenuCommandBuilder().setName('Continue').setType(ApplicationCommandType.Message).toJSON(),

  async runOn(interaction, bobbin) {
    await defer(interaction);
    await redo(interaction, interaction.targetId, openContinued, bobbin);
    await interaction.editReply('I go on with it.');
  },

  buttons: {
    async continue(interaction, _, bobbin) {
      await interaction.deferUpdate();
      await redo(interaction, interaction.message.id, openContinued, bobbin);
      await interaction.editReply({ components: [] });
    },
  },
};
