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
import { Forgotten, UserError } from '../src/errors.ts';
import { defer } from './answers.ts';

export const forget: Command = {
  data: new SlashCommandBuilder()
    .setName('forget')
    .setDescription('Make me forget this conversation')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .toJSON(),

  async run(interaction, { store }) {
    await defer(interaction);
    await mayForget(interaction, await store.conversation(interaction.channelId));
    const buttons = new ActionRowBuilder<ButtonBuilder>().addComponents(
      new ButtonBuilder()
        .setCustomId(customId('forget', 'yes', interaction.channelId))
        .setLabel('Forget it')
        .setStyle(ButtonStyle.Danger),
      new ButtonBuilder()
        .setCustomId(customId('forget', 'no', interaction.channelId))
        .setLabel('Keep it')
        .setStyle(ButtonStyle.Secondary),
    );
    await interaction.editReply({
      content:
        'Shall I forget everything that was said in this conversation? The messages stay on Discord, ' +
        'but I will no longer know them. This can’t be undone.',
      components: [buttons],
    });
  },

  buttons: {
    async yes(interaction, conversation, bobbin) {
      await interaction.deferUpdate();
      await mayForget(interaction, await bobbin.store.conversation(conversation));
      const entries = await forgetConversation(conversation, interaction.id, bobbin);
      const content = `Done. I forgot ${entries === 1 ? 'one message' : `${entries} messages`}.`;
      await interaction.editReply({ content, components: [] });
    },

    async no(interaction) {
      await interaction.deferUpdate();
      await interaction.editReply({ content: 'I keep it in mind.', components: [] });
    },
  },
};

/** In a DM the person; elsewhere who began the conversation, and who may delete messages there anyway. */
async function mayForget(
  interaction: ChatInputCommandInteraction | ButtonInteraction,
  conversation: Conversation | undefined,
): Promise<void> {
  if (conversation === undefined)
    throw new UserError('There is no conversation with me here, so nothing to forget.');
  const may =
    conversation.guild === null ||
    conversation.startedBy === interaction.user.id ||
    interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages) === true;
  if (!may)
    throw new UserError(
      'Only the one who began this conversation, or someone who may manage messages here, can do that.',
    );
}

/** Forgets what was said, and remembers that nothing before now is to be read again. Returns the number of entries. */
async function forgetConversation(id: string, through: string, { store, lanes }: Bobbin): Promise<number> {
  lanes.cancel(id, new Forgotten('the conversation is forgotten'));
  const entries = await store.forget(id, { answeredThrough: through, floor: null });
  const record = await store.conversation(id);
  lanes.wake(id, record?.guild ?? id); // a turn that was open has to take back what is seen of it
  return entries;
}
