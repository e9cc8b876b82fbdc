import type { Channel, Message } from 'discord.js';
import type { Conversation, Snowflake } from '../../conversation/entry.ts';
import { ERROR_SIGN } from '../../errors.ts';
import type { Heard } from './addressing.ts';

/** A person's message, as far as it matters for whether Bobbin answers. `record`: of the channel that it stands in. */
export function heardOf(message: Message, record: Conversation | undefined): Heard {
  const { channel } = message;
  return {
    message: message.id,
    channel: channel.id,
    fromPerson: true,
    where: channel.isDMBased() ? 'dm' : channel.isThread() ? 'thread' : 'channel',
    mentioned: isMentioned(message),
    joined: record?.joined === true || isOwnThread(channel),
    known: record !== undefined,
    canOpenThread: 'threads' in channel,
  };
}

/** False for bots, webhooks and Discord's own messages. */
export function isFromPerson(message: Message): boolean {
  return !message.author.bot && !message.system && message.webhookId === null;
}

/** What Bobbin says about itself (errors, answers to commands) is nothing to remember. */
export function isOwnAnswer({ author, client, content, interactionMetadata, system }: Message): boolean {
  const isNotice = content === '' || content.startsWith(ERROR_SIGN) || content.startsWith('-# ');
  return author.id === client.user.id && !system && interactionMetadata === null && !isNotice;
}

/**
 * Also by Bobbin's own role, and when somebody replies to Bobbin without the ping. Other roles, @everyone and @here do
 * not count.
 */
export function isMentioned(message: Message): boolean {
  const { mentions, client } = message;
  const role = ownRole(message);
  return (
    mentions.users.has(client.user.id) ||
    mentions.repliedUser?.id === client.user.id ||
    (role !== undefined && mentions.roles.has(role))
  );
}

/** The role that Discord made for Bobbin alone on this server: it has the same name, and is easily picked by mistake. */
export function ownRole({ guild, client }: Message): Snowflake | undefined {
  return guild?.roles.botRoleFor(client.user)?.id;
}

/** A thread that Bobbin opened. */
export function isOwnThread(channel: Channel): boolean {
  return channel.isThread() && channel.ownerId === channel.client.user.id;
}

/** A place in which all that people say is for Bobbin, so that the conversation can be read back from it. */
export function isOwnPlace(channel: Channel): boolean {
  return channel.isDMBased() || isOwnThread(channel);
}
