import {
  type APIChannelSelectComponent,
  type APIMentionableSelectComponent,
  type APIRoleSelectComponent,
  type APIStringSelectComponent,
  type APIUserSelectComponent,
  ComponentType,
} from 'discord-api-types/v10';

import { mentionables } from '../compose/people.ts';
import type { State } from '../state/state.ts';

export type AnySelect =
  | APIStringSelectComponent
  | APIUserSelectComponent
  | APIRoleSelectComponent
  | APIMentionableSelectComponent
  | APIChannelSelectComponent;

export interface SelectChoice {
  label: string;
  value: string;
  description?: string | undefined;
}

/** What a select menu offers, whether it brings its options along or means people, roles or channels. */
export function choicesIn(state: State, menu: AnySelect): SelectChoice[] {
  switch (menu.type) {
    case ComponentType.StringSelect:
      return menu.options.map(({ label, value, description }) => ({ label, value, description }));
    case ComponentType.UserSelect:
      return people(state);
    case ComponentType.RoleSelect:
      return roles(state);
    case ComponentType.MentionableSelect:
      return [...people(state), ...roles(state)];
    case ComponentType.ChannelSelect:
      break;
  }
  return channels(state, menu.channel_types);
}

/** What is chosen before anybody chooses. */
export function preset(menu: AnySelect): string[] {
  if (menu.type === ComponentType.StringSelect) {
    return menu.options.filter((option) => option.default).map((option) => option.value);
  }
  return menu.default_values?.map(({ id }) => id) ?? [];
}

export function people(state: State): SelectChoice[] {
  return mentionables(state).map(({ id, name }) => ({ label: name, value: id }));
}

export function roles(state: State): SelectChoice[] {
  return state.guild.roles.map(({ id, name }) => ({ label: `@${name.replace(/^@/, '')}`, value: id }));
}

export function channels(state: State, types: readonly number[] | undefined): SelectChoice[] {
  return Object.values(state.channels)
    .filter(
      (channel) => 'guild_id' in channel && (!types || types.length === 0 || types.includes(channel.type)),
    )
    .map((channel) => ({ label: `#${channel.name ?? ''}`, value: channel.id }));
}
