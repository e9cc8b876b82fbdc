import { type APIUser, MessageFlags, MessageType } from 'discord-api-types/v10';

import type { SeenMessage } from '../../protocol.ts';
import { compareIds } from './ids.ts';
import type { State } from './state.ts';

// Messages of one person within this time stand under one name, in milliseconds.
const TOGETHER = 7 * 60_000;

/** A message and how it stands in the list. */
export interface Row {
  message: SeenMessage;
  /** Whether it goes on below the name of the message before. */
  follows: boolean;
  /** Whether a line with the date stands above it. */
  newDay: boolean;
}

/** What the person who is spoken as sees of a channel. */
export function visibleMessages(state: State, channel: string): SeenMessage[] {
  return (state.messages[channel] ?? []).filter(
    (message) => isFor(state, message) && !state.dismissed.includes(message.id),
  );
}

function isFor(state: State, message: SeenMessage): boolean {
  return message.onlyFor === undefined || message.onlyFor === state.me;
}

/** Messages as rows, consecutive ones grouped. */
export function rows(messages: SeenMessage[]): Row[] {
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const newDay = !before || day(before) !== day(message);
    return { message, newDay, follows: !newDay && follows(before, message) };
  });
}

function follows(before: SeenMessage, message: SeenMessage): boolean {
  return (
    before.author.id === message.author.id &&
    !isSystem(before) &&
    message.type === MessageType.Default &&
    before.onlyFor === message.onlyFor &&
    time(message) - time(before) < TOGETHER
  );
}

function day(message: SeenMessage): string {
  return new Date(message.timestamp).toDateString();
}

function time(message: SeenMessage): number {
  return new Date(message.timestamp).getTime();
}

/** How many messages came since the channel was looked at, and how many of them mention the person. */
export function unread(state: State, channel: string): { messages: number; mentions: number } {
  const read = state.read[channel] ?? '';
  const fresh = (state.messages[channel] ?? []).filter(
    (message) => compareIds(message.id, read) > 0 && message.author.id !== state.me && isFor(state, message),
  );
  return { messages: fresh.length, mentions: fresh.filter((message) => mentionsMe(state, message)).length };
}

/** Whether a message concerns the person who is spoken as so that it is highlighted. */
export function mentionsMe(state: State, message: SeenMessage): boolean {
  const me = state.people.find(({ user }) => user.id === state.me);
  return (
    message.author.id !== state.me &&
    (message.mention_everyone ||
      message.mentions.some((user) => user.id === state.me) ||
      message.mention_roles.some((role) => me?.member.roles.includes(role)))
  );
}

export function isEphemeral(message: SeenMessage): boolean {
  return message.onlyFor !== undefined || has(message, MessageFlags.Ephemeral);
}

/** A deferred answer which has not come yet. */
export function isThinking(message: SeenMessage): boolean {
  return has(message, MessageFlags.Loading);
}

export function has(message: SeenMessage, flag: MessageFlags): boolean {
  return ((message.flags ?? 0) & flag) !== 0;
}

/** The names of who is typing in a channel, without the person who is spoken as. */
export function typists(state: State, channel: string, now: number): string[] {
  return Object.entries(state.typing[channel] ?? {})
    .filter(([user, until]) => until > now && user !== state.me)
    .map(([user]) => nameOf(state, user) ?? 'Somebody');
}

/** What a user is called in the server. */
export function nameOf(state: State, id: string): string | undefined {
  if (state.bot?.id === id) return displayName(state.bot);
  const person = state.people.find(({ user }) => user.id === id);
  return person && (person.member.nick ?? displayName(person.user));
}

export function displayName(user: APIUser): string {
  return user.global_name ?? user.username;
}

/** The last own message of a channel, which ArrowUp edits. */
export function lastOwn(state: State, channel: string): SeenMessage | undefined {
  return visibleMessages(state, channel).findLast(
    (message) => message.author.id === state.me && isTyped(message),
  );
}

/** Whether somebody typed it, so that it can be edited. */
export function isTyped(message: SeenMessage): boolean {
  return message.type === MessageType.Default || message.type === MessageType.Reply;
}

/** Whether Discord itself says it rather than its author. */
export function isSystem(message: SeenMessage): boolean {
  return (
    !isTyped(message) &&
    message.type !== MessageType.ChatInputCommand &&
    message.type !== MessageType.ContextMenuCommand
  );
}

/** The message which a thread was opened from; Discord only points to it at the thread's beginning. */
export function starterOf(state: State, message: SeenMessage): SeenMessage | undefined {
  if (message.type !== MessageType.ThreadStarterMessage) return undefined;
  const { channel_id: channel = '', message_id: id } = message.message_reference ?? {};
  const known = state.messages[channel]?.find((one) => one.id === id);
  return known ?? message.referenced_message ?? undefined;
}
