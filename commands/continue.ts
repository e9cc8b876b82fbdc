import {
  ApplicationCommandType,
  type ButtonInteraction,
  ContextMenuCommandBuilder,
  type MessageContextMenuCommandInteraction,
} from 'discord.js';
import { openContinued } from '../src/conversation/redo.ts';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { defer } from './answers.ts';
import { requireAsker, requireSettled } from './may.ts';

export const goOn: Command = {
  data: new ContextMenuCommandBuilder().setName('Continue').setType(ApplicationCommandType.Message).toJSON(),

  async runOn(interaction, bobbin) {
    await defer(interaction);
    await continued(interaction, interaction.channelId, interaction.targetId, bobbin);
    await interaction.editReply('I go on with it.');
  },

  buttons: {
    async continue(interaction, conversation, bobbin) {
      await interaction.deferUpdate();
      await continued(interaction, conversation, interaction.message.id, bobbin);
      await interaction.editReply({ components: [] });
    },
  },
};

async function continued(
  interaction: MessageContextMenuCommandInteraction | ButtonInteraction,
  conversation: string,
  message: string,
  bobbin: Bobbin,
): Promise<void> {
  await requireSettled(conversation, bobbin);
  await requireAsker(interaction, conversation, bobbin.store);
  await openContinued(bobbin.store, conversation, message, interaction.id);
  bobbin.lanes.wake(conversation);
}
