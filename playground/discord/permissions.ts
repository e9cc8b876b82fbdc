import type { APIOverwrite } from 'discord-api-types/v10';
import { ChannelType, OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { Channel, Guild, GuildChannel, Thread, World } from './world.ts';

export type Permission = keyof typeof PermissionFlagsBits;

const ALL_PERMISSIONS = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

export const bitsOf = (permissions: readonly Permission[]): bigint =>
  permissions.reduce((all, permission) => all | PermissionFlagsBits[permission], 0n);

/** What everybody may do on a fresh server. */
export const EVERYONE_PERMISSIONS = bitsOf([
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'ReadMessageHistory',
  'AddReactions',
  'EmbedLinks',
  'AttachFiles',
  'UseApplicationCommands',
  'UseExternalEmojis',
  'ChangeNickname',
]);

/** What Bobbin's invite asks for, and nothing else. */
export const BOT_PERMISSIONS = bitsOf([
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'ReadMessageHistory',
  'AttachFiles',
]);

// What a person and the bot may do in their DM.
const DM_PERMISSIONS = EVERYONE_PERMISSIONS;

/** Without a channel: on the whole server. https://discord.com/developers/docs/topics/permissions */
export function guildPermissions(guild: Guild, user: string): bigint {
  const member = guild.members.get(user);
  if (!member) return 0n;
  if (guild.ownerId === user) return ALL_PERMISSIONS;
  const granted = [guild.id, ...member.roles]
    .map((role) => BigInt(guild.roles.get(role)?.permissions ?? 0))
    .reduce((all, bits) => all | bits, 0n);
  return granted & PermissionFlagsBits.Administrator ? ALL_PERMISSIONS : granted;
}

/** What a user may do in a channel, a thread or a DM. */
export function permissionsIn(world: World, user: string, channel: Channel): bigint {
  if (channel.type === ChannelType.DM)
    return channel.recipients.some(({ id }) => id === user) || user === world.bot.id ? DM_PERMISSIONS : 0n;
  const guild = world.guildOf(channel);
  const base = guildPermissions(guild, user);
  if (base === ALL_PERMISSIONS) return base;
  const parent = isThread(channel) ? world.parentOf(channel) : channel;
  const granted = withOverwrites(base, guild, user, parent);
  if (!(granted & PermissionFlagsBits.ViewChannel)) return 0n;
  if (!isThread(channel)) return implied(granted, PermissionFlagsBits.SendMessages);
  if (hidden(world, channel, user, granted)) return 0n;
  return implied(granted, PermissionFlagsBits.SendMessagesInThreads);
}

export const isThread = (channel: Channel): channel is Thread =>
  channel.type === ChannelType.PublicThread || channel.type === ChannelType.PrivateThread;

/** Whether a user may do all of this there. */
export const may = (world: World, user: string, channel: Channel, ...permissions: Permission[]): boolean => {
  const needed = bitsOf(permissions);
  return (permissionsIn(world, user, channel) & needed) === needed;
};

function withOverwrites(base: bigint, guild: Guild, user: string, channel: GuildChannel): bigint {
  const overwrites = channel.permission_overwrites;
  const roles = guild.members.get(user)?.roles ?? [];
  const steps = [
    overwrites.filter(({ id }) => id === guild.id),
    overwrites.filter(({ id, type }) => type === OverwriteType.Role && id !== guild.id && roles.includes(id)),
    overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === user),
  ];
  return steps.reduce((bits, step) => (bits & ~sum(step, 'deny')) | sum(step, 'allow'), base);
}

const sum = (overwrites: APIOverwrite[], side: 'allow' | 'deny'): bigint =>
  overwrites.reduce((all, overwrite) => all | BigInt(overwrite[side]), 0n);

// Who can't send can't mention everyone, attach or embed either.
const implied = (granted: bigint, sending: bigint): bigint =>
  granted & sending
    ? granted
    : granted & ~bitsOf(['MentionEveryone', 'SendTTSMessages', 'AttachFiles', 'EmbedLinks']);

const hidden = (world: World, thread: Thread, user: string, granted: bigint): boolean =>
  thread.type === ChannelType.PrivateThread &&
  !(granted & PermissionFlagsBits.ManageThreads) &&
  !world.threadMembers.get(thread.id)?.has(user);
