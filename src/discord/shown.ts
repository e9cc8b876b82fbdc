import { type Channel, type Client, type Message, RESTJSONErrorCodes } from 'discord.js';
import { isAfter, type Snowflake } from '../conversation/entry.ts';
import type { SentFile } from '../conversation/files/files.ts';
import type { Shown } from '../conversation/ports.ts';
import { fromDiscord, isDiscordCode, undelivered } from './errors.ts';
import { filesOf } from './hear/said.ts';

/** Bytes of a picture that is to be changed; what models take at most. https://platform.openai.com/docs/api-reference/images/createEdit */
const PICTURE_BYTES = 50_000_000;

/** Fetches a file from where Discord keeps it. */
type FetchFile = (url: string, most: number, signal: AbortSignal) => Promise<Uint8Array>;

/** The files that stand in conversations on Discord: its links to them are valid for a day only, so it is asked anew. */
export function createShown(client: Client, fetchFile: FetchFile): Shown {
  async function filesIn(conversation: Snowflake, id: Snowflake): Promise<SentFile[]> {
    const message = await messageOf(client, conversation, id);
    return message ? filesOf(message) : [];
  }

  return {
    async files(conversation, messages, signal) {
      const found: SentFile[] = [];
      for (const id of messages) {
        signal.throwIfAborted();
        found.push(...(await filesIn(conversation, id)));
      }
      return found;
    },

    async picture(conversation, messages, signal) {
      for (const id of messages.toReversed()) {
        const picture = (await filesIn(conversation, id)).findLast(({ type }) => type.startsWith('image/'));
        if (picture) return fetchFile(picture.url, PICTURE_BYTES, signal);
      }
      return undefined;
    },
  };
}

/** Undefined where there is none any more, or where it may not be seen. */
async function messageOf(
  client: Client,
  conversation: Snowflake,
  id: Snowflake,
): Promise<Message | undefined> {
  try {
    const channel = await client.channels.fetch(conversation);
    const place = channel && channelOfMessage(channel, id);
    return place?.isTextBased()
      ? await place.messages.fetch({ message: id, force: true, cache: false })
      : undefined;
  } catch (error) {
    if (isDiscordCode(error, ...UNSEEN)) return undefined;
    throw fromDiscord(undelivered(error), null);
  }
}

const UNSEEN = [
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
];

/** What is not younger than a thread stands in its channel, but for the first message of a forum post. */
function channelOfMessage(channel: Channel, message: Snowflake): Channel {
  if (!channel.isThread() || isAfter(message, channel.id)) return channel;
  return channel.parent?.isTextBased() ? channel.parent : channel;
}
