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
import { localized } from '../src/discord/localized.ts';
import { UserError } from '../src/errors.ts';
import { type Text, text } from '../src/language/language.ts';
import { type Example, EXAMPLE_CHARACTERS, EXAMPLES } from '../src/settings/examples.ts';
import { answer, defer, sayTo, tellAll } from './common/answers.ts';
import { isManager, requireManager, serverOf } from './common/manager.ts';

/** Characters of a choice's name. https://discord.com/developers/docs/interactions/application-commands */
const CHOICE_CHARACTERS = 100;

const data = localized(new SlashCommandBuilder(), 'examples', 'command.examples')
  .setContexts(InteractionContextType.Guild)
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .addSubcommand((sub) => localized(sub, 'add', 'command.examples.add'))
  .addSubcommand((sub) => localized(sub, 'list', 'command.examples.list'))
  .addSubcommand((sub) =>
    localized(sub, 'remove', 'command.examples.remove').addStringOption((option) =>
      localized(option, 'example', 'command.examples.remove.example').setRequired(true).setAutocomplete(true),
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
    if (subcommand === 'list')
      await tellAll(interaction, split(list(interaction, await bobbin.examples.of(guild))));
    else await answer(interaction, await remove(interaction, guild, bobbin));
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
      const [question = '', reply = ''] = ['question', 'answer'].map((field) =>
        interaction.fields.getTextInputValue(field).trim(),
      );
      if (question === '' || reply === '') throw new UserError(text('examples.needBoth'));
      await bobbin.examples.add(
        serverOf(interaction),
        { id: interaction.id, question, answer: reply },
        interaction.user.id,
      );
      await answer(interaction, text('examples.added'));
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
      .setTitle(sayTo(interaction, text('examples.title')))
      .addLabelComponents(
        new LabelBuilder()
          .setLabel(sayTo(interaction, text('examples.question')))
          .setTextInputComponent(input('question')),
        new LabelBuilder()
          .setLabel(sayTo(interaction, text('examples.answer')))
          .setTextInputComponent(input('answer')),
      ),
  );
}

function list(interaction: ChatInputCommandInteraction, all: readonly Example[]): string {
  if (all.length === 0) return sayTo(interaction, text('examples.none'));
  const lines = all.map((one, at) => `**${at + 1}.** ${one.question}\n${quote(one.answer)}`);
  const first = sayTo(interaction, text('examples.all', { count: all.length, most: EXAMPLES }));
  return [first, ...lines].join('\n\n');
}

function quote(words: string): string {
  return words.replace(/^/gm, '> ');
}

async function remove(
  { options, user }: ChatInputCommandInteraction,
  guild: string,
  bobbin: Bobbin,
): Promise<Text> {
  const wanted = options.getString('example', true);
  const all = await bobbin.examples.of(guild);
  // Whoever does not choose from what is offered sends what was typed.
  const example = all.find(({ id, question }) => id === wanted || question === wanted);
  if (example === undefined || !(await bobbin.examples.remove(guild, example.id, user.id)))
    throw new UserError(text('examples.unknown'));
  return text('examples.removed', { question: example.question });
}
