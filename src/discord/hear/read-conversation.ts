import { type Client, type Message, RESTJSONErrorCodes, type TextBasedChannel } from 'discord.js';
import { cooldownText } from '../../conversation/cooldown.ts';
import { byAge, type Snowflake } from '../../conversation/entry.ts';
import type { Seen } from '../../conversation/mirror.ts';
import { ConversationGone, ERROR_SIGN, Undelivered } from '../../errors.ts';
import { LOCALES, say, text } from '../../language/language.ts';
import type { Log } from '../../log.ts';
import { fromDiscord, isDiscordCode, undelivered } from '../errors.ts';
import { isGrowing } from '../reply/posted.ts';
import { smallPrint } from '../small-print.ts';
import { repliedId, repliedTo } from './replied.ts';
import { toSaid } from './said.ts';
import { isFromPerson, isOwnAnswer } from './heard.ts';

/** Newest messages of a conversation that are read: what one request can bring. */
export const LOOKED_AT = 100;

/** A conversation as people see it. */
export interface ShownConversation {
  channel: TextBasedChannel;
  /** The newest messages, oldest first, with the one that a thread was opened from and the one which that replies to. */
  messages: readonly Message[];
  /** The same without what is neither people's nor Bobbin's. */
  seen: readonly Seen[];
  /** The oldest message that would have been seen. */
  from: Snowflake;
}

/**
 * Reads what Discord shows of a conversation. Undefined where it can't be read. Throws a ConversationGone where there is
 * nothing to be seen any more, an Undelivered where Discord can't be asked now.
 */
export async function readConversation(
  client: Client<true>,
  conversation: Snowflake,
  log: Log,
): Promise<ShownConversation | undefined> {
  const channel = await channelOf(client, conversation);
  if (channel === undefined) return undefined;
  try {
    const newest = await channel.messages.fetch({ limit: LOOKED_AT, cache: false });
    const isWhole = newest.size < LOOKED_AT;
    const opening = isWhole && channel.isThread() ? await openingOf(channel) : [];
    const messages = [...opening, ...newest.values()].toSorted((a, b) => byAge(a.id, b.id));
    const seen = messages.flatMap((message) => seenOf(message) ?? []);
    // Nothing in a conversation is older than its channel, but for what was read elsewhere.
    const starter = opening.at(-1);
    const oldest = isWhole ? starter && repliedId(starter) : messages[0]?.id;
    return { channel, messages, seen, from: oldest ?? conversation };
  } catch (error) {
    const meaning = fromDiscord(undelivered(error), channel);
    if (meaning instanceof ConversationGone || meaning instanceof Undelivered) throw meaning;
    log.warn({ err: error, conversation }, 'a thread could not be read');
    return undefined;
  }
}

async function channelOf(client: Client, id: Snowflake): Promise<TextBasedChannel | undefined> {
  try {
    const channel = await client.channels.fetch(id);
    return channel?.isTextBased() ? channel : undefined;
  } catch (error) {
    throw fromDiscord(undelivered(error), null);
  }
}

/**
 * The message that a thread was opened from, and before it the one that it replies to. A forum post begins with a message
 * of its own; other threads with one of their channel, or with none.
 */
async function openingOf(channel: Extract<TextBasedChannel, { fetchStarterMessage: unknown }>) {
  try {
    const starter = await channel.fetchStarterMessage({ cache: false });
    return starter ? [...(await repliedTo(starter)), starter] : [];
  } catch (error) {
    if (isDiscordCode(error, RESTJSONErrorCodes.UnknownMessage)) return [];
    throw error;
  }
}

function seenOf(message: Message): Seen | undefined {
  const said = toSaid(message);
  if (isFromPerson(message)) return { said, kind: 'person' };
  if (message.author.id !== message.client.user.id) return undefined;
  if (isGrowing(message)) return { said, kind: 'growing' };
  if (isOwnAnswer(message)) return { said, kind: 'answer' };
  if (message.content.startsWith(ERROR_SIGN)) return { said, kind: 'failure' };
  return { said, kind: isPromise(message) ? 'promise' : 'notice' };
}

/** People were told that they are answered later. */
function isPromise({ content }: Message): boolean {
  return PROMISES.has(withoutNumbers(content));
}

/** Seconds of a cooldown, in each of its units: of one and of many. */
const COOLDOWNS = [1, 2, 60, 120, 3_600, 7_200];

/** When the store is back, or a cooldown is over. */
const PROMISES = new Set(
  LOCALES.flatMap((locale) =>
    [
      text('notice.memoryAway'),
      ...COOLDOWNS.map((cooldown) => cooldownText('cooldown.later', 0, { cooldown }, 0)),
    ].map((sentence) => withoutNumbers(smallPrint([say(locale, sentence)]))),
  ),
);

/** With all that may stand in a number. */
function withoutNumbers(sentence: string): string {
  return sentence.replace(/[\d\s.,]/g, '');
}
