import type {
  APIApplicationCommand,
  APIGuildMember,
  APIRole,
  APIThreadMember,
  APIUser,
} from 'discord-api-types/v10';
import { ChannelType, OverwriteType } from 'discord-api-types/v10';
import type { Change, Stored } from './changes.ts';
import { ApiError } from './errors.ts';
import type { Interaction } from './interactions.ts';
import { BOT_PERMISSIONS, EVERYONE_PERMISSIONS, bitsOf, isThread } from './permissions.ts';
import type { Permission } from './permissions.ts';
import { makeChannel, makeDm, makeMember, makeRole, makeUser } from './shapes.ts';
import type { Channel, Dm, GuildChannel, Thread } from './shapes.ts';
import { createSnowflakes } from './snowflakes.ts';

export type { Channel, Dm, GuildChannel, Thread } from './shapes.ts';

/** A server. */
export interface Guild {
  id: string;
  name: string;
  ownerId: string;
  roles: Map<string, APIRole>;
  members: Map<string, APIGuildMember>;
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

/** All that there is. Change it with the functions of messages.ts, threads.ts and interactions.ts, or here. */
export interface World {
  /** Where uploads can be fetched from. */
  cdnUrl: string;
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

  addGuild(name: string, ownerId?: string): Guild;
  removeGuild(guild: Guild): void;
  addChannel(name: string, options?: { forum?: boolean; guild?: Guild }): GuildChannel;
  addPerson(name: string, options?: { guild?: Guild; roles?: string[]; bot?: boolean }): APIUser;
  addRole(name: string, permissions?: Permission[], guild?: Guild): APIRole;
  /** Gives (or takes) a role. */
  giveRole(user: string, role: APIRole, guild?: Guild): void;
  takeRole(user: string, role: APIRole, guild?: Guild): void;
  /** Sets what a role may do on the whole server. */
  setRole(role: APIRole, permissions: Permission[], guild?: Guild): void;
  /** Sets what a user or role may and may not do in one channel. */
  setOverwrite(
    channel: string,
    target: string,
    overwrite: { allow?: Permission[]; deny?: Permission[] },
  ): void;
  /** Takes permissions from the bot in one channel. */
  deny(channel: string, ...permissions: Permission[]): void;
}

/** A server "Bobbin's Yard" with Ada, who owns it, Ben and Bobbin in it. */
export function createWorld(cdnUrl: string): World {
  const snowflake = createSnowflakes();
  const listeners = new Set<(change: Change) => void>();
  const bot = makeUser(snowflake(), 'Bobbin', true);
  const guilds = new Map<string, Guild>();
  const users = new Map([[bot.id, bot]]);
  const channels = new Map<string, Channel>();
  const messages = new Map<string, Map<string, Stored>>();

  const emit = (change: Change): void => {
    for (const listener of listeners) listener(change);
  };

  const addGuild = (name: string, ownerId: string): Guild => {
    const id = snowflake();
    const everyone = makeRole(id, '@everyone', EVERYONE_PERMISSIONS, 0);
    const botRole = makeRole(snowflake(), bot.username, BOT_PERMISSIONS, 1, bot.id);
    const guild: Guild = {
      id,
      name,
      ownerId,
      roles: new Map([everyone, botRole].map((role) => [role.id, role])),
      members: new Map([[bot.id, makeMember(bot, [botRole.id])]]),
    };
    guilds.set(id, guild);
    const owner = users.get(ownerId);
    if (owner) guild.members.set(ownerId, makeMember(owner));
    return guild;
  };

  const newPerson = (name: string, isBot = false): APIUser => {
    const user = makeUser(snowflake(), name, isBot);
    users.set(user.id, user);
    return user;
  };

  const channelsOf = (guild: Guild): Channel[] =>
    [...channels.values()].filter((channel) => 'guild_id' in channel && channel.guild_id === guild.id);

  const memberOf = (guild: Guild, user: string): APIGuildMember => {
    const member = guild.members.get(user);
    if (!member) throw new Error(`${users.get(user)?.username ?? user} is not in ${guild.name}.`);
    return member;
  };

  const ada = newPerson('Ada');
  const guild = addGuild("Bobbin's Yard", ada.id);

  const world: World = {
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
    guild,
    guilds,
    users,
    channels,
    messages,
    threadMembers: new Map(),
    commands: new Map(),
    interactions: new Map(),
    files: new Map(),
    dmsClosed: new Set(),
    snowflake,
    emit,

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    channelById(id) {
      const channel = channels.get(id);
      if (!channel) throw new ApiError('unknownChannel');
      return channel;
    },

    lookUp: (channel) => channels.get(channel) ?? [...channels.values()].find(({ name }) => name === channel),

    find(channel) {
      const found = world.lookUp(channel);
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
      const known = messages.get(channel);
      if (known) return known;
      const fresh = new Map<string, Stored>();
      messages.set(channel, fresh);
      return fresh;
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

    addGuild(name, ownerId = ada.id) {
      const added = addGuild(name, ownerId);
      emit({ on: 'guildCreate', guild: added });
      return added;
    },

    removeGuild(removed) {
      guilds.delete(removed.id);
      for (const channel of channelsOf(removed)) {
        channels.delete(channel.id);
        messages.delete(channel.id);
      }
      emit({ on: 'guildDelete', guild: removed });
    },

    addChannel(name, options = {}) {
      const at = options.guild ?? guild;
      const position = channelsOf(at).length;
      const type = options.forum ? ChannelType.GuildForum : ChannelType.GuildText;
      const channel = makeChannel(type, { id: snowflake(), guild: at.id, name, position });
      channels.set(channel.id, channel);
      emit({ on: 'channelCreate', channel });
      return channel;
    },

    addPerson(name, options = {}) {
      const user = newPerson(name, options.bot);
      (options.guild ?? guild).members.set(user.id, makeMember(user, options.roles));
      return user;
    },

    addRole(name, permissions = [], at = guild) {
      const role = makeRole(snowflake(), name, bitsOf(permissions), at.roles.size);
      at.roles.set(role.id, role);
      emit({ on: 'role', guild: at, role });
      return role;
    },

    giveRole(user, role, at = guild) {
      const member = memberOf(at, user);
      member.roles = [...new Set([...member.roles, role.id])];
      emit({ on: 'member', guild: at, member });
    },

    takeRole(user, role, at = guild) {
      const member = memberOf(at, user);
      member.roles = member.roles.filter((id) => id !== role.id);
      emit({ on: 'member', guild: at, member });
    },

    setRole(role, permissions, at = guild) {
      role.permissions = String(bitsOf(permissions));
      emit({ on: 'role', guild: at, role });
    },

    setOverwrite(ref, target, { allow = [], deny = [] }) {
      const channel = world.find(ref);
      if (channel.type === ChannelType.DM || isThread(channel))
        throw new Error('Only channels of a server have permissions of their own.');
      const type = users.has(target) ? OverwriteType.Member : OverwriteType.Role;
      channel.permission_overwrites = [
        ...channel.permission_overwrites.filter(({ id }) => id !== target),
        { id: target, type, allow: String(bitsOf(allow)), deny: String(bitsOf(deny)) },
      ];
      emit({ on: 'channelUpdate', channel });
    },

    deny(channel, ...permissions) {
      world.setOverwrite(channel, bot.id, { deny: permissions });
    },
  };

  world.addPerson('Ben');
  world.addRole('Moderator', ['ManageMessages', 'ManageThreads']);
  for (const name of ['general', 'help']) world.addChannel(name);
  world.addChannel('ideas', { forum: true });
  return world;
}
