import type { APIMessage } from 'discord-api-types/v10';
import {
  ChannelType,
  MessageFlags,
  MessageReferenceType,
  MessageType,
  ThreadAutoArchiveDuration,
} from 'discord-api-types/v10';
import { ApiError } from './errors.ts';
import { messageFlags } from './flags.ts';
import { addMember } from './members.ts';
import { postMessage } from './messages.ts';
import type { Draft } from './messages.ts';
import { makeThread } from './shapes.ts';
import type { Channel, GuildChannel, Thread } from './shapes.ts';
import type { World } from './world.ts';

export interface ThreadPlan {
  name: string;
  owner: string;
  private?: boolean | undefined;
  autoArchiveMinutes?: ThreadAutoArchiveDuration | undefined;
  slowmode?: number | undefined;
  invitable?: boolean | undefined;
  tags?: string[] | undefined;
}

/** Starts a thread from a message. It gets the message's id. */
export function startThreadFrom(
  world: World,
  parent: GuildChannel,
  message: APIMessage,
  plan: ThreadPlan,
): Thread {
  if (world.channels.has(message.id)) throw new ApiError('threadExists');
  const thread = openThread(world, parent, plan, message.id);
  message.flags = messageFlags((message.flags ?? 0) | MessageFlags.HasThread);
  message.thread = thread;
  const stored = world.messagesIn(parent.id).get(message.id);
  if (stored) world.emit({ on: 'messageUpdate', channel: parent, stored });
  postMessage(world, thread, plan.owner, {
    type: MessageType.ThreadStarterMessage,
    reference: {
      type: MessageReferenceType.Default,
      guild_id: parent.guild_id,
      channel_id: parent.id,
      message_id: message.id,
    },
    referenced: message,
    rules: { parse: [] },
  });
  return thread;
}

/** Starts a thread without a message. A public one is announced in its channel. */
export function startThread(world: World, parent: GuildChannel, plan: ThreadPlan): Thread {
  const thread = openThread(world, parent, plan, world.snowflake());
  if (!plan.private)
    postMessage(world, parent, plan.owner, {
      type: MessageType.ThreadCreated,
      content: plan.name,
      reference: { type: MessageReferenceType.Default, guild_id: parent.guild_id, channel_id: thread.id },
      rules: { parse: [] },
    });
  return thread;
}

/** Posts in a forum: a thread with its first message, which has the thread's id. */
export function startPost(
  world: World,
  forum: GuildChannel,
  plan: ThreadPlan,
  draft: Draft,
): { thread: Thread; message: APIMessage } {
  const id = world.snowflake();
  const thread = openThread(world, forum, plan, id);
  forum.last_message_id = id;
  const { message } = postMessage(world, thread, plan.owner, { ...draft, id });
  return { thread, message };
}

function openThread(world: World, parent: GuildChannel, plan: ThreadPlan, id: string): Thread {
  const thread = makeThread({
    id,
    type: plan.private ? ChannelType.PrivateThread : ChannelType.PublicThread,
    parent,
    name: plan.name,
    owner: plan.owner,
    autoArchiveMinutes: plan.autoArchiveMinutes ?? ThreadAutoArchiveDuration.OneDay,
    slowmode: plan.slowmode ?? 0,
    invitable: plan.invitable ?? true,
    tags: plan.tags ?? [],
  });
  world.channels.set(id, thread);
  addMember(world, thread, plan.owner);
  world.emit({ on: 'threadCreate', thread });
  world.emit({ on: 'threadMembers', thread, added: [plan.owner], removed: [] });
  return thread;
}

/** What can be changed about a thread. */
export interface ThreadUpdate {
  name?: string | undefined;
  archived?: boolean | undefined;
  locked?: boolean | undefined;
  autoArchiveMinutes?: ThreadAutoArchiveDuration | undefined;
  slowmode?: number | undefined;
  invitable?: boolean | undefined;
  tags?: string[] | undefined;
}

export function updateThread(world: World, thread: Thread, by: string, update: ThreadUpdate): Thread {
  const metadata = thread.thread_metadata;
  const renamed = update.name !== undefined && update.name !== thread.name;
  if (update.archived !== undefined && update.archived !== metadata.archived)
    metadata.archive_timestamp = new Date().toISOString();
  metadata.archived = update.archived ?? metadata.archived;
  metadata.locked = update.locked ?? metadata.locked;
  metadata.auto_archive_duration = update.autoArchiveMinutes ?? metadata.auto_archive_duration;
  if (update.invitable !== undefined) metadata.invitable = update.invitable;
  thread.name = update.name ?? thread.name;
  thread.rate_limit_per_user = update.slowmode ?? thread.rate_limit_per_user ?? 0;
  if (update.tags !== undefined) thread.applied_tags = update.tags;
  world.emit({ on: 'threadUpdate', thread });
  if (renamed && !metadata.archived)
    postMessage(world, thread, by, {
      type: MessageType.ChannelNameChange,
      content: thread.name,
      rules: { parse: [] },
    });
  return thread;
}

/** Deletes a channel or thread with all that is in it. The message a thread was started from stays. */
export function deleteChannel(world: World, channel: Channel, withParent = false): void {
  if (channel.type === ChannelType.DM) return;
  for (const thread of threadsOf(world, channel)) deleteChannel(world, thread, true);
  world.channels.delete(channel.id);
  world.messages.delete(channel.id);
  world.threadMembers.delete(channel.id);
  if (!('thread_metadata' in channel)) return world.emit({ on: 'channelDelete', channel });
  world.emit({ on: 'threadDelete', thread: channel, withParent });
  const parent = world.channels.get(channel.parent_id);
  const starter = parent && world.messages.get(parent.id)?.get(channel.id);
  if (!starter) return;
  delete starter.message.thread;
  starter.message.flags = messageFlags((starter.message.flags ?? 0) & ~MessageFlags.HasThread);
  world.emit({ on: 'messageUpdate', channel: parent, stored: starter });
}

export const threadsOf = (world: World, parent: Channel): Thread[] =>
  [...world.channels.values()].filter(
    (channel): channel is Thread => 'thread_metadata' in channel && channel.parent_id === parent.id,
  );
