import {
  type ButtonInteraction,
  ButtonStyle,
  type ChatInputCommandInteraction,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
} from 'discord.js';
import { type Conversation, timeOf } from '../src/conversation/entry.ts';
import { personOf } from '../src/discord/access.ts';
import { type Bobbin, type Command, customId } from '../src/discord/command.ts';
import { choice, localized } from '../src/discord/localized.ts';
import { Forgotten, UserError } from '../src/errors.ts';
import { text } from '../src/language/language.ts';
import { answer, defer, sayTo } from './common/answers.ts';
import { button, row } from './common/layout.ts';
import { serverOf } from './common/manager.ts';

export const forget: Command = {
  data: localized(new SlashCommandBuilder(), 'forget', 'command.forget')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .addStringOption((option) =>
      localized(option, 'what', 'command.forget.what').addChoices(
        choice(text('forget.conversation'), 'conversation'),
        choice(text('forget.server'), 'server'),
      ),
    )
    .toJSON(),

  async run(interaction, { store }) {
    await defer(interaction);
    const isServer = interaction.options.getString('what') === 'server';
    if (isServer) requireAdmin(interaction);
    else await mayForget(interaction, await store.conversation(interaction.channelId));
    const id = (action: string) => customId('forget', action, interaction.channelId);
    const yes = text(isServer ? 'forget.server.yes' : 'forget.yes');
    const buttons = row(
      button(id(isServer ? 'server' : 'yes'), sayTo(interaction, yes), ButtonStyle.Danger),
      button(id('no'), sayTo(interaction, text('forget.no')), ButtonStyle.Secondary),
    );
    const content = sayTo(interaction, text(isServer ? 'forget.server.sure' : 'forget.sure'));
    await interaction.editReply({ content, components: [buttons] });
  },

  buttons: {
    async yes(interaction, conversation, bobbin) {
      await interaction.deferUpdate();
      await mayForget(interaction, await bobbin.store.conversation(conversation));
      const entries = await forgetConversation(conversation, interaction.id, bobbin);
      await answer(interaction, text('forget.done', { entries }));
    },

    async server(interaction, _, bobbin) {
      await interaction.deferUpdate();
      const guild = requireAdmin(interaction);
      await answer(interaction, text('forget.server.working'));
      const { messages, conversations } = await bobbin.forgetting.server(guild, timeOf(interaction.id));
      await answer(interaction, text('forget.server.done', { messages, conversations }));
    },

    async no(interaction) {
      await interaction.deferUpdate();
      await answer(interaction, text('forget.kept'));
    },
  },
};

/** Returns the server, all of which this person may have forgotten. */
function requireAdmin(interaction: ChatInputCommandInteraction | ButtonInteraction): string {
  const guild = serverOf(interaction);
  if (!personOf(interaction).managesServer) throw new UserError(text('forget.onlyAdmin'));
  return guild;
}

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
  const entries = await store.forget(id, { answeredThrough: through, floor: null, refused: [], title: null });
  const record = await store.conversation(id);
  lanes.wake(id, record?.guild ?? id); // a turn that was open has to take back what is seen of it
  return entries;
}
