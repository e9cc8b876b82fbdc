import {
  type APIComponentInContainer,
  ButtonStyle,
  type ChatInputCommandInteraction,
  ComponentType,
  time as timestamp,
} from 'discord.js';
import type { Bobbin, Command } from '../../src/discord/command.ts';
import { type Key, say, type Text, text } from '../../src/language/language.ts';
import { EXAMPLES_SCOPE } from '../../src/settings/examples.ts';
import { changeOf, goBack } from '../../src/settings/history.ts';
import { readSaved } from '../../src/settings/save.ts';
import type { Change, HistoryStore } from '../../src/store/history.ts';
import { requireMayChange } from './change.ts';
import { difference } from './difference.ts';
import { button, type Page, page, row, words } from '../common/layout.ts';
import { begin } from './open.ts';
import type { Scope } from './scope.ts';
import { idOn, type View } from './view.ts';

/** Changes on one page: each is five components of 40, and all share the 4,000 characters that a message holds. */
const CHANGES_SHOWN = 6;

/** Characters of what changed, on a list and alone. */
const DIFFERENCE_SHOWN = 480;
const DIFFERENCES_SHOWN = 3_000;

/** /settings history */
export async function openHistory(
  interaction: ChatInputCommandInteraction,
  scope: Scope,
  bobbin: Bobbin,
): Promise<void> {
  const view: View = { channel: interaction.channelId, scope, page: 'overview' };
  await interaction.editReply(await historyOf(view, 0, bobbin));
}

/** The changes of a server, the newest first, each with a button to go back to what was before it. */
export async function historyOf(
  view: View,
  at: number,
  { store }: { store: { history: Pick<HistoryStore, 'of'> } },
): Promise<Page> {
  const { scope } = view;
  const said = (key: Key) => say(scope.locale, text(key));
  const changes = await store.history.of(scope.guild, at + CHANGES_SHOWN + 1);
  const shown = changes.slice(at, at + CHANGES_SHOWN);
  const turn = (to: number, key: Key) => button(idOn(view, 'history', to), said(key), ButtonStyle.Secondary);
  return page([
    [
      words(said(changes.length === 0 ? 'history.none' : 'history.title')),
      ...shown.flatMap((change) => entry(view, change)),
      { type: ComponentType.Separator },
      row(
        button(idOn(view, 'show'), said('history.toPanel'), ButtonStyle.Primary),
        ...(at > 0 ? [turn(at - CHANGES_SHOWN, 'history.newer')] : []),
        ...(at + CHANGES_SHOWN < changes.length ? [turn(at + CHANGES_SHOWN, 'history.older')] : []),
      ),
    ],
  ]);
}

function entry(
  view: View,
  { scope, version, person, time, before, after }: Change,
): APIComponentInContainer[] {
  const { locale, guild } = view.scope;
  const where = scopeWords(scope, guild);
  const who = person === null ? text('history.somebody') : `<@${person}>`;
  const when = timestamp(new Date(time), 'R');
  const what =
    difference(locale, scope, before, after, DIFFERENCE_SHOWN) || say(locale, text('history.nothing'));
  return [
    { type: ComponentType.Separator },
    {
      type: ComponentType.Section,
      components: [words(say(locale, text('history.entry', { who, when, where })))],
      accessory: button(
        idOn(view, 'undo', scope, version),
        say(locale, text('history.undo')),
        ButtonStyle.Secondary,
      ),
    },
    words(what),
  ];
}

/** Asks before more than one change is taken back. */
function askBack(view: View, { scope, version, before }: Change, now: Record<string, unknown>): Page {
  const { locale, guild } = view.scope;
  const said = (key: Key) => say(locale, text(key));
  const where = scopeWords(scope, guild);
  const what = difference(locale, scope, now, before, DIFFERENCES_SHOWN) || said('history.nothing');
  return page([
    [
      words(say(locale, text('history.back', { where }))),
      words(what),
      { type: ComponentType.Separator },
      row(
        button(idOn(view, 'undo', scope, version, 'yes'), said('history.yes'), ButtonStyle.Success),
        button(idOn(view, 'history', 0), said('history.no'), ButtonStyle.Secondary),
      ),
    ],
  ]);
}

/** What a scope of a server is called. */
export function scopeWords(scope: string, guild: string): Text | string {
  if (scope === guild) return text('settings.thisServer');
  return scope === EXAMPLES_SCOPE ? text('history.examples') : `<#${scope}>`;
}

export const historyButtons: NonNullable<Command['buttons']> = {
  async history(interaction, argument, bobbin) {
    const { view, rest } = await begin(interaction, argument, bobbin);
    await interaction.editReply(await historyOf(view, Number(rest[0]) || 0, bobbin));
  },

  async undo(interaction, argument, bobbin) {
    const { view, rest } = await begin(interaction, argument, bobbin);
    const [scope = '', version = '', isSure] = rest;
    const { store } = bobbin;
    const change = await changeOf(store, view.scope.guild, { scope, version: Number(version) });
    const { values: now, version: newest } = await readSaved(store, view.scope.guild, scope);
    requireMayChange(view.scope, now, change.before);
    if (newest > change.version && isSure === undefined) {
      await interaction.editReply(askBack(view, change, now));
      return;
    }
    const by = { person: view.scope.by, time: interaction.createdTimestamp };
    await goBack(store, view.scope.guild, change, by, (before, after) =>
      requireMayChange(view.scope, before, after),
    );
    await interaction.editReply(await historyOf(view, 0, bobbin));
  },
};
