import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { exportConversation, FORMATS } from '../src/conversation/privacy/export.ts';
import type { Command } from '../src/discord/command.ts';
import { choice, localized } from '../src/discord/localized.ts';
import { UserError } from '../src/errors.ts';
import { text } from '../src/language/language.ts';
import { defer, sayTo } from './common/answers.ts';
import { requireReader, whenSettled } from './common/may.ts';

export const exportThread: Command = {
  data: localized(new SlashCommandBuilder(), 'export', 'command.export')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .addStringOption((option) =>
      localized(option, 'format', 'command.export.format').addChoices(
        FORMATS.map((format) => choice(text(`export.${format}`), format)),
      ),
    )
    .toJSON(),

  async run(interaction, bobbin) {
    await defer(interaction);
    await requireReader(interaction);
    await whenSettled(interaction.channelId, bobbin);
    const wanted = interaction.options.getString('format');
    const format = FORMATS.find((one) => one === wanted) ?? 'markdown';
    const exported = await exportConversation(bobbin.store, interaction.channelId, format);
    const { messages: entries, shortened } = exported;
    if (entries === 0) throw new UserError(text('export.nothing'));
    const sentence = text(shortened ? 'export.shortened' : 'export.done', { entries });
    const name = format === 'json' ? 'conversation.json' : 'conversation.md';
    const file = { name, attachment: Buffer.from(exported.text) };
    await interaction.editReply({ content: sayTo(interaction, sentence), files: [file] });
  },
};
