import {
  type ChatInputCommandInteraction,
  InteractionContextType,
  LabelBuilder,
  ModalBuilder,
  PermissionFlagsBits,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { type Bobbin, type Command, customId } from '../src/discord/command.ts';
import { split } from '../src/discord/markdown/split.ts';
import { UserError } from '../src/errors.ts';
import { type Example, EXAMPLE_CHARACTERS, EXAMPLES } from '../src/settings/examples.ts';
import { defer, tellAll } from './answers.ts';
import { isManager, requireManager, serverOf } from './manager.ts';

/** Characters of a choice's name. https://discord.com/developers/docs/interactions/application-commands */
const CHOICE_CHARACTERS = 100;

const data = new SlashCommandBuilder()
  .setName('examples')
  .setDescription('Examples of how I shall answer on this server')
  .setContexts(InteractionContextType.Guild)
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .addSubcommand((sub) => sub.setName('add').setDescription('Show me how a question is to be answered'))
  .addSubcommand((sub) => sub.setName('list').setDescription('The examples that I follow'))
  .addSubcommand((sub) =>
    sub
      .setName('remove')
      .setDescription('Take one of the examples back')
      .addStringOption((option) =>
        option.setName('example').setDescription('Its question').setRequired(true).setAutocomplete(true),
      ),
  )
  .toJSON();

export const examples: Command = {
  data,

  async run(interaction, bobbin) {
    await requireManager(interaction, bobbin);
    const guild = serverOf(interaction);
    const subcommand = interaction.options.getSubcommand();
    if (subcommand === 'add') return showModal(interaction, guild);
    await defer(interaction);
    if (subcommand === 'list') await tellAll(interaction, split(list(await bobbin.examples.of(guild))));
    else await interaction.editReply(await remove(interaction, guild, bobbin));
  },

  async autocomplete(interaction, bobbin) {
    if (!(await isManager(interaction, bobbin))) return [];
    const typed = interaction.options.getFocused().toLowerCase();
    const fitting = (await bobbin.examples.of(interaction.guildId)).filter(({ question }) =>
      question.toLowerCase().includes(typed),
    );
    return fitting.map(({ id, question }) => ({
      name: question.slice(0, CHOICE_CHARACTERS).toWellFormed(),
      value: id,
    }));
  },

  modals: {
    async add(interaction, _, bobbin) {
      await defer(interaction);
      await requireManager(interaction, bobbin);
      const [question = '', answer = ''] = ['question', 'answer'].map((field) =>
        interaction.fields.getTextInputValue(field).trim(),
      );
      if (question === '' || answer === '')
        throw new UserError('An example needs a question and an answer. Please write both.');
      await bobbin.examples.add(
        serverOf(interaction),
        { id: interaction.id, question, answer },
        interaction.user.id,
      );
      await interaction.editReply('Done. I follow this example from the next message on.');
    },
  },
};

async function showModal(interaction: ChatInputCommandInteraction, guild: string): Promise<void> {
  const input = (field: keyof typeof EXAMPLE_CHARACTERS) =>
    new TextInputBuilder()
      .setCustomId(field)
      .setStyle(TextInputStyle.Paragraph)
      .setMaxLength(EXAMPLE_CHARACTERS[field]);
  await interaction.showModal(
    new ModalBuilder()
      .setCustomId(customId('examples', 'add', guild))
      .setTitle('An example')
      .addLabelComponents(
        new LabelBuilder().setLabel('What might somebody ask?').setTextInputComponent(input('question')),
        new LabelBuilder().setLabel('How shall I answer?').setTextInputComponent(input('answer')),
      ),
  );
}

function list(all: readonly Example[]): string {
  if (all.length === 0) return 'There are no examples yet. Give me one with `/examples add`.';
  const lines = all.map(({ question, answer }, at) => `**${at + 1}.** ${question}\n${quote(answer)}`);
  return [`I follow these examples (${all.length} of ${EXAMPLES}):`, ...lines].join('\n\n');
}

function quote(text: string): string {
  return text.replace(/^/gm, '> ');
}

async function remove(
  { options, user }: ChatInputCommandInteraction,
  guild: string,
  bobbin: Bobbin,
): Promise<string> {
  const wanted = options.getString('example', true);
  const all = await bobbin.examples.of(guild);
  // Whoever does not choose from what is offered sends what was typed.
  const example = all.find(({ id, question }) => id === wanted || question === wanted);
  if (example === undefined || !(await bobbin.examples.remove(guild, example.id, user.id)))
    throw new UserError('There is no such example. See `/examples list` for those there are.');
  return `Done. I no longer follow the example “${example.question}”.`;
}
