import type { APIApplicationCommandOption, APIMessage } from 'discord-api-types/v10';
import { ApplicationCommandOptionType, ComponentType, InteractionType } from 'discord-api-types/v10';
import { isLoading, startInteraction } from '../../playground/discord/interactions.ts';
import type { World } from '../../playground/discord/world.ts';
import type { Person } from '../../playground/people.ts';
import { commands } from '../../commands/index.ts';
import type { Command } from '../../src/discord/command.ts';

const Type = ApplicationCommandOptionType;

/** One thing that people can use: a command with one of its sub-commands, or what has a custom id. */
export interface Usable {
  command: string;
  kind: 'slash' | 'menu' | 'button' | 'select' | 'modal';
  /** The sub-command or the action; '' where there is none. */
  name: string;
}

/** Everything that people can use. */
export const USABLES: readonly Usable[] = commands.flatMap((command) => [
  ...typed(command),
  ...(command.runOn ? [{ command: command.data.name, kind: 'menu' as const, name: '' }] : []),
  ...actions(command, 'button', command.buttons),
  ...actions(command, 'select', command.selects),
  ...actions(command, 'modal', command.modals),
]);

function typed({ data, run }: Command): Usable[] {
  if (!run || !('options' in data)) return [];
  const subcommands = (data.options ?? []).filter(({ type }) => type === Type.Subcommand);
  const names = subcommands.length > 0 ? subcommands.map(({ name }) => name) : [''];
  return names.map((name) => ({ command: data.name, kind: 'slash', name }));
}

function actions({ data }: Command, kind: Usable['kind'], handlers: object | undefined): Usable[] {
  return Object.keys(handlers ?? {}).map((name) => ({ command: data.name, kind, name }));
}

export interface Try {
  person: Person;
  channel: string;
  /** What stands behind the action in a custom id. */
  argument: string;
  /** The message of Bobbin's that it is used on. */
  target: APIMessage;
  /** Options of a command. */
  options?: { name: string; type: number; value: string | number }[];
}

/**
 * Uses something as somebody might who writes to Discord by hand; returns what that person, and nobody else, is told by
 * a message, or on the one that it is used on.
 */
export async function useByHand(world: World, usable: Usable, attempt: Try): Promise<string> {
  const { person, channel, target } = attempt;
  const edited = target.edited_timestamp;
  const { id } = startInteraction(world, {
    ...dataOf(world, usable, attempt),
    person: person.user.id,
    channel: world.find(channel),
    title: `${usable.command} ${usable.kind} ${usable.name}`,
  });
  return person.waitFor(`is told what comes of ${usable.command} ${usable.kind} ${usable.name}`, () => {
    const answer = [...world.messagesIn(world.find(channel).id).values()].find(
      (one) =>
        (one.message.interaction_metadata?.id === id && !isLoading(one) && one.message.content !== '') ||
        (one.message.id === target.id && one.message.edited_timestamp !== edited),
    );
    if (answer && answer.onlyFor !== person.user.id) throw new Error('everybody can see it');
    return answer?.message.content;
  });
}

function dataOf(world: World, { command: name, kind, name: action }: Usable, attempt: Try) {
  const { argument, target, options = [] } = attempt;
  const registered = [...world.commands.values()].find((one) => one.name === name);
  if (!registered) throw new Error(`/${name} is not registered`);
  const { id, type: commandType } = registered;
  const source = world.messagesIn(target.channel_id).get(target.id);
  const custom_id = `${name}:${action}:${argument}`;
  const type = InteractionType.ApplicationCommand;
  if (kind === 'slash') {
    const given = [...options, ...samples(registered.options ?? [], action)];
    const sub = { name: action, type: Type.Subcommand, options: given };
    const data = { id, name, type: commandType, options: action ? [sub] : given };
    return { type, data, commandName: name, commandType };
  }
  if (kind === 'menu') {
    const resolved = { messages: { [target.id]: target } };
    const data = { id, name, type: commandType, target_id: target.id, resolved };
    return { type, data, commandName: name, commandType };
  }
  if (kind === 'modal') return { type: InteractionType.ModalSubmit, data: { custom_id, components: [] } };
  const component_type = kind === 'button' ? ComponentType.Button : ComponentType.StringSelect;
  const data = { custom_id, component_type, id: 1, ...(kind === 'select' && { values: ['overview'] }) };
  return { type: InteractionType.MessageComponent, data, ...(source && { source }) };
}

/** Values for the options that have to be there. */
function samples(options: readonly APIApplicationCommandOption[], subcommand: string): Try['options'] & {} {
  const found = options.find(({ name }) => name === subcommand);
  const all = found && 'options' in found ? (found.options ?? []) : options;
  return all
    .filter(({ required }) => required)
    .map((option) => ({
      name: option.name,
      type: option.type,
      value: valueFor(option),
    }));
}

function valueFor(option: APIApplicationCommandOption): string | number {
  if (option.type === Type.Integer) return option.min_value ?? 1;
  if (option.type === Type.String) return option.choices?.[0]?.value ?? 'something';
  return '1';
}
