import { type Channel, type GuildBasedChannel, PermissionFlagsBits } from 'discord.js';
import { UserError } from '../errors.ts';
import { text } from '../language/language.ts';

/** What Bobbin needs. The invite link asks for exactly these; the catalogue has the names that Discord's settings show. */
export const PERMISSIONS = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'ReadMessageHistory',
  'AttachFiles',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export const INVITE_PERMISSIONS = PERMISSIONS.map((name) => PermissionFlagsBits[name]);

/** What Bobbin needs to write where it converses. */
export const WRITE_IN_THREAD: readonly Permission[] = [
  'ViewChannel',
  'SendMessagesInThreads',
  'ReadMessageHistory',
];
export const WRITE_IN_CHANNEL: readonly Permission[] = ['ViewChannel', 'SendMessages', 'ReadMessageHistory'];

export function neededToWrite(channel: Channel): readonly Permission[] {
  return channel.isThread() ? WRITE_IN_THREAD : WRITE_IN_CHANNEL;
}

/** Which of these Bobbin lacks in a channel (for a thread, its channel counts). */
export function missing(channel: GuildBasedChannel, needed: readonly Permission[]): Permission[] {
  const { me } = channel.guild.members;
  const has = me && channel.permissionsFor(me);
  return needed.filter((name) => has?.has(PermissionFlagsBits[name]) !== true);
}

/** Whether Bobbin's messages may have files there. Without, all that is said stands in the messages themselves. */
export function mayAttach(channel: Channel | undefined): boolean {
  return channel !== undefined && (channel.isDMBased() || missing(channel, ['AttachFiles']).length === 0);
}

/** Throws a UserError that names the permissions that Bobbin lacks in a channel, and the channel. */
export function requirePermissions(channel: GuildBasedChannel, needed: readonly Permission[]): void {
  const lacking = missing(channel, needed);
  if (lacking.length > 0) throw lacksPermission(channel, lacking);
}

/** Throws a UserError where an answer could not be posted: better before the model is paid for it than after. */
export function requireWritable(channel: Channel): void {
  if (channel.isDMBased()) return;
  requirePermissions(channel, neededToWrite(channel));
  if (channel.isThread() && channel.locked === true) throw new UserError(text('error.threadLocked'));
}

/** The sentence for a channel in which Bobbin lacks permissions. */
export function lacksPermission(channel: GuildBasedChannel, lacking: readonly Permission[]): UserError {
  const place = channel.isThread() ? (channel.parent ?? channel) : channel;
  if (lacking.length === 0) return new UserError(text('permission.notTheReason', { channel: place.name }));
  const names = lacking.map((name) => text('permission.quoted', { name: text(`permission.${name}`) }));
  return new UserError(text('permission.lacking', { count: lacking.length, names, channel: place.name }));
}
