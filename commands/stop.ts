import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  SlashCommandBuilder,
} from 'discord.js';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { Stopped, UserError } from '../src/errors.ts';
import { defer } from './answers.ts';
import { requireAsker } from './may.ts';

export const stop: Command = {
  data: new SlashCommandBuilder()
    .setName('stop')
    .setDescription('Stop the answer that I am writing here')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .toJSON(),

  async run(interaction, bobbin) {
    await defer(interaction);
    await stopAnswer(interaction, interaction.channelId, bobbin);
    await interaction.editReply('Stopped.');
  },

  buttons: {
    async stop(interaction, conversation, bobbin) {
      await interaction.deferUpdate();
      await stopAnswer(interaction, conversation, bobbin);
    },
  },
};

async function stopAnswer(
  interaction: ChatInputCommandInteraction | ButtonInteraction,
  conversation: string,
  { store, lanes, answering }: Bobbin,
): Promise<void> {
  const record = await store.conversation(conversation);
  const question = answering.get(conversation) ?? record?.open?.question ?? null;
  if (question === null) throw new UserError('I am not writing an answer here right now.');
  await requireAsker(interaction, conversation, store, question);
  if (answering.has(conversation)) {
    lanes.cancel(conversation, new Stopped());
    lanes.wake(conversation, interaction.guildId ?? conversation, interaction.user.id); // what was said meanwhile
  } else await store.update(conversation, { stop: question }); // another process reads it
}
