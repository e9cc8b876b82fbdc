import {
  ApplicationCommandType,
  type ButtonInteraction,
  ContextMenuCommandBuilder,
  type MessageContextMenuCommandInteraction,
} from 'discord.js';
import { earlierAnswers, openAgain } from '../src/conversation/redo.ts';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { split } from '../src/discord/markdown/split.ts';
import { defer } from './answers.ts';
import { requireAsker, requireSettled } from './may.ts';

export const tryAgain: Command = {
  data: new ContextMenuCommandBuilder().setName('Try again').setType(ApplicationCommandType.Message).toJSON(),

  async runOn(interaction, bobbin) {
    await defer(interaction);
    await again(interaction, interaction.channelId, interaction.targetId, bobbin);
    await interaction.editReply('I write the last answer anew. The earlier one stays reachable below it.');
  },

  buttons: {
    async again(interaction, conversation, bobbin) {
      await interaction.deferUpdate();
      await again(interaction, conversation, interaction.message.id, bobbin);
    },

    async earlier(interaction, conversation, { store }) {
      await defer(interaction);
      const earlier = await earlierAnswers(store, conversation, interaction.message.id);
      const pieces = earlier.flatMap((text, at) => split(`-# Answer ${at + 1}\n${text}`));
      const [first = '', ...rest] = pieces;
      await interaction.editReply(first);
      for (const content of rest) await interaction.followUp({ content, flags: 'Ephemeral' });
    },
  },
};

async function again(
  interaction: MessageContextMenuCommandInteraction | ButtonInteraction,
  conversation: string,
  message: string,
  bobbin: Bobbin,
): Promise<void> {
  await requireSettled(conversation, bobbin);
  await requireAsker(interaction, conversation, bobbin.store);
  await openAgain(bobbin.store, conversation, message, interaction.id);
  bobbin.lanes.wake(conversation);
}
