import {
  type Message,
  RESTJSONErrorCodes,
  type Snowflake,
  type TextBasedChannel,
  ThreadAutoArchiveDuration,
} from 'discord.js';
import { isAfter } from '../conversation/entry.ts';
import { ConversationGone } from '../errors.ts';
import { type Locale, say, text } from '../language/language.ts';
import { fromDiscord, isDiscordCode } from './errors.ts';
import { isFromPerson, isOwnAnswer } from './hear/heard.ts';
import { requirePermissions, WRITE_IN_THREAD } from './permissions.ts';
import { titleOf } from './title.ts';

/** After this long without a message Discord puts a thread away; the next message brings it back. */
export const AUTO_ARCHIVE = ThreadAutoArchiveDuration.OneDay;

/**
 * Opens the thread of a message and returns its name. Undefined: there is one; another process, or Bobbin before a
 * restart, was faster. Throws a UserError where a permission is missing.
 */
export async function openThread(
  message: Message<true>,
  said: string,
  locale: Locale,
): Promise<string | undefined> {
  if (message.hasThread) return undefined;
  requirePermissions(message.channel, [...WRITE_IN_THREAD, 'CreatePublicThreads']);
  try {
    const { name } = await message.startThread({
      name: titleOf(
        said,
        say(
          locale,
          text('thread.chatWith', { name: message.member?.displayName ?? message.author.displayName }),
        ),
      ),
      autoArchiveDuration: AUTO_ARCHIVE,
    });
    return name;
  } catch (error) {
    if (isDiscordCode(error, RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage)) return undefined;
    if (isDiscordCode(error, RESTJSONErrorCodes.UnknownMessage))
      throw new ConversationGone('the message was deleted', { cause: error });
    throw fromDiscord(error, message.channel);
  }
}

/** Messages of a conversation that Bobbin did not listen to, read at most, in one request. */
const READ_BEFORE = 50;

/** What was said in a channel before a message and after another, oldest first; only of people and Bobbin's answers. */
export async function readBefore(
  channel: TextBasedChannel,
  before: Snowflake,
  after: Snowflake | null,
): Promise<Message[]> {
  if (channel.isDMBased()) return [];
  requirePermissions(channel, ['ReadMessageHistory']);
  const messages = await channel.messages.fetch({ limit: READ_BEFORE, before, cache: false });
  return [...messages.values()]
    .filter(({ id }) => isAfter(id, after))
    .filter((message) => isFromPerson(message) || isOwnAnswer(message))
    .toReversed();
}
