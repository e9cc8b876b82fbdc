import { type Client, type Message, RESTJSONErrorCodes } from 'discord.js';
import type { Snowflake } from '../conversation/entry.ts';
import type { Shown } from '../conversation/ports.ts';
import { isDiscordCode } from './errors.ts';

/** Bytes of a picture that is to be changed; what models take at most. https://platform.openai.com/docs/api-reference/images/createEdit */
const PICTURE_BYTES = 50_000_000;

/** Fetches a file from where Discord keeps it. */
type FetchFile = (url: string, most: number, signal: AbortSignal) => Promise<Uint8Array>;

/** The pictures that stand in conversations on Discord: its links to them are valid for a day only, so it is asked anew. */
export function createShown(client: Client, fetchFile: FetchFile): Shown {
  return {
    async picture(conversation, messages, signal) {
      for (const id of messages.toReversed()) {
        const message = await messageOf(client, conversation, id);
        const picture = message?.attachments.filter((file) => file.contentType?.startsWith('image/')).last();
        if (picture) return fetchFile(picture.url, PICTURE_BYTES, signal);
      }
      return undefined;
    },
  };
}

async function messageOf(client: Client, conversation: Snowflake, id: Snowflake): Promise<Message | null> {
  const channel = await client.channels.fetch(conversation);
  if (!channel?.isTextBased()) return null;
  try {
    // The message that a thread was opened from stands in the channel.
    if (id === conversation && channel.isThread()) return await channel.fetchStarterMessage();
    return await channel.messages.fetch({ message: id, force: true, cache: false });
  } catch (error) {
    if (isDiscordCode(error, RESTJSONErrorCodes.UnknownMessage)) return null;
    throw error;
  }
}
