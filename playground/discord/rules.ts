import { ChannelType } from 'discord-api-types/v10';
import { ApiError } from './errors.ts';
import { isThread, may } from './permissions.ts';
import type { Permission } from './permissions.ts';
import type { Channel, GuildChannel, Thread, World } from './world.ts';

// Who may do what, for the bot and for people alike. Each throws Discord's error.

/** A channel that the user can see. */
export function seen(world: World, user: string, id: string): Channel {
  const channel = world.channelById(id);
  must(world, user, channel);
  return channel;
}

/** The user can see the channel and may do all of this there. */
export function must(world: World, user: string, channel: Channel, ...permissions: Permission[]): void {
  if (!may(world, user, channel, 'ViewChannel')) throw new ApiError('missingAccess');
  if (!may(world, user, channel, ...permissions)) throw new ApiError('missingPermissions');
}

/** The user may write there. */
export function mustWrite(world: World, user: string, channel: Channel, files: boolean): void {
  must(world, user, channel);
  if (channel.type === ChannelType.GuildForum) throw new ApiError('notTextChannel');
  if (channel.type === ChannelType.DM) {
    if (user === world.bot.id && channel.recipients.some(({ id }) => world.dmsClosed.has(id)))
      throw new ApiError('cannotDm');
    return;
  }
  if (isThread(channel)) {
    must(world, user, channel, 'SendMessagesInThreads');
    const { archived, locked } = channel.thread_metadata;
    if (locked && !may(world, user, channel, 'ManageThreads'))
      throw new ApiError(archived ? 'archived' : 'locked');
  } else must(world, user, channel, 'SendMessages');
  if (files) must(world, user, channel, 'AttachFiles');
}

/** The channel has threads and the user may start one of this kind. */
export function mustStartThread(world: World, user: string, channel: Channel, hidden: boolean): GuildChannel {
  must(world, user, channel);
  if (channel.type === ChannelType.DM || isThread(channel)) throw new ApiError('invalidChannelType');
  if (channel.type === ChannelType.GuildForum) must(world, user, channel, 'SendMessages');
  else must(world, user, channel, hidden ? 'CreatePrivateThreads' : 'CreatePublicThreads');
  return channel;
}

/** The user may change this about the thread: its owner may a little, moderators all. */
export function mustManageThread(
  world: World,
  user: string,
  thread: Thread,
  update: { locked?: boolean | undefined; archived?: boolean | undefined },
): void {
  must(world, user, thread);
  if (may(world, user, thread, 'ManageThreads')) return;
  const { archived, locked } = thread.thread_metadata;
  if (thread.owner_id !== user || update.locked !== undefined) throw new ApiError('missingPermissions');
  if (locked) throw new ApiError('locked');
  if (archived && update.archived !== false) throw new ApiError('archived');
}
