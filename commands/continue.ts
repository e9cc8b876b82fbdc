import {
  ApplicationCommandType,
  type ButtonInteraction,
  ContextMenuCommandBuilder,
  type MessageContextMenuCommandInteraction,
} from 'discord.js';
import { openContinued } from '../src/conversation/redo.ts';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { UserError } from '../src/errors.ts';
import { defer } from './answers.ts';
import { requireAsker } from './may.ts';

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
  { store, lanes, answering }: Bobbin,
): Promise<void> {
  if (answering.has(conversation))
    throw new UserError('I am still writing here. Stop that first, or wait a moment.');
  await lanes.settled(conversation); // what is seen may not be remembered yet
  await requireAsker(interaction, conversation, store);
  await openContinued(store, conversation, message, interaction.id);
  lanes.wake(conversation);
}
