import { Locale } from 'discord-api-types/v10';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Change, Stored } from './discord/changes.ts';
import { readFrame } from './discord/frames.ts';
import { guildPermissions } from './discord/permissions.ts';
import { byId } from './discord/snowflakes.ts';
import type { World } from './discord/world.ts';
import type { Person } from './people.ts';
import type { Languages, SeenEvent, SeenMessage, Snapshot, ToPage } from './protocol.ts';

const id = z.string();
const file = z.object({ name: z.string(), type: z.string(), base64: z.string() });
const files = z.array(file);
const value = z.union([z.string(), z.number(), z.boolean(), file]);
const options = z.array(z.object({ name: z.string(), value }));

const deed = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('say'),
    channel: id,
    text: z.string(),
    replyTo: id.optional(),
    files: files.optional(),
  }),
  z.object({ do: z.literal('edit'), channel: id, message: id, text: z.string() }),
  z.object({ do: z.literal('delete'), channel: id, message: id }),
  z.object({
    do: z.literal('startThread'),
    channel: id,
    name: z.string(),
    message: id.optional(),
    private: z.boolean().optional(),
  }),
  z.object({ do: z.literal('post'), forum: id, title: z.string(), text: z.string() }),
  z.object({ do: z.literal('deleteChannel'), channel: id }),
  z.object({ do: z.literal('openDm') }),
  z.object({ do: z.literal(['speak', 'setServerLocale']), locale: z.enum(Locale) }),
  z.object({ do: z.literal('command'), channel: id, name: z.string(), options }),
  z.object({ do: z.literal('messageCommand'), channel: id, name: z.string(), message: id }),
  z.object({ do: z.literal('autocomplete'), channel: id, name: z.string(), options, focused: z.string() }),
  z.object({ do: z.literal('click'), channel: id, message: id, customId: z.string() }),
  z.object({
    do: z.literal('select'),
    channel: id,
    message: id,
    customId: z.string(),
    values: z.array(z.string()),
  }),
  z.object({
    do: z.literal('submitModal'),
    channel: id,
    customId: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  }),
]);

const fromPage = z.object({ id: z.int(), as: z.string() }).and(deed);

type Deed = z.output<typeof deed>;

const send = (socket: WebSocket, message: ToPage): void => {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
};

/** The WebSocket /page: shows the page all that happens, and does there what people do on the page. */
export function createPageSocket(
  world: World,
  person: (id: string) => Person,
  isOnline: () => boolean,
): { sockets: WebSocketServer; close(): void } {
  const sockets = new WebSocketServer({ noServer: true });

  sockets.on('connection', (socket) => {
    send(socket, { type: 'snapshot', snapshot: snapshotOf(world, isOnline()) });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => void answer(socket, readFrame(data)));
  });

  const answer = async (socket: WebSocket, received: unknown): Promise<void> => {
    const asked = fromPage.safeParse(received);
    if (!asked.success) return;
    try {
      const result: unknown = await act(person(asked.data.as), asked.data);
      send(socket, { type: 'done', id: asked.data.id, result });
    } catch (error) {
      send(socket, {
        type: 'done',
        id: asked.data.id,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  };

  const stop = world.onChange((change) => {
    for (const event of eventsOf(world, change))
      for (const socket of sockets.clients) send(socket, { type: 'event', event });
  });

  return {
    sockets,
    close: () => {
      stop();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function act(person: Person, deed: Deed): unknown {
  switch (deed.do) {
    case 'say': {
      const { replyTo, files } = deed;
      return person.say(deed.channel, deed.text, { ...(replyTo && { replyTo }), ...(files && { files }) });
    }
    case 'edit':
      return person.edit(deed.channel, deed.message, deed.text);
    case 'delete':
      return person.delete(deed.channel, deed.message);
    case 'startThread':
      return person.startThread(deed.channel, deed.name, {
        ...(deed.message && { message: deed.message }),
        private: deed.private ?? false,
      });
    case 'post':
      return person.post(deed.forum, deed.title, deed.text);
    case 'deleteChannel':
      return person.deleteChannel(deed.channel);
    case 'openDm':
      return person.openDm();
    case 'speak':
    case 'setServerLocale':
      return person[deed.do](deed.locale);
    case 'command':
      return person.command(deed.channel, deed.name, deed.options);
    case 'messageCommand':
      return person.messageCommand(deed.channel, deed.name, deed.message);
    case 'autocomplete':
      return person.autocomplete(deed.channel, deed.name, deed.options, deed.focused);
    case 'click':
      return person.click(deed.channel, deed.message, deed.customId);
    case 'select':
      return person.select(deed.channel, deed.message, deed.customId, deed.values);
    case 'submitModal':
    default:
      return person.submitModal(deed.channel, deed.customId, deed.values);
  }
}

function snapshotOf(world: World, online: boolean): Snapshot {
  const { guild } = world;
  const people = [...guild.members.values()].filter(({ user }) => user.id !== world.bot.id);
  const channels = [...world.channels.values()];
  return {
    guild: { id: guild.id, name: guild.name, roles: [...guild.roles.values()] },
    bot: world.bot,
    online,
    people: people.map((member) => ({
      user: member.user,
      member,
      managesServer: (guildPermissions(guild, member.user.id) & MANAGE_GUILD) !== 0n,
    })),
    channels,
    messages: Object.fromEntries(
      channels.map((channel) => [
        channel.id,
        [...world.messagesIn(channel.id).values()].map(seen).toSorted(byId),
      ]),
    ),
    commands: [...world.commands.values()],
    languages: languagesOf(world),
  };
}

const languagesOf = (world: World): Languages => ({
  server: world.guild.locale,
  people: Object.fromEntries(world.locales),
});

const MANAGE_GUILD = 1n << 5n;

const seen = ({ message, onlyFor }: Stored): SeenMessage => ({ ...message, ...(onlyFor && { onlyFor }) });

function eventsOf(world: World, change: Change): SeenEvent[] {
  switch (change.on) {
    case 'message':
    case 'messageUpdate':
      return [{ on: 'message', message: seen(change.stored) }];
    case 'messageDelete':
      return change.ids.map((message) => ({ on: 'messageDelete', channel: change.channel.id, message }));
    case 'reaction': {
      const stored = world.messages.get(change.channel.id)?.get(change.message.id);
      return stored ? [{ on: 'message', message: seen(stored) }] : [];
    }
    case 'channelCreate':
    case 'channelUpdate':
    case 'dmCreate':
      return [{ on: 'channel', channel: change.channel }];
    case 'channelDelete':
      return [{ on: 'channelDelete', channel: change.channel.id }];
    case 'threadCreate':
    case 'threadUpdate':
    case 'threadMembers':
      return [{ on: 'channel', channel: change.thread }];
    case 'threadDelete':
      return [{ on: 'channelDelete', channel: change.thread.id }];
    case 'typing':
      return [{ on: 'typing', channel: change.channel.id, user: change.user, at: change.at }];
    case 'commands':
      return [{ on: 'commands', commands: [...world.commands.values()] }];
    case 'locale':
    case 'guildUpdate':
      return [{ on: 'languages', languages: languagesOf(world) }];
    case 'online':
      return [{ on: 'online', online: change.online }];
    case 'interactionState': {
      const { id, person, state } = change.interaction;
      return [{ on: 'interaction', interaction: id, person, state }];
    }
    case 'modal': {
      const { person, channel } = change.interaction;
      return [{ on: 'modal', person, channel: channel.id, modal: change.modal }];
    }
    case 'interaction':
    case 'roleCreate':
    case 'roleUpdate':
    case 'member':
    case 'guildCreate':
    case 'guildDelete':
    default:
      return [];
  }
}
