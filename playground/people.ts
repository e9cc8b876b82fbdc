import type { APIMessage, APIModalInteractionResponseCallbackData, APIUser } from 'discord-api-types/v10';
import { ChannelType, ComponentType, InteractionType } from 'discord-api-types/v10';
import { attachmentFrom } from './discord/attachments.ts';
import type { Stored } from './discord/changes.ts';
import { everyIn, textOf } from './discord/components.ts';
import { ApiError } from './discord/errors.ts';
import { startInteraction } from './discord/interactions.ts';
import type { Choices, Interaction } from './discord/interactions.ts';
import type { Journal } from './discord/journal.ts';
import { deleteMessages, editMessage, messageById, postMessage, unfurl } from './discord/messages.ts';
import { isThread, may } from './discord/permissions.ts';
import { must, mustManageThread, mustStartThread, mustWrite } from './discord/rules.ts';
import { byId } from './discord/snowflakes.ts';
import { deleteChannel, startPost, startThread, startThreadFrom, updateThread } from './discord/threads.ts';
import { chosen, menuData, modalData, slashData } from './discord/uses.ts';
import { waitFor } from './discord/wait.ts';
import type { Channel, Dm, Thread, World } from './discord/world.ts';
import type { CommandOption, SaidFile } from './protocol.ts';

// With Nitro; without it is 2000.
const TEXT_CHARACTERS = 4000;
const MODALS_KEPT = 20;

/** A channel by id, by name, or itself. */
export type ChannelRef = string | { id: string };
/** A message by id, or itself. */
export type MessageRef = string | { id: string };
/** Options of a command: by name, or as a list. */
export type Options = CommandOption[] | Record<string, CommandOption['value']>;
/** Text that is in the message, a pattern, or anything about it. */
export type Wanted = string | RegExp | ((message: APIMessage) => boolean);

/** Somebody who uses Discord's client. What the client would refuse throws, with one sentence. */
export interface Person {
  readonly user: APIUser;
  /** How to mention this person. */
  readonly mention: string;

  say(channel: ChannelRef, text: string, options?: { replyTo?: MessageRef; files?: SaidFile[] }): APIMessage;
  edit(channel: ChannelRef, message: MessageRef, text: string): APIMessage;
  delete(channel: ChannelRef, message: MessageRef): void;
  bulkDelete(channel: ChannelRef, messages: MessageRef[]): void;
  /** Discord adds the preview of a link. */
  unfurl(message: APIMessage): APIMessage;
  typing(channel: ChannelRef): void;
  startThread(
    channel: ChannelRef,
    name: string,
    options?: { message?: MessageRef; private?: boolean },
  ): Thread;
  /** Archives, locks or renames a thread. */
  updateThread(thread: ChannelRef, update: { archived?: boolean; locked?: boolean; name?: string }): Thread;
  /** Posts in a forum; the thread's first message has its id. */
  post(forum: ChannelRef, title: string, text: string): Thread;
  deleteChannel(channel: ChannelRef): void;
  openDm(): Dm;

  command(channel: ChannelRef, name: string, options?: Options): Use;
  messageCommand(channel: ChannelRef, name: string, message: MessageRef): Use;
  /** The choices that the bot offers for the option that is being typed. */
  autocomplete(channel: ChannelRef, name: string, options: Options, focused: string): Promise<Choices>;
  click(channel: ChannelRef, message: MessageRef, customId: string): Use;
  select(channel: ChannelRef, message: MessageRef, customId: string, values: string[]): Use;
  submitModal(channel: ChannelRef, customId: string, values: Record<string, string | string[]>): Use;

  /** What this person sees in a channel now, oldest first. */
  messages(channel: ChannelRef): APIMessage[];
  /** Waits for a message; of several the newest. */
  sees(channel: ChannelRef, wanted: Wanted, timeoutMs?: number): Promise<APIMessage>;
  seesModal(timeoutMs?: number): Promise<APIModalInteractionResponseCallbackData>;
  /** Waits for "The application did not respond". */
  seesFailure(use?: Use, timeoutMs?: number): Promise<void>;
  /** Waits until the bot has answered what this person used. */
  seesAnswer(use: Use, timeoutMs?: number): Promise<void>;
  waitFor<T>(what: string, check: () => T | undefined | false | null, timeoutMs?: number): Promise<T>;
}

/** Something that a person used; its id. */
export interface Use {
  interaction: string;
}

/** A driver for one person. */
export function createPerson(world: World, user: APIUser, journal: Journal): Person {
  const me = user.id;
  const mine = (): Interaction[] => [...world.interactions.values()].filter(({ person }) => person === me);
  const at = (ref: ChannelRef): Channel => {
    const channel = world.find(typeof ref === 'string' ? ref : ref.id);
    if (!may(world, me, channel, 'ViewChannel'))
      throw new Error(`${user.global_name} can't see this channel.`);
    return channel;
  };
  const threadAt = (ref: ChannelRef): Thread => {
    const channel = at(ref);
    if (!isThread(channel)) throw new Error('This is not a thread.');
    return channel;
  };
  const stored = (channel: Channel, ref: MessageRef): Stored =>
    politely(() => messageById(world, channel, typeof ref === 'string' ? ref : ref.id));

  const visible = (ref: ChannelRef): APIMessage[] => {
    // A channel that is not there yet has no messages: a test may wait for both.
    const id = typeof ref === 'string' ? world.lookUp(ref)?.id : ref.id;
    return [...(world.messages.get(id ?? '')?.values() ?? [])]
      .filter(({ onlyFor }) => onlyFor === undefined || onlyFor === me)
      .map(({ message }) => message)
      .toSorted(byId);
  };

  const component = (channel: Channel, ref: MessageRef, customId: string) => {
    const source = stored(channel, ref);
    const found = [...everyIn(source.message.components ?? [])].find(
      (each) => each['custom_id'] === customId,
    );
    if (!found) throw new Error(`The message has no button or menu ${customId}.`);
    if (found['disabled'] === true) throw new Error(`${customId} is disabled.`);
    return { source, component: found };
  };

  const use = (...given: Parameters<typeof startInteraction>): Use => ({
    interaction: politely(() => startInteraction(...given)).id,
  });

  const byUse = ({ interaction }: Use): Interaction | undefined =>
    mine().find(({ id }) => id === interaction);

  const wait: Person['waitFor'] = (what, check, timeoutMs) => waitFor(world, what, check, { timeoutMs });

  return {
    user,
    mention: `<@${me}>`,

    say(ref, text, { replyTo, files = [] } = {}) {
      const channel = at(ref);
      checkText(text);
      return politely(() => {
        mustWrite(world, me, channel, files.length > 0);
        const attachments = files.map(({ name, type, base64 }) =>
          attachmentFrom(world, channel, { name, type, bytes: Buffer.from(base64, 'base64') }),
        );
        if (text.trim() === '' && attachments.length === 0) throw new ApiError('emptyMessage');
        return postMessage(world, channel, me, {
          content: text.trim(),
          attachments,
          ...(replyTo && { replyTo: stored(channel, replyTo).message }),
        }).message;
      });
    },

    edit(ref, message, text) {
      const channel = at(ref);
      checkText(text);
      const found = stored(channel, message);
      if (found.message.author.id !== me) throw new Error('Only your own messages can be edited.');
      return politely(() => editMessage(world, channel, found, { content: text.trim() }).message);
    },

    delete(ref, message) {
      const channel = at(ref);
      const found = stored(channel, message);
      if (found.message.author.id !== me && found.onlyFor !== me)
        politely(() => must(world, me, channel, 'ManageMessages'));
      deleteMessages(world, channel, [found.message.id]);
    },

    bulkDelete(ref, messages) {
      const channel = at(ref);
      politely(() => must(world, me, channel, 'ManageMessages'));
      const ids = messages.map((message) => (typeof message === 'string' ? message : message.id));
      deleteMessages(world, channel, ids, true);
    },

    unfurl(message) {
      const channel = at(message.channel_id);
      const found = stored(channel, message);
      unfurl(world, channel, found);
      return found.message;
    },

    typing(ref) {
      world.emit({ on: 'typing', channel: at(ref), user: me, at: Date.now() });
    },

    startThread(ref, name, options = {}) {
      const plan = { name, owner: me, private: options.private };
      return politely(() => {
        const parent = mustStartThread(world, me, at(ref), options.private ?? false);
        if (!options.message) return startThread(world, parent, plan);
        return startThreadFrom(world, parent, stored(parent, options.message).message, plan);
      });
    },

    updateThread(ref, update) {
      return politely(() => {
        const thread = threadAt(ref);
        mustManageThread(world, me, thread, update);
        return updateThread(world, thread, me, update);
      });
    },

    post(ref, title, text) {
      checkText(text);
      return politely(() => {
        const forum = mustStartThread(world, me, at(ref), false);
        if (forum.type !== ChannelType.GuildForum) throw new ApiError('invalidChannelType');
        return startPost(world, forum, { name: title, owner: me }, { content: text.trim() }).thread;
      });
    },

    deleteChannel(ref) {
      const channel = at(ref);
      politely(() => must(world, me, channel, isThread(channel) ? 'ManageThreads' : 'ManageChannels'));
      deleteChannel(world, channel);
    },

    openDm: () => world.dmWith(me),

    command(ref, name, options = {}) {
      const channel = at(ref);
      const { command, data } = slashData(world, me, channel, name, listOf(options));
      return use(world, {
        type: InteractionType.ApplicationCommand,
        person: me,
        channel,
        data,
        title: `/${name}`,
        commandName: command.name,
        commandType: command.type,
      });
    },

    messageCommand(ref, name, message) {
      const channel = at(ref);
      const { command, data } = menuData(
        world,
        me,
        channel,
        name,
        typeof message === 'string' ? message : message.id,
      );
      return use(world, {
        type: InteractionType.ApplicationCommand,
        person: me,
        channel,
        data,
        title: name,
        commandName: command.name,
        commandType: command.type,
      });
    },

    async autocomplete(ref, name, options, focused) {
      const channel = at(ref);
      const { data } = slashData(world, me, channel, name, listOf(options), focused);
      const type = InteractionType.ApplicationCommandAutocomplete;
      const started = startInteraction(world, {
        type,
        person: me,
        channel,
        data,
        title: `/${name} ${focused}`,
      });
      await wait(`${started.title}: choices`, () => started.state !== 'waiting');
      if (!started.choices) throw new Error('Loading options failed.');
      return started.choices;
    },

    click(ref, message, customId) {
      const channel = at(ref);
      const { source, component: button } = component(channel, message, customId);
      if (button['type'] !== ComponentType.Button) throw new Error(`${customId} is not a button.`);
      const data = { component_type: button['type'], custom_id: customId, id: button['id'] };
      return use(world, {
        type: InteractionType.MessageComponent,
        person: me,
        channel,
        data,
        source,
        title: customId,
      });
    },

    select(ref, message, customId, values) {
      const channel = at(ref);
      const { source, component: menu } = component(channel, message, customId);
      checkChoice(menu, values);
      const componentType = Number(menu['type']);
      const data = {
        component_type: componentType,
        custom_id: customId,
        id: menu['id'],
        values,
        ...chosen(world, channel, componentType, values),
      };
      return use(world, {
        type: InteractionType.MessageComponent,
        person: me,
        channel,
        data,
        source,
        title: customId,
      });
    },

    submitModal(ref, customId, values) {
      const channel = at(ref);
      const from = mine().findLast(({ modal }) => modal?.custom_id === customId);
      if (!from?.modal) throw new Error(`No modal ${customId} is open.`);
      const data = modalData(world, channel, from.modal, values);
      return use(world, {
        type: InteractionType.ModalSubmit,
        person: me,
        channel,
        data,
        title: from.modal.title,
        from,
        ...(from.source && { source: from.source }),
      });
    },

    messages: visible,

    sees(ref, wanted, timeoutMs) {
      return waitFor(
        world,
        `${user.global_name} sees ${describe(wanted)}`,
        () => visible(ref).findLast(matches(wanted)),
        {
          timeoutMs,
          seen: () => [lookOf(visible(ref)), lookOfUses(mine()), lookOfErrors(journal)].join('\n'),
        },
      );
    },

    async seesModal(timeoutMs) {
      const shown = await waitFor(
        world,
        `${user.global_name} sees a modal`,
        () =>
          mine()
            .slice(-MODALS_KEPT)
            .findLast(({ modal }) => modal),
        { timeoutMs, seen: () => [lookOfUses(mine()), lookOfErrors(journal)].join('\n') },
      );
      if (!shown.modal) throw new Error('The modal is gone.');
      return shown.modal;
    },

    async seesFailure(used, timeoutMs) {
      await wait(
        `${user.global_name} sees "The application did not respond"`,
        () => (used ? byUse(used)?.state === 'failed' : mine().some(({ state }) => state === 'failed')),
        timeoutMs,
      );
    },

    async seesAnswer(used, timeoutMs) {
      const state = await waitFor(
        world,
        `${user.global_name} sees an answer`,
        () => {
          const { state } = byUse(used) ?? {};
          return state !== 'waiting' && state;
        },
        { timeoutMs, seen: () => lookOfErrors(journal) },
      );
      if (state === 'failed') throw new Error('The application did not respond.');
    },

    waitFor: wait,
  };
}

// Discord's errors as a sentence for people.
function politely<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof ApiError) throw new Error(`Discord refuses: ${error.message}.`, { cause: error });
    throw error;
  }
}

function checkText(text: string): void {
  if (text.length > TEXT_CHARACTERS)
    throw new Error(`A message has at most ${TEXT_CHARACTERS} characters; this one has ${text.length}.`);
}

const listOf = (options: Options): CommandOption[] =>
  Array.isArray(options) ? options : Object.entries(options).map(([name, value]) => ({ name, value }));

function checkChoice(menu: Record<string, unknown>, values: string[]): void {
  const { min_values: min, max_values: max, options } = menu;
  if (values.length < Number(min) || values.length > Number(max)) throw new Error(`Choose ${min} to ${max}.`);
  if (!Array.isArray(options)) return;
  const known = options.map((option: { value: string }) => option.value);
  const unknown = values.filter((value) => !known.includes(value));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
}

/** All text that a message shows: its own, its embeds', its components'. */
export const shownText = ({ content, embeds, components = [] }: APIMessage): string =>
  [
    content,
    ...embeds.flatMap(({ title, description, fields = [], footer }) => [
      title,
      description,
      ...fields.flatMap(({ name, value }) => [name, value]),
      footer?.text,
    ]),
    ...components.map(textOf),
  ]
    .filter(Boolean)
    .join('\n');

const matches =
  (wanted: Wanted) =>
  (message: APIMessage): boolean => {
    if (typeof wanted === 'function') return wanted(message);
    const text = shownText(message);
    return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
  };

const describe = (wanted: Wanted): string =>
  typeof wanted === 'string'
    ? JSON.stringify(wanted)
    : typeof wanted === 'function'
      ? 'a message'
      : String(wanted);

const lookOf = (messages: APIMessage[]): string =>
  [
    'The newest messages there:',
    ...messages.slice(-8).map((message) => {
      const { author, type, flags } = message;
      return `  ${author.username} (type ${type}, flags ${flags}): ${JSON.stringify(shownText(message).slice(0, 300))}`;
    }),
  ].join('\n');

const lookOfUses = (uses: Interaction[]): string =>
  uses
    .slice(-5)
    .map(({ title, state, answer }) => `  ${title}: ${state}${answer ? `, answered with ${answer}` : ''}`)
    .join('\n');

const lookOfErrors = ({ requests }: Journal): string =>
  requests
    .filter(({ status = 0 }) => status >= 400)
    .slice(-5)
    .map(({ method, path, status, response }) => `  ${method} ${path}: ${status} ${JSON.stringify(response)}`)
    .join('\n');
