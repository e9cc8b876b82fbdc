import { ComponentType, InteractionType, type Locale, PermissionFlagsBits } from 'discord-api-types/v10';
import { z } from 'zod';
import type { CommandOption } from '../../protocol.ts';
import { everyIn } from '../components.ts';
import { startInteraction } from '../interactions.ts';
import type { Choices } from '../interactions.ts';
import { guildPermissions } from '../permissions.ts';
import { waitFor } from '../wait.ts';
import type { Channel } from '../world.ts';
import { idOf, politely } from './me.ts';
import type { ChannelRef, Me, MessageRef } from './me.ts';
import { chosen, menuData, modalData, slashData } from './use-data.ts';

/** Options of a command: by name, or as a list. */
export type Options = CommandOption[] | Record<string, CommandOption['value']>;

/** Something that a person used; its id. */
export interface Use {
  interaction: string;
}

/** Commands, buttons, menus and modals. */
export interface Uses {
  /** Sets the language of the person's client. */
  speak(locale: Locale): void;
  /** Sets the language of the server. */
  setServerLocale(locale: Locale): void;
  command(channel: ChannelRef, name: string, options?: Options): Use;
  messageCommand(channel: ChannelRef, name: string, message: MessageRef): Use;
  /** The choices that the bot offers for the option that is being typed. */
  autocomplete(channel: ChannelRef, name: string, options: Options, focused: string): Promise<Choices>;
  click(channel: ChannelRef, message: MessageRef, customId: string): Use;
  select(channel: ChannelRef, message: MessageRef, customId: string, values: string[]): Use;
  submitModal(channel: ChannelRef, customId: string, values: Record<string, string | string[]>): Use;
}

export function createUses(me: Me): Uses {
  const { world, id } = me;

  const component = (channel: Channel, ref: MessageRef, customId: string) => {
    const source = me.message(channel, ref);
    const found = [...everyIn(source.message.components ?? [])].find(
      (each) => each['custom_id'] === customId,
    );
    if (!found) throw new Error(`The message has no button or menu ${customId}.`);
    const component = interactive.parse(found);
    if (component.disabled) throw new Error(`${customId} is disabled.`);
    return { source, component };
  };

  return {
    speak(locale) {
      world.locales.set(id, locale);
      world.emit({ on: 'locale' });
    },

    setServerLocale(locale) {
      const guild = world.guild;
      if ((guildPermissions(guild, id) & PermissionFlagsBits.ManageGuild) === 0n)
        throw new Error('Only people who may manage the server can choose its language.');
      world.setLocale(locale);
    },

    command(ref, name, options = {}) {
      const channel = me.at(ref);
      const { command, data } = slashData(world, id, channel, name, listOf(options));
      return start(me, {
        type: InteractionType.ApplicationCommand,
        channel,
        data,
        title: `/${name}`,
        commandName: command.name,
        commandType: command.type,
      });
    },

    messageCommand(ref, name, message) {
      const channel = me.at(ref);
      const { command, data } = menuData(world, id, channel, name, idOf(message));
      return start(me, {
        type: InteractionType.ApplicationCommand,
        channel,
        data,
        title: name,
        commandName: command.name,
        commandType: command.type,
      });
    },

    async autocomplete(ref, name, options, focused) {
      const channel = me.at(ref);
      const { data } = slashData(world, id, channel, name, listOf(options), focused);
      const type = InteractionType.ApplicationCommandAutocomplete;
      const started = startInteraction(world, {
        type,
        person: id,
        channel,
        data,
        title: `/${name} ${focused}`,
      });
      await waitFor(world, `${started.title}: choices`, () => started.state !== 'waiting');
      if (!started.choices) throw new Error('Loading options failed.');
      return started.choices;
    },

    click(ref, message, customId) {
      const channel = me.at(ref);
      const { source, component: button } = component(channel, message, customId);
      if (button.type !== ComponentType.Button) throw new Error(`${customId} is not a button.`);
      const data = { component_type: button.type, custom_id: customId, id: button.id };
      return start(me, { type: InteractionType.MessageComponent, channel, data, source, title: customId });
    },

    select(ref, message, customId, values) {
      const channel = me.at(ref);
      const { source, component: menu } = component(channel, message, customId);
      checkChoice(menu, values);
      const data = {
        component_type: menu.type,
        custom_id: customId,
        id: menu.id,
        values,
        ...chosen(world, channel, menu.type, values),
      };
      return start(me, { type: InteractionType.MessageComponent, channel, data, source, title: customId });
    },

    submitModal(ref, customId, values) {
      const channel = me.at(ref);
      const from = [...world.interactions.values()].findLast(
        ({ person, modal }) => person === id && modal?.custom_id === customId,
      );
      if (!from?.modal) throw new Error(`No modal ${customId} is open.`);
      const data = modalData(world, channel, from.modal, values);
      from.sent = true;
      return start(me, {
        type: InteractionType.ModalSubmit,
        channel,
        data,
        title: from.modal.title,
        from,
        ...(from.source && { source: from.source }),
      });
    },
  };
}

const start = (me: Me, use: Omit<Parameters<typeof startInteraction>[1], 'person'>): Use => ({
  interaction: politely(() => startInteraction(me.world, { ...use, person: me.id })).id,
});

const listOf = (options: Options): CommandOption[] =>
  Array.isArray(options) ? options : Object.entries(options).map(([name, value]) => ({ name, value }));

const interactive = z.object({
  type: z.enum(ComponentType),
  id: z.int().optional(),
  disabled: z.boolean().optional(),
  min_values: z.int().default(1),
  max_values: z.int().default(1),
  options: z.array(z.object({ value: z.string() })).optional(),
});

function checkChoice(
  { min_values, max_values, options }: z.output<typeof interactive>,
  values: string[],
): void {
  if (values.length < min_values || values.length > max_values)
    throw new Error(`Choose ${min_values} to ${max_values}.`);
  const known = options?.map(({ value }) => value);
  const unknown = values.filter((value) => known && !known.includes(value));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(', ')}. There are: ${known?.join(', ')}.`);
}
