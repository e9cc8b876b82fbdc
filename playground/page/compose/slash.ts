import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
} from 'discord-api-types/v10';

import { literally } from './patterns.ts';

/** A command which can be sent: a command without sub-commands, or one of its sub-commands. */
export interface Leaf {
  /** With its groups: "settings prompt". */
  name: string;
  description: string;
  options: APIApplicationCommandBasicOption[];
}

export interface Place {
  dm: boolean;
  managesServer: boolean;
}

/** The slash commands which a person can use in a place, described in the language of the person's client. */
export function leaves(commands: APIApplicationCommand[], place: Place, locale = 'en-US'): Leaf[] {
  return commands
    .filter((command) => command.type === ApplicationCommandType.ChatInput && isUsable(command, place))
    .flatMap((command) => flatten(command.name, command, command.options ?? [], locale))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** The commands of a message's context menu which a person can use in a place. */
export function messageCommands(commands: APIApplicationCommand[], place: Place): string[] {
  return commands
    .filter((command) => command.type === ApplicationCommandType.Message && isUsable(command, place))
    .map((command) => command.name);
}

function isUsable(command: APIApplicationCommand, place: Place): boolean {
  const context = place.dm ? InteractionContextType.BotDM : InteractionContextType.Guild;
  if (command.contexts && !command.contexts.includes(context)) return false;
  return place.dm || place.managesServer || (command.default_member_permissions ?? null) === null;
}

/** A name or description in the language of somebody's client, where there is one. */
export function translated(
  words: string,
  others: Partial<Record<string, string | null>> | null | undefined,
  locale: string,
): string {
  return others?.[locale] ?? words;
}

function flatten(
  name: string,
  described: Pick<APIApplicationCommandOption, 'description' | 'description_localizations'>,
  options: APIApplicationCommandOption[],
  locale: string,
): Leaf[] {
  const nested = options.flatMap((option) =>
    option.type === ApplicationCommandOptionType.Subcommand ||
    option.type === ApplicationCommandOptionType.SubcommandGroup
      ? flatten(`${name} ${option.name}`, option, option.options ?? [], locale)
      : [],
  );
  const description = translated(described.description, described.description_localizations, locale);
  return nested.length > 0 ? nested : [{ name, description, options: options.filter(isBasic) }];
}

function isBasic(option: APIApplicationCommandOption): option is APIApplicationCommandBasicOption {
  return (
    option.type !== ApplicationCommandOptionType.Subcommand &&
    option.type !== ApplicationCommandOptionType.SubcommandGroup
  );
}

/** What the palette offers for a text which starts with `/`; undefined when it is no command. */
export function paletteFor(text: string, all: Leaf[]): Leaf[] | undefined {
  if (!text.startsWith('/') || text.includes('\n')) return undefined;
  const typed = text.slice(1).toLowerCase();
  const exact = parseTyped(text, all);
  if (exact) return [exact.leaf, ...all.filter((leaf) => leaf !== exact.leaf && leaf.name.startsWith(typed))];
  const begins = all.filter((leaf) => leaf.name.startsWith(typed));
  const within = all.filter((leaf) => !begins.includes(leaf) && leaf.name.includes(typed));
  return [...begins, ...within];
}

/** A command typed as text, "/settings model name:gpt", with the options that it names. */
export function parseTyped(
  text: string,
  all: Leaf[],
): { leaf: Leaf; values: Record<string, string> } | undefined {
  const typed = text.trimEnd().slice(1);
  const leaf = all
    .filter(({ name }) => typed.toLowerCase() === name || typed.toLowerCase().startsWith(`${name} `))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  if (!leaf) return undefined;
  return { leaf, values: parseOptions(typed.slice(leaf.name.length).trim(), leaf) };
}

function parseOptions(rest: string, leaf: Leaf): Record<string, string> {
  const names = leaf.options.map((option) => literally(option.name));
  const first = leaf.options[0];
  if (!rest || !first) return {};
  const parts = rest.split(new RegExp(String.raw`(?:^|\s+)(${names.join('|')}):\s*`));
  const values: Record<string, string> = {};
  // What stands before the first name belongs to the first option, as in Discord.
  if (parts[0]) values[first.name] = parts[0];
  for (let at = 1; at + 1 < parts.length; at += 2) values[parts[at] ?? ''] = parts[at + 1] ?? '';
  return values;
}
