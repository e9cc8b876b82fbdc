import { ApplicationCommandType } from 'discord.js';
import { earlierAnswers, openAgain } from '../src/conversation/redo.ts';
import type { Command } from '../src/discord/command.ts';
import { split } from '../src/discord/markdown/split.ts';
import { inMenu } from '../src/discord/localized.ts';
import { text } from '../src/language/language.ts';
import { answer, defer, sayTo, tellAll } from './common/answers.ts';
import { redo } from './common/redo.ts';

export const tryAgain: Command = {
  data: inMenu('command.tryAgain').setType(ApplicationCommandType.Message).toJSON(),

  asks: true,

  async runOn(interaction, bobbin) {
    await defer(interaction);
    await redo(interaction, interaction.targetId, openAgain, bobbin);
    await answer(interaction, text('redo.again'));
  },

  isBelowReplies: true,

  buttons: {
    async again(interaction, _, bobbin) {
      await interaction.deferUpdate();
      await redo(interaction, interaction.message.id, openAgain, bobbin);
    },

    async earlier(interaction, conversation, { store }) {
      await defer(interaction);
      const earlier = await earlierAnswers(store, conversation, interaction.message.id);
      const above = (at: number) => `-# ${sayTo(interaction, text('redo.earlier', { number: at + 1 }))}`;
      await tellAll(
        interaction,
        earlier.flatMap((said, at) => split(`${above(at)}\n${said}`)),
      );
    },
  },
};
