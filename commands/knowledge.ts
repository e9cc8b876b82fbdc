import {
  type ChatInputCommandInteraction,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
  time,
} from 'discord.js';
import { PASSAGES, SOURCE_NAME } from '../src/conversation/knowledge/knowledge.ts';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { split } from '../src/discord/markdown/split.ts';
import { UserError } from '../src/errors.ts';
import type { Source } from '../src/store/knowledge.ts';
import { defer, tellAll } from './answers.ts';
import { readFile } from './knowledge/file.ts';
import { readTextModal, showTextModal } from './knowledge/text.ts';
import { isManager, requireManager, serverOf } from './manager.ts';

const data = new SlashCommandBuilder()
  .setName('knowledge')
  .setDescription('What I look things up in on this server')
  .setContexts(InteractionContextType.Guild)
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .addSubcommand((sub) =>
    sub
      .setName('add')
      .setDescription('Give me a file, or without one a text, to look things up in')
      .addAttachmentOption((option) => option.setName('file').setDescription('Text, Markdown or PDF'))
      .addStringOption((option) =>
        option
          .setName('name')
          .setDescription(
            'What it is called below my answers; the same name takes the place of what was there',
          )
          .setMaxLength(SOURCE_NAME),
      ),
  )
  .addSubcommand((sub) => sub.setName('list').setDescription('What you gave me to look things up in'))
  .addSubcommand((sub) =>
    sub
      .setName('remove')
      .setDescription('Make me forget one of these')
      .addStringOption((option) =>
        option.setName('source').setDescription('Its name').setRequired(true).setAutocomplete(true),
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
      await interaction.editReply(await add(guild, name, await readFile(file, bobbin), bobbin));
    } else if (subcommand === 'list') await tellAll(interaction, split(await list(guild, bobbin)));
    else await interaction.editReply(await remove(interaction, guild, bobbin));
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
      const { name, text } = readTextModal(interaction);
      await interaction.editReply(await add(serverOf(interaction), name, text, bobbin));
    },
  },
};

async function add(guild: string, name: string, text: string, bobbin: Bobbin): Promise<string> {
  const source = await bobbin.knowledge.add(guild, name, text, bobbin.stopping);
  return `Done. From the next message on I look things up in \`${source.name}\`, too (${passagesOf(source.passages)}).`;
}

async function list(guild: string, bobbin: Bobbin): Promise<string> {
  const sources = await bobbin.knowledge.list(guild);
  if (sources.length === 0) return 'There is nothing yet. Give me something with `/knowledge add`.';
  const all = sources.reduce((sum, { passages }) => sum + passages, 0);
  return [
    `I look things up in these (${passagesOf(all)} of ${PASSAGES.toLocaleString('en')}):`,
    ...sources.map(line),
  ].join('\n');
}

function line({ name, passages, time: added }: Source): string {
  return `- \`${name}\`: ${passagesOf(passages)}, added ${time(new Date(added), 'R')}`;
}

async function remove(
  { options }: ChatInputCommandInteraction,
  guild: string,
  bobbin: Bobbin,
): Promise<string> {
  const wanted = options.getString('source', true);
  const sources = await bobbin.knowledge.list(guild);
  // Whoever does not choose from what is offered sends what was typed.
  const source = sources.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase());
  if (source === undefined || !(await bobbin.knowledge.remove(guild, source.id)))
    throw new UserError('There is no such source. See `/knowledge list` for those there are.');
  return `Done. I no longer know what stood in \`${source.name}\`.`;
}

function passagesOf(count: number): string {
  return count === 1 ? 'one passage' : `${count.toLocaleString('en')} passages`;
}
