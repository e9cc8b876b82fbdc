import { type Client, Events, type Message } from 'discord.js';
import { type Conversation, isAfter, type Snowflake } from '../conversation/entry.ts';
import type { Lanes } from '../conversation/lanes.ts';
import { remember } from '../conversation/remember.ts';
import type { TokensOf } from '../conversation/tokens.ts';
import { explain } from '../errors.ts';
import type { Log } from '../log.ts';
import type { SettingsKeeper } from '../settings/settings.ts';
import type { Store } from '../store/store.ts';
import { type Address, addressOf } from './addressing.ts';
import { placeOf, toSaid } from './said.ts';
import { tell } from './tell.ts';
import { isFromPerson, openThread, readBefore, repliedTo } from './threads.ts';

export interface HearParts {
  store: Store;
  settings: SettingsKeeper;
  tokensOf: TokensOf;
  lanes: Lanes;
  directMessages: boolean;
  log: Log;
  newId: () => string;
}

/** From a message on Discord to an entry in the store and a lane that is awake. */
export function hearMessages(client: Client<true>, parts: HearParts): void {
  client.on(Events.MessageCreate, (message) => {
    hear(message, parts).catch((error: unknown) => failed(message, error, parts));
  });
}

async function hear(message: Message, parts: HearParts): Promise<void> {
  if (!isFromPerson(message)) return;
  const place = placeOf(message.channel);
  const { settings } = await parts.settings.of(place);
  const known = message.inGuild() && !message.channel.isThread() && settings.replyIn === 'thread';
  const record = known ? undefined : await parts.store.conversation(message.channelId);
  const address = addressOf(heardOf(message, record), settings, parts);
  if (address === undefined) return;
  await take(message, address, record, parts.tokensOf(settings.model), parts);
  parts.lanes.wake(address.conversation);
}

function heardOf(message: Message, record: Conversation | undefined) {
  const { channel, client } = message;
  const thread = channel.isThread();
  return {
    message: message.id,
    channel: channel.id,
    fromPerson: true,
    where: channel.isDMBased() ? 'dm' : thread ? 'thread' : 'channel',
    mentioned: isMentioned(message),
    joined: record?.joined === true || (thread && channel.ownerId === client.user.id),
    known: record !== undefined,
    canOpenThread: 'threads' in channel,
  } as const;
}

/** Also when somebody replies to Bobbin without the ping. Role mentions, @everyone and @here are not among `users`. */
function isMentioned({ mentions, client }: Message): boolean {
  return mentions.users.has(client.user.id) || mentions.repliedUser?.id === client.user.id;
}

/** Opens the thread, reads what has to be known, and stores the message. */
async function take(
  message: Message,
  { conversation, openThread: opens, readBefore: reads }: Address,
  record: Conversation | undefined,
  count: (text: string) => number,
  { store }: HearParts,
): Promise<void> {
  const said = toSaid(message);
  const place = placeOf(message.channel);
  const also: Partial<Conversation> = opens
    ? { guild: place.guild, parent: place.channel, joined: true, startedBy: message.author.id }
    : { guild: place.guild, parent: place.thread === null ? null : place.channel };
  if (opens && message.inGuild()) await openThread(message, said.text);
  const before = opens ? await whatItRepliesTo(message) : reads ? await unheard(message, record, store) : [];
  for (const one of before)
    await remember(store, conversation, toSaid(one), count, { ...also, answeredThrough: one.id });
  await remember(store, conversation, said, count, also);
}

async function whatItRepliesTo(message: Message): Promise<Message[]> {
  const referenced = await repliedTo(message);
  return referenced === undefined ? [] : [referenced];
}

/** What was said since the newest that is remembered. */
async function unheard(message: Message, record: Conversation | undefined, store: Store): Promise<Message[]> {
  const [newest] = await store.newest(message.channelId, { count: 1 });
  return readBefore(message, later(newest?.id ?? null, record?.answeredThrough ?? null));
}

function later(a: Snowflake | null, b: Snowflake | null): Snowflake | null {
  return a !== null && isAfter(a, b) ? a : b;
}

async function failed(message: Message, error: unknown, { log, newId }: HearParts): Promise<void> {
  const errorId = newId();
  log.error({ err: error, errorId, message: message.id, channel: message.channelId }, 'message not taken');
  if (message.channel.isDMBased() || isMentioned(message)) await tell(message, explain(error, errorId), log);
}
