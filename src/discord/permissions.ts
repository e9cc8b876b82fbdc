import { type Channel, type GuildBasedChannel, PermissionFlagsBits } from 'discord.js';
import { UserError } from '../errors.ts';

/** What Bobbin needs, under the names that Discord's settings show. The invite link asks for exactly these. */
const PERMISSIONS = {
  ViewChannel: 'View Channel',
  SendMessages: 'Send Messages',
  SendMessagesInThreads: 'Send Messages in Threads',
  CreatePublicThreads: 'Create Public Threads',
  CreatePrivateThreads: 'Create Private Threads',
  ReadMessageHistory: 'Read Message History',
  AttachFiles: 'Attach Files',
} as const;

export type Permission = keyof typeof PERMISSIONS;

export const INVITE_PERMISSIONS = Object.keys(PERMISSIONS).map((name) => {
  const bits: Record<string, bigint> = PermissionFlagsBits;
  return bits[name] ?? 0n;
});

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

/** The sentence for a channel in which Bobbin lacks permissions. */
export function lacksPermission(channel: GuildBasedChannel, lacking: readonly Permission[]): UserError {
  const place = channel.isThread() ? (channel.parent ?? channel) : channel;
  if (lacking.length === 0)
    return new UserError(
      `Discord does not let me write in #${place.name}. Is there a time-out or a rule against it?`,
    );
  const names = lacking.map((name) => `“${PERMISSIONS[name]}”`).join(', ');
  const plural = lacking.length > 1 ? 'permissions' : 'permission';
  return new UserError(
    `I lack the ${plural} ${names} in #${place.name}. ` +
      'Someone who manages this server can allow it to my role in the channel’s settings.',
  );
}
