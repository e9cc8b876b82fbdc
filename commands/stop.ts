import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  SlashCommandBuilder,
} from 'discord.js';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { localized } from '../src/discord/localized.ts';
import { Stopped, UserError } from '../src/errors.ts';
import { text } from '../src/language/language.ts';
import { answer, defer } from './common/answers.ts';
import { decide } from './stop/decide.ts';
import { requireAsker } from './common/may.ts';

export const stop: Command = {
  data: localized(new SlashCommandBuilder(), 'stop', 'command.stop')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .toJSON(),

  async run(interaction, bobbin) {
    await defer(interaction);
    await stopAnswer(interaction, interaction.channelId, bobbin);
    await answer(interaction, text('ending.stopped'));
  },

  isBelowReplies: true,

  buttons: {
    async stop(interaction, conversation, bobbin) {
      await interaction.deferUpdate();
      await stopAnswer(interaction, conversation, bobbin);
    },

    allow: (interaction, question, bobbin) => decide(interaction, question, true, bobbin),
    deny: (interaction, question, bobbin) => decide(interaction, question, false, bobbin),
  },
};

async function stopAnswer(
  interaction: ChatInputCommandInteraction | ButtonInteraction,
  conversation: string,
  { store, lanes, answering }: Bobbin,
): Promise<void> {
  const record = await store.conversation(conversation);
  const question = answering.get(conversation) ?? record?.open?.question ?? null;
  if (question === null) throw new UserError(text('stop.nothing'));
  await requireAsker(interaction, conversation, store, question);
  if (answering.has(conversation)) {
    lanes.cancel(conversation, new Stopped());
    lanes.wake(conversation, interaction.guildId ?? conversation, interaction.user.id); // what was said meanwhile
  } else await store.update(conversation, { stop: question }); // another process reads it
}
