import type { APIGuildMember, APIRole, APIUser } from 'discord-api-types/v10';
import { ChannelType, Locale, OverwriteType } from 'discord-api-types/v10';
import { BOT_PERMISSIONS, EVERYONE_PERMISSIONS, bitsOf, isThread } from './permissions.ts';
import type { Permission } from './permissions.ts';
import { makeChannel, makeMember, makeRole, makeUser } from './shapes.ts';
import type { Channel, GuildChannel } from './shapes.ts';
import type { Guild, World } from './world.ts';

/** Who and what there is on servers, and who may do what. Everything is on the first server unless said otherwise. */
export interface Servers {
  /** Invites the bot to a server that has these text channels; the first is the one for Discord's own messages. */
  addGuild(name: string, ownerId?: string, channels?: string[]): Guild;
  removeGuild(guild: Guild): void;
  /** Sets the language of a server. */
  setLocale(locale: Locale, guild?: Guild): void;
  addChannel(name: string, options?: { forum?: boolean; guild?: Guild }): GuildChannel;
  addPerson(name: string, options?: { guild?: Guild; roles?: string[]; bot?: boolean }): APIUser;
  /** Somebody who is known already enters one more server. */
  join(user: string, guild: Guild): void;
  addRole(name: string, permissions?: Permission[], guild?: Guild): APIRole;
  /** A role by name. */
  role(name: string, guild?: Guild): APIRole;
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
  /** Takes permissions from the bot in one channel; without any, gives all back. */
  deny(channel: string, ...permissions: Permission[]): void;
}

type Core = Omit<World, keyof Servers | 'guild'>;

export function createServers(world: Core): Servers {
  const { bot, guilds, users, channels, messages, snowflake, emit } = world;

  const first = (): Guild => {
    const [guild] = guilds.values();
    if (!guild) throw new Error('There is no server.');
    return guild;
  };

  const channelsOf = (guild: Guild): Channel[] =>
    [...channels.values()].filter((channel) => 'guild_id' in channel && channel.guild_id === guild.id);

  const memberOf = (guild: Guild, user: string): APIGuildMember => {
    const member = guild.members.get(user);
    if (!member) throw new Error(`${users.get(user)?.username ?? user} is not in ${guild.name}.`);
    return member;
  };

  const servers: Servers = {
    addGuild(name, ownerId = first().ownerId, channels = []) {
      const id = snowflake();
      const everyone = makeRole(id, '@everyone', EVERYONE_PERMISSIONS, 0);
      const botRole = makeRole(snowflake(), bot.username, BOT_PERMISSIONS, 1, bot.id);
      const guild: Guild = {
        id,
        name,
        ownerId,
        locale: Locale.EnglishUS,
        roles: new Map([everyone, botRole].map((role) => [role.id, role])),
        members: new Map([[bot.id, makeMember(bot, [botRole.id])]]),
        systemChannelId: null,
      };
      guilds.set(id, guild);
      servers.join(ownerId, guild);
      const [systemChannel] = channels.map((channel) => servers.addChannel(channel, { guild }));
      guild.systemChannelId = systemChannel?.id ?? null;
      emit({ on: 'guildCreate', guild });
      return guild;
    },

    removeGuild(guild) {
      guilds.delete(guild.id);
      for (const { id } of channelsOf(guild)) {
        channels.delete(id);
        messages.delete(id);
      }
      emit({ on: 'guildDelete', guild });
    },

    setLocale(locale, guild = first()) {
      guild.locale = locale;
      emit({ on: 'guildUpdate', guild });
    },

    addChannel(name, { forum = false, guild = first() } = {}) {
      const type = forum ? ChannelType.GuildForum : ChannelType.GuildText;
      const position = channelsOf(guild).length;
      const channel = makeChannel(type, { id: snowflake(), guild: guild.id, name, position });
      channels.set(channel.id, channel);
      emit({ on: 'channelCreate', channel });
      return channel;
    },

    addPerson(name, { guild = first(), roles = [], bot = false } = {}) {
      const user = makeUser(snowflake(), name, bot);
      users.set(user.id, user);
      guild.members.set(user.id, makeMember(user, roles));
      return user;
    },

    join(id, guild) {
      const user = users.get(id);
      if (user) guild.members.set(id, makeMember(user));
    },

    addRole(name, permissions = [], guild = first()) {
      const role = makeRole(snowflake(), name, bitsOf(permissions), guild.roles.size);
      guild.roles.set(role.id, role);
      emit({ on: 'roleCreate', guild, role });
      return role;
    },

    role(name, guild = first()) {
      const found = [...guild.roles.values()].find((role) => role.name === name);
      if (!found) throw new Error(`There is no role ${name} in ${guild.name}.`);
      return found;
    },

    giveRole(user, role, guild = first()) {
      const member = memberOf(guild, user);
      member.roles = [...new Set([...member.roles, role.id])];
      emit({ on: 'member', guild, member });
    },

    takeRole(user, role, guild = first()) {
      const member = memberOf(guild, user);
      member.roles = member.roles.filter((id) => id !== role.id);
      emit({ on: 'member', guild, member });
    },

    setRole(role, permissions, guild = first()) {
      role.permissions = String(bitsOf(permissions));
      emit({ on: 'roleUpdate', guild, role });
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
      servers.setOverwrite(channel, bot.id, { deny: permissions });
    },
  };
  return servers;
}
