import { type Message, RESTJSONErrorCodes, ThreadAutoArchiveDuration } from 'discord.js';
import { fromDiscord, isDiscordCode, WRITE_IN_THREAD } from './errors.ts';
import { requirePermissions } from './permissions.ts';
import { titleOf } from './title.ts';

/** After this long without a message Discord puts a thread away; the next message brings it back. */
export const AUTO_ARCHIVE = ThreadAutoArchiveDuration.OneDay;

/**
 * Opens the thread of a message, or takes the one that is there: another process, or Bobbin before a restart, may
 * have been faster. Throws a UserError where a permission is missing.
 */
export async function openThread(message: Message<true>, text: string): Promise<void> {
  requirePermissions(message.channel, [...WRITE_IN_THREAD, 'CreatePublicThreads']);
  try {
    await message.startThread({
      name: titleOf(text, `Chat with ${message.member?.displayName ?? message.author.displayName}`),
      autoArchiveDuration: AUTO_ARCHIVE,
    });
  } catch (error) {
    if (isDiscordCode(error, RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage)) return;
    throw fromDiscord(error, message.channel);
  }
}

/** Messages of a conversation that Bobbin did not listen to, read at most, in one request. */
const READ_BEFORE = 50;

/** What was said in a channel before a message and after another, oldest first; only of people and of Bobbin. */
export async function readBefore(message: Message, after: string | null): Promise<Message[]> {
  const { channel, client } = message;
  if (channel.isDMBased()) return [];
  requirePermissions(channel, ['ReadMessageHistory']);
  const before = await channel.messages.fetch({ limit: READ_BEFORE, before: message.id, cache: false });
  return [...before.values()]
    .filter((one) => after === null || BigInt(one.id) > BigInt(after))
    .filter((one) => isFromPerson(one) || one.author.id === client.user.id)
    .toReversed();
}

/** The message that this one replies to, where it can still be read. */
export async function repliedTo(message: Message): Promise<Message | undefined> {
  if (message.reference?.messageId === undefined) return undefined;
  try {
    return await message.fetchReference();
  } catch (error) {
    if (isDiscordCode(error, RESTJSONErrorCodes.UnknownMessage)) return undefined;
    throw fromDiscord(error, message.channel);
  }
}

/** False for bots, webhooks and Discord's own messages. */
export function isFromPerson(message: Message): boolean {
  return !message.author.bot && !message.system && message.webhookId === null;
}
