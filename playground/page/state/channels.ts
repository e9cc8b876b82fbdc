import {
  type APIChannel,
  type APIDMChannel,
  type APIThreadChannel,
  type APIGuildForumChannel,
  ChannelType,
} from 'discord-api-types/v10';

import type { SeenMessage } from '../../protocol.ts';
import { compareIds } from './ids.ts';
import type { State } from './state.ts';

/** A channel of the server with the threads below it. */
export interface Branch {
  channel: APIChannel;
  threads: APIThreadChannel[];
}

export function isThread(channel: APIChannel | undefined): channel is APIThreadChannel {
  return (
    channel?.type === ChannelType.PublicThread ||
    channel?.type === ChannelType.PrivateThread ||
    channel?.type === ChannelType.AnnouncementThread
  );
}

export function isDm(channel: APIChannel | undefined): channel is APIDMChannel {
  return channel?.type === ChannelType.DM;
}

export function isForum(channel: APIChannel | undefined): channel is APIGuildForumChannel {
  return channel?.type === ChannelType.GuildForum;
}

function isTop(channel: APIChannel): boolean {
  return (
    channel.type === ChannelType.GuildText ||
    channel.type === ChannelType.GuildAnnouncement ||
    isForum(channel)
  );
}

export function byId(channels: APIChannel[]): Record<string, APIChannel> {
  return Object.fromEntries(channels.map((channel) => [channel.id, channel]));
}

/** The server as the list on the left shows it: channels in their order, newest threads first. */
export function branches(channels: Record<string, APIChannel>): Branch[] {
  const all = Object.values(channels);
  return all
    .filter(isTop)
    .toSorted((a, b) => position(a) - position(b) || compareIds(a.id, b.id))
    .map((channel) => ({ channel, threads: threadsOf(channels, channel.id) }));
}

export function threadsOf(channels: Record<string, APIChannel>, parent: string): APIThreadChannel[] {
  return Object.values(channels)
    .filter(isThread)
    .filter((thread) => thread.parent_id === parent)
    .toSorted((a, b) => compareIds(b.id, a.id));
}

function position(channel: APIChannel): number {
  return 'position' in channel ? channel.position : 0;
}

export function firstChannel(channels: Record<string, APIChannel>): APIChannel | undefined {
  const list = branches(channels).map(({ channel }) => channel);
  return list.find((channel) => channel.name === 'general') ?? list[0];
}

/** The DM with Bobbin of a person. */
export function dmOf(channels: Record<string, APIChannel>, person: string): APIDMChannel | undefined {
  return Object.values(channels)
    .filter(isDm)
    .find((channel) => channel.recipients?.some((user) => user.id === person));
}

/** What a channel is called in a heading or in the composer: "#general", "“A thread”", "@Bobbin". */
export function title(state: State, channel: APIChannel): string {
  if (isDm(channel)) return `@${state.bot?.global_name ?? state.bot?.username ?? 'Bobbin'}`;
  return isThread(channel) ? `“${channel.name}”` : `#${channel.name ?? ''}`;
}

/** The id of the newest message of a list which is in order. */
export function newest(messages: SeenMessage[]): string {
  return messages.at(-1)?.id ?? '';
}
