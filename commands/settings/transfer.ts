import { ButtonStyle, type ChatInputCommandInteraction, ComponentType, type Guild } from 'discord.js';
import type { Bobbin, Command } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { say, text } from '../../src/language/language.ts';
import type { There } from '../../src/settings/there.ts';
import { readChoices } from '../../src/settings/schema.ts';
import { ofServer } from '../../src/settings/settings.ts';
import {
  exportAll,
  FILE_BYTES,
  importAll,
  planImport,
  type Planned,
  readFile,
  type SettingsFile,
} from '../../src/settings/transfer.ts';
import { attached, readAttached } from './attached.ts';
import { requireMayChange, requireModerator, requireKnownPrices } from './change.ts';
import { difference, within } from './difference.ts';
import { scopeWords } from './history.ts';
import { button, type Page, page, row, words } from '../common/layout.ts';
import { begin, showView } from './open.ts';
import { isOn, type Scope } from './scope.ts';
import { idOn, type View } from './view.ts';

const FILE_NAME = 'bobbin-settings.json';

/** Characters of all differences, and of those of one scope; a message holds 4,000. */
const DIFFERENCES_SHOWN = 3_000;
const DIFFERENCE_SHOWN = 900;

/** /settings export: all that the server chose, as a file. */
export async function sendExport(
  interaction: ChatInputCommandInteraction,
  scope: Scope,
  { store }: Bobbin,
): Promise<void> {
  const channels = interaction.guild?.channels.cache;
  const all = await exportAll(store, scope.guild, (id) => channels?.get(id)?.name ?? '');
  const json = `${JSON.stringify(all, undefined, 2)}\n`;
  await interaction.editReply({
    content: say(scope.locale, text('settings.exported')),
    files: [{ attachment: Buffer.from(json), name: FILE_NAME }],
  });
}

/** /settings import: shows what a file would change, and asks. */
export async function askImport(
  interaction: ChatInputCommandInteraction,
  scope: Scope,
  bobbin: Bobbin,
): Promise<void> {
  const { url, size } = interaction.options.getAttachment('file', true);
  if (size > FILE_BYTES) throw new UserError(text('import.tooLarge'));
  const bytes = await bobbin.fetchFile(url, FILE_BYTES, bobbin.stopping);
  const file = readHere(bytes.toString('utf8'), scope, bobbin);
  const plan = await planImport(bobbin.store, scope.guild, file, thereIn(interaction.guild));
  await requireMayImport(scope, plan.changes, bobbin);
  const view: View = { channel: interaction.channelId, scope, page: 'overview' };
  await interaction.editReply(askOf(view, file, plan));
}

/** Reads a file. Throws a UserError for what is wrong in it, and for what can't be had here. */
function readHere(json: string, { locale }: Scope, bobbin: Bobbin): SettingsFile {
  const file = readFile(json, bobbin.models, locale);
  requireModerator(file.server, bobbin);
  return file;
}

async function requireMayImport(scope: Scope, changes: readonly Planned[], bobbin: Bobbin): Promise<void> {
  for (const { before, after } of changes) requireMayChange(scope, before, after);
  const { settings: now } = await bobbin.settings.of(ofServer(scope.guild));
  const server = changes.find((one) => one.scope === scope.guild)?.after;
  const models = changes.flatMap(({ after }) => readChoices(after).model ?? []);
  requireKnownPrices(server === undefined ? now : readChoices(server), models, bobbin);
}

function askOf(
  view: View,
  file: SettingsFile,
  { changes, leftOut }: Awaited<ReturnType<typeof planImport>>,
): Page {
  const { locale } = view.scope;
  const left = [
    ...(leftOut.channels.length > 0
      ? [text('import.leftOut', { channels: leftOut.channels.join(', ') })]
      : []),
    ...(leftOut.ids > 0 ? [text('import.leftOutIds', { count: leftOut.ids })] : []),
  ].map((one) => say(locale, one));
  if (changes.length === 0) return page([[words([say(locale, text('import.nothing')), ...left].join('\n'))]]);
  const { component, file: json } = attached(FILE_NAME, JSON.stringify(file));
  const shown = [say(locale, text('import.title')), ...left, ...changes.map((one) => changeWords(view, one))];
  return page(
    [
      [
        words(within(locale, shown, DIFFERENCES_SHOWN)),
        component,
        { type: ComponentType.Separator },
        row(
          button(idOn(view, 'import'), say(locale, text('draft.save')), ButtonStyle.Success),
          button(idOn(view, 'show'), say(locale, text('draft.discard')), ButtonStyle.Secondary),
        ),
      ],
    ],
    [json],
  );
}

function changeWords({ scope: { guild, locale } }: View, { scope, before, after }: Planned): string {
  const where = say(locale, scopeWords(scope, guild));
  return `### ${where}\n${difference(locale, scope, before, after, DIFFERENCE_SHOWN)}`;
}

export const transferButtons: NonNullable<Command['buttons']> = {
  async import(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    const { store } = bobbin;
    const { guild, by: person } = view.scope;
    const file = readHere(await readAttached(interaction.message, FILE_BYTES, bobbin), view.scope, bobbin);
    const { changes } = await planImport(store, guild, file, thereIn(interaction.guild));
    await requireMayImport(view.scope, changes, bobbin);
    await importAll(store, guild, changes, { person, time: interaction.createdTimestamp });
    await showView(interaction, view, bobbin);
  },
};

/** What there is on a server. A channel is found by its id, else by its name where just one has it. */
function thereIn(guild: Guild | null): There {
  const all = [...(guild?.channels.cache.values() ?? [])];
  return {
    channelOf({ id, name }) {
      if (all.some((one) => one.id === id)) return id;
      const [named, ...more] = all.filter((one) => one.name === name);
      return more.length === 0 ? named?.id : undefined;
    },
    isThere: isOn(guild),
  };
}
