import { type Client, RESTJSONErrorCodes, type SendableChannels } from 'discord.js';
import type { Replies, Reply } from '../conversation/answer.ts';
import type { Snowflake } from '../conversation/entry.ts';
import { ConversationGone } from '../errors.ts';
import type { Log } from '../log.ts';
import { fromDiscord, isDiscordCode } from './errors.ts';
import { closingLine, openFence } from './markdown/fences.ts';
import { split } from './markdown/split.ts';

/** Milliseconds between two typing signals; Discord shows one for ten seconds. */
const TYPING_EVERY = 8_000;

/** Replies as Discord messages. */
export function createReplies(client: Client, log: Log): Replies {
  return {
    open(conversation, to): Reply {
      const typing = createTyping(() => channelOf(client, conversation), log);

      async function post(text: string, kind: string): Promise<Snowflake[]> {
        const channel = await channelOf(client, conversation);
        const ids: Snowflake[] = [];
        try {
          for (const [index, content] of split(text).entries()) {
            const sent = await channel.send({
              content,
              // The same in every attempt, so that Discord knows a piece that it has already.
              nonce: `${to.message}${kind}${index}`,
              enforceNonce: true,
              ...(to.inline &&
                index === 0 && { reply: { messageReference: to.message, failIfNotExists: false } }),
            });
            ids.push(sent.id);
          }
        } catch (error) {
          throw fromDiscord(error, channel);
        }
        return ids;
      }

      return {
        working: typing.start,
        drop: typing.stop,
        async finish(text, notes) {
          try {
            return await post([closed(text), ...notes.map((note) => `-# ${note}`)].join('\n\n'), 'a');
          } finally {
            typing.stop();
          }
        },
        async fail(text) {
          typing.stop();
          try {
            await post(text, 'e');
          } catch (error) {
            log.warn({ err: error, conversation }, 'a failure could not be told in its conversation');
            await tellPrivately(client, to.author, `<#${conversation}>: ${text}`, log);
          }
        },
      };
    },
  };
}

/** An answer that ends inside a code block would take the notes below it into the block. */
function closed(text: string): string {
  const fence = openFence(text);
  return fence ? `${text}\n${closingLine(fence)}` : text;
}

async function channelOf(client: Client, id: Snowflake): Promise<SendableChannels> {
  try {
    const channel = await client.channels.fetch(id);
    if (channel?.isSendable()) return channel;
  } catch (error) {
    throw fromDiscord(error, client.channels.cache.get(id) ?? null);
  }
  throw new ConversationGone(`channel ${id} can't be written in`);
}

async function tellPrivately(client: Client, person: Snowflake, text: string, log: Log): Promise<void> {
  try {
    await client.users.send(person, text);
  } catch (error) {
    if (isDiscordCode(error, RESTJSONErrorCodes.CannotSendMessagesToThisUser)) return;
    log.error({ err: error, user: person }, 'a failure could not be told in a DM');
  }
}

/** "Bobbin is typing", for as long as it works and no longer. */
function createTyping(
  channel: () => Promise<SendableChannels>,
  log: Log,
): { start: () => void; stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const signal = () => {
    channel()
      .then((one) => one.sendTyping())
      .catch((error: unknown) => log.debug({ err: error }, 'typing could not be shown'));
  };
  const stop = () => clearInterval(timer);
  return {
    stop,
    start() {
      stop();
      signal();
      timer = setInterval(signal, TYPING_EVERY);
    },
  };
}
