import type {
  APIApplicationCommand,
  APIApplicationCommandBasicOption,
  APIApplicationCommandOption,
  APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10';
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ChannelType,
  ComponentType,
  InteractionContextType,
} from 'discord-api-types/v10';
import type { CommandOption } from '../../protocol.ts';
import { everyIn } from '../components.ts';
import { may, permissionsIn } from '../permissions.ts';
import type { Channel, World } from '../world.ts';
import { Resolved } from './resolved.ts';

// What Discord's own client puts into an interaction, and what it refuses to send.

const Type = ApplicationCommandOptionType;

/** The commands that somebody is offered in a channel. */
const offered = (world: World, person: string, channel: Channel): APIApplicationCommand[] =>
  [...world.commands.values()].filter((command) => isOffered(world, command, person, channel));

function isOffered(world: World, command: APIApplicationCommand, person: string, channel: Channel): boolean {
  if (channel.type === ChannelType.DM)
    return (
      command.guild_id === undefined &&
      (command.contexts?.includes(InteractionContextType.BotDM) ?? command.dm_permission !== false)
    );
  if (command.guild_id !== undefined && command.guild_id !== channel.guild_id) return false;
  if (command.contexts && !command.contexts.includes(InteractionContextType.Guild)) return false;
  const needed = command.default_member_permissions;
  const granted = permissionsIn(world, person, channel);
  return (
    may(world, person, channel, 'UseApplicationCommands') &&
    (needed === null || needed === undefined || (granted & BigInt(needed)) === BigInt(needed))
  );
}

/** The data of a slash command: "settings prompt" with options as they were typed. */
export function slashData(
  world: World,
  person: string,
  channel: Channel,
  path: string,
  typed: CommandOption[],
  focused?: string,
) {
  const [name = '', ...rest] = path.trim().split(/\s+/);
  const command = offeredCommand(world, person, channel, name, ApplicationCommandType.ChatInput);
  const { steps, options } = walk(command, rest);
  const resolved = new Resolved(world, channel);
  const given = typed.map(({ name, value }) => {
    const option = options.find((known) => known.name === name);
    if (!option) throw new Error(`/${path} has no option ${name}. It has: ${namesOf(options)}.`);
    if (focused === undefined) checkValue(path, option, value);
    return {
      name,
      type: option.type,
      value: resolved.add(option.type, value),
      ...(focused === name && { focused: true }),
    };
  });
  const missing = options.filter(
    ({ name, required }) => required && !given.some((option) => option.name === name),
  );
  if (focused === undefined && missing.length > 0) throw new Error(`/${path} needs ${namesOf(missing)}.`);
  return {
    command,
    data: {
      id: command.id,
      name: command.name,
      type: command.type,
      ...(command.guild_id && { guild_id: command.guild_id }),
      options: steps.reduceRight<object[]>((options, { name, type }) => [{ name, type, options }], given),
      ...resolved.given(),
    },
  };
}

/** The data of a command in a message's menu. */
export function menuData(world: World, person: string, channel: Channel, name: string, message: string) {
  const command = offeredCommand(world, person, channel, name, ApplicationCommandType.Message);
  const target = world.messages.get(channel.id)?.get(message)?.message;
  if (!target) throw new Error('This message is not there any more.');
  return {
    command,
    data: {
      id: command.id,
      name: command.name,
      type: command.type,
      ...(command.guild_id && { guild_id: command.guild_id }),
      target_id: message,
      resolved: { messages: { [message]: target } },
    },
  };
}

/** What choosing from a menu adds about users, roles and channels. */
export function chosen(world: World, channel: Channel, componentType: ComponentType, values: string[]) {
  const resolved = new Resolved(world, channel);
  const type = ENTITY_OF[componentType];
  if (type !== undefined) for (const value of values) resolved.add(type, value);
  return resolved.given();
}

const ENTITY_OF: { [type in ComponentType]?: ApplicationCommandOptionType } = {
  [ComponentType.UserSelect]: Type.User,
  [ComponentType.RoleSelect]: Type.Role,
  [ComponentType.MentionableSelect]: Type.Mentionable,
  [ComponentType.ChannelSelect]: Type.Channel,
};

/** The data of a filled-in modal; checks what the client checks. */
export function modalData(
  world: World,
  channel: Channel,
  modal: APIModalInteractionResponseCallbackData,
  values: Record<string, string | string[]>,
) {
  const fields = [...everyIn(modal.components)].filter((field) => typeof field['custom_id'] === 'string');
  const unknown = Object.keys(values).filter((key) => !fields.some((field) => field['custom_id'] === key));
  if (unknown.length > 0)
    throw new Error(
      `The modal has no ${unknown.join(', ')}. It has: ${fields.map((f) => f['custom_id']).join(', ')}.`,
    );
  const resolved = new Resolved(world, channel);
  return {
    custom_id: modal.custom_id,
    components: modal.components.map((component) => {
      const { type, id } = component;
      if (component.type === ComponentType.Label)
        return { type, id, component: filledIn(component.component, values, resolved) };
      if (component.type === ComponentType.ActionRow)
        return {
          type,
          id,
          components: component.components.map((input) => filledIn(input, values, resolved)),
        };
      return { type, id };
    }),
    ...resolved.given(),
  };
}

interface Field {
  type: ComponentType;
  id?: number | undefined;
  custom_id: string;
  required?: boolean | undefined;
  min_length?: number | undefined;
  max_length?: number | undefined;
  value?: string | undefined;
  options?: readonly { value: string; default?: boolean | undefined }[];
}

function filledIn(field: Field, values: Record<string, string | string[]>, resolved: Resolved): object {
  const { type, id, custom_id } = field;
  const given =
    values[custom_id] ?? field.value ?? field.options?.filter((o) => o.default).map((o) => o.value) ?? [];
  const list = [given].flat().filter((value) => value !== '');
  if (field.required !== false && list.length === 0 && type !== ComponentType.Checkbox)
    throw new Error(`${custom_id} has to be filled in.`);
  const common = { type, id, custom_id };
  if (type === ComponentType.TextInput) {
    const text = list.join('\n');
    const { min_length = 0, max_length = 4000 } = field;
    if (text !== '' && (text.length < min_length || text.length > max_length))
      throw new Error(
        `${custom_id} has to have ${min_length} to ${max_length} characters; it has ${text.length}.`,
      );
    return { ...common, value: text };
  }
  if (type === ComponentType.RadioGroup) return { ...common, value: list[0] ?? null };
  if (type === ComponentType.Checkbox) return { ...common, value: list[0] === 'true' };
  const entity = ENTITY_OF[type];
  if (entity !== undefined) for (const value of list) resolved.add(entity, value);
  return { ...common, values: list };
}

function offeredCommand(
  world: World,
  person: string,
  channel: Channel,
  name: string,
  type: ApplicationCommandType,
): APIApplicationCommand {
  const all = offered(world, person, channel).filter((command) => command.type === type);
  const found = all.find((command) => command.name === name);
  if (!found) throw new Error(`There is no command ${name} here. There are: ${namesOf(all) || 'none'}.`);
  return found;
}

function walk(command: APIApplicationCommand, path: string[]) {
  const steps: { name: string; type: ApplicationCommandOptionType }[] = [];
  let options: readonly APIApplicationCommandOption[] = command.options ?? [];
  for (const name of path) {
    const step = options.find((option) => option.name === name);
    if (!step || (step.type !== Type.Subcommand && step.type !== Type.SubcommandGroup))
      throw new Error(`/${command.name} has no ${name}. It has: ${namesOf(options)}.`);
    steps.push({ name, type: step.type });
    options = step.options ?? [];
  }
  const basic = options.filter(isBasic);
  if (basic.length < options.length) throw new Error(`/${command.name} needs one of: ${namesOf(options)}.`);
  return { steps, options: basic };
}

const isBasic = (option: APIApplicationCommandOption): option is APIApplicationCommandBasicOption =>
  option.type !== Type.Subcommand && option.type !== Type.SubcommandGroup;

function checkValue(
  path: string,
  option: APIApplicationCommandBasicOption,
  value: CommandOption['value'],
): void {
  const refuse = (what: string): never => {
    throw new Error(`/${path} ${option.name}: ${what}; got ${JSON.stringify(value)}.`);
  };
  const number = option.type === Type.Integer || option.type === Type.Number;
  const wanted = number ? 'number' : (JS_TYPES[option.type] ?? 'string');
  if (typeof value !== wanted) refuse(`needs a ${wanted === 'object' ? 'file' : wanted}`);
  if (option.type === Type.Integer && !Number.isInteger(value)) refuse('needs a whole number');
  if (
    'choices' in option &&
    option.choices?.length &&
    !option.choices.some((choice) => choice.value === value)
  )
    refuse(`has to be one of ${option.choices.map((choice) => choice.value).join(', ')}`);
  const size = typeof value === 'string' ? value.length : Number(value);
  const [min, max] =
    'min_value' in option || 'max_value' in option
      ? [option.min_value, option.max_value]
      : 'min_length' in option || 'max_length' in option
        ? [option.min_length, option.max_length]
        : [];
  if (min !== undefined && size < min) refuse(`at least ${min}`);
  if (max !== undefined && size > max) refuse(`at most ${max}`);
}

const JS_TYPES: { [type in ApplicationCommandOptionType]?: string } = {
  [Type.Boolean]: 'boolean',
  [Type.Attachment]: 'object',
};

const namesOf = (list: readonly { name: string }[]): string => list.map(({ name }) => name).join(', ');
