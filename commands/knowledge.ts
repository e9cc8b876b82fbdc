import {
  type ChatInputCommandInteraction,
  InteractionContextType,
  PermissionFlagsBits,
  type RepliableInteraction,
  SlashCommandBuilder,
  time,
} from 'discord.js';
import { PASSAGES, SOURCE_NAME } from '../src/conversation/knowledge/knowledge.ts';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { split } from '../src/discord/markdown/split.ts';
import { localized } from '../src/discord/localized.ts';
import { UserError } from '../src/errors.ts';
import { type Text, text } from '../src/language/language.ts';
import { ofServer } from '../src/settings/settings.ts';
import type { Source } from '../src/store/knowledge.ts';
import { answer, defer, sayTo, tellAll } from './common/answers.ts';
import { readFile } from './knowledge/file.ts';
import { readTextModal, showTextModal } from './knowledge/text.ts';
import { isManager, requireManager, serverOf } from './common/manager.ts';

const data = localized(new SlashCommandBuilder(), 'knowledge', 'command.knowledge')
  .setContexts(InteractionContextType.Guild)
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .addSubcommand((sub) =>
    localized(sub, 'add', 'command.knowledge.add')
      .addAttachmentOption((option) => localized(option, 'file', 'command.knowledge.add.file'))
      .addStringOption((option) =>
        localized(option, 'name', 'command.knowledge.add.name').setMaxLength(SOURCE_NAME),
      ),
  )
  .addSubcommand((sub) => localized(sub, 'list', 'command.knowledge.list'))
  .addSubcommand((sub) =>
    localized(sub, 'remove', 'command.knowledge.remove').addStringOption((option) =>
      localized(option, 'source', 'command.knowledge.remove.source').setRequired(true).setAutocomplete(true),
    ),
  )
  .toJSON();

export const knowledge: Command = {
  data,

  async run(interaction, bobbin) {
    await requireManager(interaction, bobbin);
    const guild = serverOf(interaction);
    const subcommand = interaction.options.getSubcommand();
    const file = subcommand === 'add' ? interaction.options.getAttachment('file') : null;
    if (subcommand === 'add' && file === null) return showTextModal(interaction, guild);
    await defer(interaction);
    if (file !== null) {
      const name = interaction.options.getString('name') ?? file.name;
      await answer(interaction, await add(interaction, name, await readFile(file, bobbin), bobbin));
    } else if (subcommand === 'list')
      await tellAll(interaction, split(await list(interaction, guild, bobbin)));
    else await answer(interaction, await remove(interaction, guild, bobbin));
  },

  async autocomplete(interaction, bobbin) {
    if (!(await isManager(interaction, bobbin))) return [];
    const typed = interaction.options.getFocused().toLowerCase();
    const sources = await bobbin.knowledge.list(serverOf(interaction));
    const fitting = sources.filter(({ name }) => name.toLowerCase().includes(typed));
    return fitting.map(({ id, name }) => ({ name, value: id }));
  },

  modals: {
    async text(interaction, _, bobbin) {
      await defer(interaction);
      await requireManager(interaction, bobbin);
      const { name, content } = readTextModal(interaction);
      await answer(interaction, await add(interaction, name, content, bobbin));
    },
  },
};

async function add(
  interaction: RepliableInteraction,
  name: string,
  content: string,
  { knowledge: known, settings, spending, stopping }: Bobbin,
): Promise<Text> {
  const guild = serverOf(interaction);
  const { settings: now } = await settings.of(ofServer(guild));
  const spend = spending.by({ guild, person: interaction.user.id }, now);
  const source = await known.add(guild, name, content, stopping, spend);
  return text('knowledge.added', { name: source.name, passages: source.passages });
}

async function list(
  interaction: ChatInputCommandInteraction,
  guild: string,
  bobbin: Bobbin,
): Promise<string> {
  const sources = await bobbin.knowledge.list(guild);
  const passages = sources.reduce((sum, one) => sum + one.passages, 0);
  const first =
    sources.length === 0 ? text('knowledge.none') : text('knowledge.all', { passages, most: PASSAGES });
  return [first, ...sources.map(line)].map((one) => sayTo(interaction, one)).join('\n');
}

function line({ name, passages, time: added }: Source): Text {
  return text('knowledge.line', { name, passages, added: time(new Date(added), 'R') });
}

async function remove(
  { options }: ChatInputCommandInteraction,
  guild: string,
  bobbin: Bobbin,
): Promise<Text> {
  const wanted = options.getString('source', true);
  const sources = await bobbin.knowledge.list(guild);
  // Whoever does not choose from what is offered sends what was typed.
  const source = sources.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase());
  if (source === undefined || !(await bobbin.knowledge.remove(guild, source.id)))
    throw new UserError(text('knowledge.unknown'));
  return text('knowledge.removed', { name: source.name });
}
