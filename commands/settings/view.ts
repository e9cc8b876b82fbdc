import type { RepliableInteraction } from 'discord.js';
import type { Snowflake } from '../../src/conversation/entry.ts';
import { customId } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import { FIELDS, type Group, GROUPS } from './fields.ts';
import { type SettingName, SETTING_NAMES } from '../../src/settings/schema.ts';
import { type Scope, scopeWith } from './scope.ts';

/** What of the panel is open: whose settings, and which page of them. Its custom ids say so, and nothing else does. */
export interface View {
  /** Where the panel is shown. */
  channel: Snowflake;
  scope: Scope;
  page: PageName;
}

export const PAGES = ['overview', ...GROUPS] as const;
export type PageName = 'overview' | Group;

/** The custom id of something on this view. */
export function idOn({ channel, scope, page }: View, action: string, ...rest: (string | number)[]): string {
  return customId('settings', action, [channel, scope.id, page, ...rest].join(':'));
}

/** The view that something belongs to, and what else its custom id says. Throws where that names another channel. */
export function readView(
  interaction: RepliableInteraction,
  argument: string,
): { view: View; rest: string[] } {
  const [channel = '', scope = '', name = '', ...rest] = argument.split(':');
  if (channel !== interaction.channelId) throw new UserError(text('error.noLongerValid'));
  const page = PAGES.find((one) => one === name) ?? 'overview';
  return { view: { channel, scope: scopeWith(interaction, scope), page }, rest };
}

/** The settings on a page, in their order. */
export function settingsOn(page: PageName): SettingName[] {
  return SETTING_NAMES.filter((name) => page === 'overview' || FIELDS[name].group === page);
}

export function settingNamed(name: string | undefined): SettingName | undefined {
  return SETTING_NAMES.find((one) => one === name);
}
