import {
  ActionRowBuilder,
  ButtonBuilder,
  type ButtonInteraction,
  ButtonStyle,
  type ChatInputCommandInteraction,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
} from 'discord.js';
import type { Conversation } from '../src/conversation/entry.ts';
import { type Bobbin, type Command, customId } from '../src/discord/command.ts';
import { localized } from '../src/discord/localized.ts';
import { Forgotten, UserError } from '../src/errors.ts';
import { text } from '../src/language/language.ts';
import { answer, defer, sayTo } from './answers.ts';

export const forget: Command = {
  data: localized(new SlashCommandBuilder(), 'forget', 'command.forget')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .toJSON(),

  async run(interaction, { store }) {
    await defer(interaction);
    await mayForget(interaction, await store.conversation(interaction.channelId));
    const buttons = new ActionRowBuilder<ButtonBuilder>().addComponents(
      new ButtonBuilder()
        .setCustomId(customId('forget', 'yes', interaction.channelId))
        .setLabel(sayTo(interaction, text('forget.yes')))
        .setStyle(ButtonStyle.Danger),
      new ButtonBuilder()
        .setCustomId(customId('forget', 'no', interaction.channelId))
        .setLabel(sayTo(interaction, text('forget.no')))
        .setStyle(ButtonStyle.Secondary),
    );
    const content = sayTo(interaction, text('forget.sure'));
    await interaction.editReply({ content, components: [buttons] });
  },

  buttons: {
    async yes(interaction, conversation, bobbin) {
      await interaction.deferUpdate();
      await mayForget(interaction, await bobbin.store.conversation(conversation));
      const entries = await forgetConversation(conversation, interaction.id, bobbin);
      await answer(interaction, text('forget.done', { entries }));
    },

    async no(interaction) {
      await interaction.deferUpdate();
      await answer(interaction, text('forget.kept'));
    },
  },
};

/** In a DM the person; elsewhere who began the conversation, and who may delete messages there anyway. */
async function mayForget(
  interaction: ChatInputCommandInteraction | ButtonInteraction,
  conversation: Conversation | undefined,
): Promise<void> {
  if (conversation === undefined) throw new UserError(text('forget.nothing'));
  const may =
    conversation.guild === null ||
    conversation.startedBy === interaction.user.id ||
    interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages) === true;
  if (!may) throw new UserError(text('forget.onlyStarter'));
}

/** Forgets what was said, and remembers that nothing before now is to be read again. Returns the number of entries. */
async function forgetConversation(id: string, through: string, { store, lanes }: Bobbin): Promise<number> {
  lanes.cancel(id, new Forgotten('the conversation is forgotten'));
  const entries = await store.forget(id, { answeredThrough: through, floor: null });
  const record = await store.conversation(id);
  lanes.wake(id, record?.guild ?? id); // a turn that was open has to take back what is seen of it
  return entries;
}
