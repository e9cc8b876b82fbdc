import {
  type APIComponentInContainer,
  ButtonStyle,
  ComponentType,
  SelectMenuDefaultValueType,
} from 'discord.js';
import type { Bobbin } from '../../src/discord/command.ts';
import { type Key, type Locale, say, text } from '../../src/language/language.ts';
import { PRESETS } from '../../src/settings/presets.ts';
import { originOf, type Resolved } from '../../src/settings/resolve.ts';
import { BUDGETS, type Choices, SERVER_ONLY, type SettingName } from '../../src/settings/schema.ts';
import { CHANNELS } from '../common/channels.ts';
import { controlOf, isTyped, type Offered } from './controls.ts';
import { GROUP_WORDS, GROUPS, labelOf } from './fields.ts';
import { button, type Page, page, row, select, words } from '../common/layout.ts';
import { budgetHint, hintsOf, summaryOf } from './hints.ts';
import type { Scope } from './scope.ts';
import { idOn, PAGES, settingsOn, type View } from './view.ts';
import { isNothing, lineOf, originWords } from './words.ts';

/** What the panel shows, read anew each time: somebody else may have changed it. */
export interface ShownSettings extends Resolved {
  /** What this scope itself chose. */
  chosen: Choices;
}

/** Characters of a value: on the overview all settings share the 4,000 that a message holds. */
const VALUE_SHOWN = { overview: 80, page: 1_200 } as const;

/** Fields that a modal holds. https://docs.discord.com/developers/components/reference */
const TYPED_AT_ONCE = 5;

/** Characters of a button's label that a narrow screen shows in one line or two; Discord takes 80. */
const BUTTON_CHARACTERS = 60;

export async function readShown(
  scope: Scope,
  { settings }: Pick<Bobbin, 'settings'>,
): Promise<ShownSettings> {
  const [resolved, chosen] = await Promise.all([
    settings.of(scope.place),
    settings.chosen(scope.guild, scope.id),
  ]);
  return { ...resolved, chosen };
}

/** The panel: everything at a glance, or one group of settings with what changes them. */
export function panelOf(view: View, shown: ShownSettings, offered: Offered): Page {
  const body = view.page === 'overview' ? overview(view, shown, offered) : settingsOf(view, shown, offered);
  return page([[...head(view), ...body, ...foot(view, shown)]]);
}

function head(view: View): APIComponentInContainer[] {
  const { scope } = view;
  const said = (key: Key) => say(scope.locale, text(key));
  const pages = PAGES.map((name) => ({
    label: said(name === 'overview' ? 'panel.overview' : GROUP_WORDS[name]),
    value: name,
    default: name === view.page,
  }));
  return [
    words(say(scope.locale, text('panel.title', { scope: scope.name }))),
    row({
      type: ComponentType.ChannelSelect,
      custom_id: idOn(view, 'scope'),
      placeholder: said('panel.wholeServer'),
      channel_types: [...CHANNELS],
      min_values: 0,
      max_values: 1,
      ...(scope.id !== scope.guild && {
        default_values: [{ id: scope.id, type: SelectMenuDefaultValueType.Channel }],
      }),
    }),
    ...(scope.id === scope.guild
      ? []
      : [row(button(idOn(view, 'server'), said('panel.server'), ButtonStyle.Secondary))]),
    row(select(idOn(view, 'page'), pages)),
    { type: ComponentType.Separator },
  ];
}

function overview({ scope }: View, shown: ShownSettings, offered: Offered): APIComponentInContainer[] {
  const parts = GROUPS.map((name) => {
    const lines = [
      ...summaryOf(name, shown, offered).map((line) => say(scope.locale, line)),
      ...settingsOn(name).flatMap((one) => linesOf(scope, shown, one, 'overview')),
    ];
    return lines.length === 0 ? [] : [`### ${say(scope.locale, text(GROUP_WORDS[name]))}`, ...lines];
  });
  return [words(parts.flat().join('\n'))];
}

/** Each setting of a group, with the select that changes it below; what is typed has buttons behind all of them. */
function settingsOf(view: View, shown: ShownSettings, offered: Offered): APIComponentInContainer[] {
  const { scope } = view;
  const names = settingsOn(view.page);
  const told =
    view.page === 'cost'
      ? [...summaryOf('cost', shown, offered), ...budgetHint(BUDGETS, shown, offered)]
      : [];
  const buttons = typedOn(view).map((some, at) => {
    const label = editLabel(scope.locale, some);
    return button(idOn(view, 'edit', at), label, ButtonStyle.Secondary);
  });
  if (view.page === 'persona')
    buttons.push(button(idOn(view, 'prompt'), say(scope.locale, text('panel.prompt')), ButtonStyle.Primary));
  if (view.page === 'cost' && scope.id === scope.guild)
    buttons.push(button(idOn(view, 'role'), say(scope.locale, text('panel.role')), ButtonStyle.Secondary));
  return [
    ...(told.length > 0 ? [words(told.map((line) => say(scope.locale, line)).join('\n'))] : []),
    ...names.flatMap((name) => {
      const lines = linesOf(scope, shown, name, 'page');
      const control = isServers(scope, name)
        ? undefined
        : controlOf(view, name, shown.settings[name], offered);
      return [
        ...(lines.length > 0 ? [words(lines.join('\n'))] : []),
        ...(control ? [row(control)] : []),
        ...(isServers(scope, name) ? [] : hintsOf(name, shown, offered)).map((hint) =>
          words(say(scope.locale, hint)),
        ),
      ];
    }),
    ...(buttons.length > 0 ? [row(...buttons)] : []),
    ...(view.page === 'persona' ? [presetsOf(view)] : []),
  ];
}

function presetsOf(view: View): APIComponentInContainer {
  const said = (key: Key) => say(view.scope.locale, text(key));
  const options = PRESETS.map(({ id, name, about }) => ({
    label: said(name),
    description: said(about),
    value: id,
  }));
  return row(select(idOn(view, 'preset'), options, { placeholder: said('panel.preset') }));
}

function editLabel(locale: Locale, names: readonly SettingName[]): string {
  const labels = names.map((name) => say(locale, labelOf(name))).join(', ');
  const label = say(locale, text('panel.edit', { labels }));
  return label.length <= BUTTON_CHARACTERS ? label : say(locale, text('panel.editThese'));
}

/** The settings of a page that are typed, as many together as a modal holds. */
export function typedOn({ scope, page: name }: View): SettingName[][] {
  const typed = settingsOn(name).filter((one) => isTyped(one) && !isServers(scope, one));
  const modals = Math.ceil(typed.length / TYPED_AT_ONCE);
  return Array.from({ length: modals }, (_, at) => typed.slice(at * TYPED_AT_ONCE, (at + 1) * TYPED_AT_ONCE));
}

function foot(view: View, { chosen }: ShownSettings): APIComponentInContainer[] {
  const said = (key: Key) => say(view.scope.locale, text(key));
  const options = settingsOn(view.page)
    .filter((name) => chosen[name] !== undefined)
    .map((name) => ({ label: say(view.scope.locale, labelOf(name)), value: name }));
  const back = select(idOn(view, 'back'), options, { placeholder: said('panel.takeBack') });
  const history = button(idOn(view, 'history', 0), said('panel.history'), ButtonStyle.Secondary);
  return [...(options.length > 0 ? [row(back)] : []), ...(view.page === 'overview' ? [row(history)] : [])];
}

/** A setting, and below where it comes from; on the overview only where somebody chose it. */
function linesOf(
  scope: Scope,
  { settings, origins }: ShownSettings,
  name: SettingName,
  where: keyof typeof VALUE_SHOWN,
): string[] {
  const value = settings[name];
  if (isNothing(value) && where === 'overview') return [];
  const line = lineOf(scope.locale, name, value, VALUE_SHOWN[where]);
  const origin = originOf(origins, name);
  if (isNothing(value) && origin === 'environment') return [line];
  if (where === 'page' && isServers(scope, name))
    return [line, `-# ${say(scope.locale, text('panel.serverOnly'))}`];
  const isEmpty = Array.isArray(value) && value.length === 0;
  if (where === 'overview' && origin === 'environment') return isEmpty ? [] : [line];
  return [line, `-# ${originWords(scope.locale, origin)}`];
}

/** Whether it is the server's to choose, and this is a channel. */
function isServers(scope: Scope, name: SettingName): boolean {
  return scope.id !== scope.guild && SERVER_ONLY.includes(name);
}
