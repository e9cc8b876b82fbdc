import {
  type APIComponentInMessageActionRow,
  type APISelectMenuDefaultValue,
  ComponentType,
  SelectMenuDefaultValueType,
} from 'discord.js';
import type { Spending } from '../../src/conversation/spending/spending.ts';
import type { Bobbin } from '../../src/discord/command.ts';
import { say } from '../../src/language/language.ts';
import type { SettingName, Settings } from '../../src/settings/schema.ts';
import { type Field, FIELDS, labelOf } from './fields.ts';
import { OPTIONS, select } from '../common/layout.ts';
import { idOn, type View } from './view.ts';
import { optionsOf, toolWords } from './words.ts';

/** What there is to choose from. */
export interface Offered extends Pick<Bobbin, 'models' | 'tools'> {
  /** Whether the server still has this channel or role: Discord may refuse what is preset and gone. */
  isThere: (id: string) => boolean;
  spending: Pick<Spending, 'operator' | 'costOf'>;
}

/** The select with which a setting is changed in place; undefined: it is typed, or has a sub-command of its own. */
export function controlOf(
  view: View,
  name: SettingName,
  value: unknown,
  offered: Offered,
): APIComponentInMessageActionRow | undefined {
  const field = FIELDS[name];
  const { locale } = view.scope;
  const placeholder = say(locale, labelOf(name));
  const id = idOn(view, 'set', name);
  const chosen = Array.isArray(value) ? value.map(String) : [String(value)].filter(Boolean);
  const marked = (options: { label: string; value: string }[]) =>
    options.map((option) => ({ ...option, default: chosen.includes(option.value) }));
  const preset = field.kind === 'people' ? chosen : chosen.filter(offered.isThere);
  const ids = <T extends SelectMenuDefaultValueType>(type: T) => ({
    custom_id: id,
    placeholder,
    min_values: 0,
    max_values: field.kind === 'role' ? 1 : OPTIONS,
    ...(preset.length > 0 && { default_values: defaults(preset, type) }),
  });
  switch (field.kind) {
    case 'choice':
      return select(id, marked(optionsOf(locale, field)), { placeholder });
    case 'model': {
      // What is chosen is among those that there is room for.
      const models = [...new Set([...chosen, ...offered.models])].map((model) => ({
        label: model,
        value: model,
      }));
      return select(id, marked(models), { placeholder });
    }
    case 'tools': {
      const tools = toolsShown(offered).map((tool) => ({ label: toolWords(locale, tool), value: tool }));
      if (tools.length === 0) return undefined;
      return select(id, marked(tools), { placeholder, min_values: 0, max_values: tools.length });
    }
    case 'channels':
      return { type: ComponentType.ChannelSelect, ...ids(SelectMenuDefaultValueType.Channel) };
    case 'people':
      return { type: ComponentType.UserSelect, ...ids(SelectMenuDefaultValueType.User) };
    case 'roles':
    case 'role':
      return { type: ComponentType.RoleSelect, ...ids(SelectMenuDefaultValueType.Role) };
    case 'number':
    case 'amount':
    case 'text':
    case 'role amounts':
      break;
  }
  return undefined;
}

/** Whether a setting is typed into a short field of a modal. */
export function isTyped(name: SettingName): boolean {
  const field = FIELDS[name];
  if (field.kind === 'text') return !field.long;
  return field.kind === 'number' || field.kind === 'amount';
}

/** What was chosen in such a select, as the setting's value. Tools that it had no room for stay as they were (`before`). */
export function valueOf(
  field: Field,
  values: readonly string[],
  { tools: before }: Pick<Settings, 'tools'>,
  offered: Pick<Offered, 'tools'>,
): unknown {
  if (field.kind === 'tools') {
    const shown = toolsShown(offered);
    return [...before.filter((tool) => !shown.includes(tool)), ...values];
  }
  if (field.kind === 'choice' || field.kind === 'model') return values[0];
  if (field.kind === 'role') return values[0] ?? '';
  return values;
}

function toolsShown({ tools }: Pick<Offered, 'tools'>): readonly string[] {
  return tools.slice(0, OPTIONS);
}

function defaults<T extends SelectMenuDefaultValueType>(
  ids: readonly string[],
  type: T,
): APISelectMenuDefaultValue<T>[] {
  return ids.slice(0, OPTIONS).map((id) => ({ id, type }));
}
