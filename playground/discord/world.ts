import type {
  APIApplicationCommand,
  APIGuildMember,
  APIRole,
  APIThreadMember,
  APIUser,
} from 'discord-api-types/v10';
import { ChannelType, type Locale } from 'discord-api-types/v10';
import type { Change, Stored } from './changes.ts';
import { ApiError } from './errors.ts';
import type { Interaction } from './interactions.ts';
import { isThread } from './permissions.ts';
import { createServers } from './servers.ts';
import type { Servers } from './servers.ts';
import { makeDm, makeUser } from './shapes.ts';
import type { Channel, Dm, GuildChannel, Thread } from './shapes.ts';
import { createSnowflakes } from './snowflakes.ts';

export type { Channel, Dm, GuildChannel, Thread } from './shapes.ts';

/** A server. */
export interface Guild {
  id: string;
  name: string;
  ownerId: string;
  /** The language of the server. */
  locale: Locale;
  roles: Map<string, APIRole>;
  members: Map<string, APIGuildMember>;
  /** Where Discord itself tells things, such as who joined. */
  systemChannelId: string | null;
}

/** A file as it was uploaded. */
export interface Upload {
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** What the developer portal says about the bot; tests switch it. */
export interface Application {
  id: string;
  name: string;
  description: string;
  messageContent: boolean;
  guildMembers: boolean;
  presences: boolean;
  /** Logins that Discord still allows today. */
  sessionStartsLeft: number;
}

/** All that there is. Change it with the functions of messages.ts, threads.ts and interactions.ts, or with those of servers.ts. */
export interface World extends Servers {
  /** Where uploads can be fetched from. */
  readonly cdnUrl: string;
  readonly application: Application;
  readonly bot: APIUser;
  /** The server that there is from the start. */
  readonly guild: Guild;
  readonly guilds: Map<string, Guild>;
  readonly users: Map<string, APIUser>;
  readonly channels: Map<string, Channel>;
  readonly messages: Map<string, Map<string, Stored>>;
  readonly threadMembers: Map<string, Map<string, APIThreadMember>>;
  readonly commands: Map<string, APIApplicationCommand>;
  readonly interactions: Map<string, Interaction>;
  readonly files: Map<string, Upload>;
  /** The language of a person's client, where that is not English. */
  readonly locales: Map<string, Locale>;
  /** People who take no messages from Bobbin. */
  readonly dmsClosed: Set<string>;
  snowflake(): string;

  /** Tells everybody that something happened. */
  emit(change: Change): void;
  /** Hears of every change until the returned function is called. */
  onChange(listener: (change: Change) => void): () => void;

  /** A channel by id, or Discord's error. */
  channelById(id: string): Channel;
  /** A channel by id or name. */
  lookUp(channel: string): Channel | undefined;
  /** A channel by id or name (the first of that name), or an error that lists what there is. */
  find(channel: string): Channel;
  guildOf(channel: GuildChannel | Thread): Guild;
  parentOf(thread: Thread): GuildChannel;
  messagesIn(channel: string): Map<string, Stored>;
  /** The DM between the bot and a person; made when there is none. */
  dmWith(user: string): Dm;
}

// The bot is no newcomer on its first server.
const LONG_AGO_MS = 30 * 86_400_000;

/** A server "Bobbin's Yard" with Ada, who owns it, Ben and Bobbin in it. */
export function createWorld(cdnUrl: string): World {
  const snowflake = createSnowflakes();
  const listeners = new Set<(change: Change) => void>();
  const bot = makeUser(snowflake(), 'Bobbin', true);
  const owner = makeUser(snowflake(), 'Ada');
  const guilds = new Map<string, Guild>();
  const users = new Map([bot, owner].map((user) => [user.id, user]));
  const channels = new Map<string, Channel>();
  const messages = new Map<string, Map<string, Stored>>();

  const lookUp = (channel: string): Channel | undefined =>
    channels.get(channel) ?? [...channels.values()].find(({ name }) => name === channel);

  const emit = (change: Change): void => {
    for (const listener of listeners) listener(change);
  };

  const core: Omit<World, keyof Servers | 'guild'> = {
    cdnUrl,
    application: {
      id: bot.id,
      name: 'Bobbin',
      description: '',
      messageContent: true,
      guildMembers: false,
      presences: false,
      sessionStartsLeft: 1000,
    },
    bot,
    guilds,
    users,
    channels,
    messages,
    threadMembers: new Map(),
    commands: new Map(),
    interactions: new Map(),
    files: new Map(),
    locales: new Map(),
    dmsClosed: new Set(),
    snowflake,
    emit,
    lookUp,

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    channelById(id) {
      const channel = channels.get(id);
      if (!channel) throw new ApiError('unknownChannel');
      return channel;
    },

    find(channel) {
      const found = lookUp(channel);
      if (found) return found;
      const names = [...channels.values()].map(({ id, name }) => name ?? `DM ${id}`);
      throw new Error(`There is no channel ${channel}. There are: ${names.join(', ')}.`);
    },

    guildOf(channel) {
      const found = guilds.get(channel.guild_id);
      if (!found) throw new ApiError('unknownGuild');
      return found;
    },

    parentOf(thread) {
      const parent = channels.get(thread.parent_id);
      if (!parent || isThread(parent) || parent.type === ChannelType.DM) throw new ApiError('unknownChannel');
      return parent;
    },

    messagesIn(channel) {
      const known = messages.get(channel) ?? new Map<string, Stored>();
      messages.set(channel, known);
      return known;
    },

    dmWith(user) {
      const person = users.get(user);
      if (!person) throw new ApiError('unknownUser');
      for (const channel of channels.values())
        if (channel.type === ChannelType.DM && channel.recipients.some(({ id }) => id === user))
          return channel;
      const dm = makeDm(snowflake(), person);
      channels.set(dm.id, dm);
      emit({ on: 'dmCreate', channel: dm });
      return dm;
    },
  };

  const servers = createServers(core);
  const guild = servers.addGuild("Bobbin's Yard", owner.id);
  const me = guild.members.get(bot.id);
  if (me) me.joined_at = new Date(Date.now() - LONG_AGO_MS).toISOString();
  servers.addPerson('Ben');
  servers.addRole('Moderator', ['ManageMessages', 'ManageThreads']);
  for (const name of ['general', 'help']) servers.addChannel(name);
  servers.addChannel('ideas', { forum: true });
  return { ...core, ...servers, guild };
}
