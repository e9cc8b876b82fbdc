import { type Client, Events, type Message } from 'discord.js';
import { type Conversation, isAfter, type Snowflake } from '../../conversation/entry.ts';
import type { InOrder } from '../../conversation/in-order.ts';
import type { Outage } from '../../conversation/outage.ts';
import type { Lanes } from '../../conversation/lanes.ts';
import { outSince } from '../../conversation/privacy/wishes.ts';
import { remember } from '../../conversation/remember.ts';
import type { TokensOf } from '../../conversation/tokens.ts';
import { ConversationGone, explain, StoreUnavailable, UserError } from '../../errors.ts';
import { type Locale, say, text } from '../../language/language.ts';
import type { Log } from '../../log.ts';
import type { Refusal } from '../../settings/access.ts';
import type { Settings } from '../../settings/schema.ts';
import type { SettingsKeeper } from '../../settings/settings.ts';
import type { Store } from '../../store/store.ts';
import { DIRECT } from '../../store/usage.ts';
import { refusalIn, refusalText } from '../access.ts';
import { type Address, addressOf } from './addressing.ts';
import { again } from '../again.ts';
import type { Check } from '../mirror/check.ts';
import { heardOf, isFromPerson, isMentioned, isOwnPlace } from './heard.ts';
import { findLocale, localeIn } from '../locale.ts';
import { filesRepliedTo, repliedTo } from './replied.ts';
import { placeOf } from './said.ts';
import { tell, tellPrivately } from '../reply/tell.ts';
import { openThread, readBefore } from '../threads.ts';
import { heed, type Heeding } from './wishes.ts';
import { requireWritable } from '../permissions.ts';

export interface HearParts {
  store: Store;
  outage: Outage;
  settings: SettingsKeeper;
  tokensOf: TokensOf;
  lanes: Lanes;
  inOrder: InOrder;
  threads: Pick<Check, 'skip'>;
  directMessages: boolean;
  log: Log;
  now: () => number;
  newId: () => string;
}

/** Milliseconds after which people of a channel are told again of a problem that nobody in particular has. */
const TELL_AGAIN = 3_600_000;

/** Milliseconds after which somebody who may not use Bobbin is told so again. */
const REFUSED_AGAIN = 86_400_000;

/** Takes a person's message, whenever it comes. Never rejects. */
export type Hear = (message: Message) => Promise<void>;

/** From a message on Discord to an entry in the store and a lane that is awake. */
export function hearMessages(client: Client<true>, parts: HearParts): Hear {
  const told = new Map<Snowflake, number>();
  const patiently = (message: Message) => {
    const options = waits(message) ? { conversation: message.channelId } : {};
    return parts.outage.patiently(() => again(() => hear(message, parts)), options);
  };
  const take: Hear = (message) =>
    parts
      .inOrder(keysOf(message), () => patiently(message))
      .catch((error: unknown) => failed(message, error, parts, told));
  client.on(Events.MessageCreate, (message) => {
    if (isFromPerson(message)) void take(message);
  });
  return take;
}

/** In a channel each message may open a conversation of its own; elsewhere the channel is the conversation. */
function keysOf({ id, channelId, channel }: Message): Snowflake[] {
  return channel.isThread() || channel.isDMBased() ? [channelId, id] : [id];
}

async function hear(message: Message, parts: HearParts): Promise<void> {
  const { settings } = await parts.settings.of(placeOf(message.channel));
  const opensThread = settings.replyIn === 'thread' && 'threads' in message.channel;
  const record = opensThread ? undefined : await parts.store.conversation(message.channelId);
  const address = addressOf(heardOf(message, record), settings, parts);
  if (address === undefined) return;
  const heeding = await heed(parts.store, message.guildId, [message]);
  const locale = localeIn(message.channel, settings.language);
  if (heeding.isUnwanted(message)) return tellOut(message, locale, parts);
  const refusal = await refusalIn(message.channel, message.author.id, settings);
  if (refusal && waits(message))
    await tellRefused(message, refusal, say(locale, refusalText(refusal, message.channel, settings)), parts);
  // Whoever is answered in a thread is talked with about all that is said there.
  if (refusal && !isListening(address)) return;
  await take(message, { address, record, settings, heeding }, parts);
  if (refusal) return;
  parts.lanes.wake(address.conversation, message.guildId ?? address.conversation, message.author.id);
}

/** Milliseconds after which somebody who opted out is told so again. */
const OUT_AGAIN = 30 * 86_400_000;

/** Tells somebody who wants an answer, and opted out, that there is none, once. */
async function tellOut(message: Message, locale: Locale, { store, log }: HearParts): Promise<void> {
  const { author, channel, client } = message;
  const since = await outSince(store, author.id);
  if (since === undefined || !(channel.isDMBased() || isMentioned(message))) return;
  if ((await store.mark(DIRECT, `out:${author.id}:${since}`, OUT_AGAIN)) > 0) return;
  await tellPrivately(client, author.id, say(locale, text('privacy.youAreOut')), log);
}

/** Where all that is said is remembered. */
function isListening({ openThread: opens, readBefore: reads }: Address): boolean {
  return !opens && !reads;
}

/** Tells somebody in a DM that they may not use Bobbin, once a day; where it is the channel's fault, for each channel. */
async function tellRefused(
  message: Message,
  refusal: Refusal,
  sentence: string,
  { store, log }: HearParts,
): Promise<void> {
  const { guild, channel } = placeOf(message.channel);
  const name = `refused:${refusal === 'person' ? 'person' : channel}:${message.author.id}`;
  if (guild === null || (await store.mark(guild, name, REFUSED_AGAIN)) > 0) return;
  await tellPrivately(message.client, message.author.id, `${message.url}\n${sentence}`, log);
}

/** Whether somebody in particular waits for an answer. */
function waits(message: Message): boolean {
  return isOwnPlace(message.channel) || isMentioned(message);
}

/** What is known of a message that is for Bobbin. */
interface Known {
  address: Address;
  /** Of the conversation that it is in; undefined: there is none yet. */
  record: Conversation | undefined;
  settings: Settings;
  heeding: Heeding;
}

/** Opens the thread, reads what has to be known, and stores the message. */
async function take(
  message: Message,
  { address, record, settings, heeding: heard }: Known,
  { store, tokensOf, threads }: HearParts,
): Promise<void> {
  const { conversation, openThread: opens, readBefore: reads } = address;
  const place = placeOf(message.channel);
  const count = tokensOf(settings.model);
  const said = heard.said(message);
  const also: Partial<Conversation> = opens
    ? { guild: place.guild, parent: place.channel, joined: true, startedBy: message.author.id }
    : { guild: place.guild, parent: place.thread === null ? null : place.channel };
  const title =
    opens && message.inGuild()
      ? await openThread(message, said.text, localeIn(message.channel, settings.language))
      : undefined;
  if (title !== undefined) threads.skip(conversation);
  if (!opens) requireWritable(message.channel);
  const known = opens ? await store.conversation(conversation) : record;
  // There was a conversation, and nothing of it is remembered: the turn reads it back from Discord, this message too.
  const isReadBack = opens || isOwnPlace(message.channel);
  if (title === undefined && known === undefined && isReadBack) return;
  // It comes once more. That it is not remembered any more may be what people wanted.
  if (known && !isAfter(message.id, known.answeredThrough)) return;
  const before = opens ? await repliedTo(message) : reads ? await unheard(message, record, store) : [];
  // While Discord was asked somebody may have wished something else.
  const heeding = opens || reads ? await heed(store, place.guild, [...before, message]) : heard;
  if (heeding.isUnwanted(message)) return;
  for (const one of heeding.wanted(before))
    await remember(store, conversation, heeding.said(one), count, { ...also, answeredThrough: one.id });
  said.attachments.push(...(await filesRepliedTo(message, conversation, known?.floor ?? null, store)));
  await remember(store, conversation, said, count, { ...also, ...(title !== undefined && { title }) });
}

/** What was said since the newest that is remembered. */
async function unheard(
  { channel, id }: Message,
  record: Conversation | undefined,
  store: Store,
): Promise<Message[]> {
  const [newest] = await store.newest(channel.id, { count: 1 });
  return readBefore(channel, id, later(newest?.id ?? null, record?.answeredThrough ?? null));
}

function later(a: Snowflake | null, b: Snowflake | null): Snowflake | null {
  return a !== null && isAfter(a, b) ? a : b;
}

/** Tells whoever waits for an answer; where nobody in particular does, the channel, and not with every message. */
async function failed(
  message: Message,
  error: unknown,
  { settings, log, now, newId }: HearParts,
  told: Map<Snowflake, number>,
): Promise<void> {
  const { channelId } = message;
  if (error instanceof ConversationGone)
    return log.info({ message: message.id, channel: channelId }, 'deleted before it could be answered');
  if (error instanceof StoreUnavailable)
    // too much waits, or Bobbin stops; whoever has the store next reads it
    return log.warn({ err: error, message: message.id, channel: channelId }, 'message left for later');
  const errorId = newId();
  log.error({ err: error, errorId, message: message.id, channel: channelId }, 'message not taken');
  for (const [id, at] of told) if (now() - at > TELL_AGAIN) told.delete(id);
  if (!waits(message)) {
    if (told.has(channelId) || !(error instanceof UserError) || error.cause !== undefined) return;
    told.set(channelId, now());
  }
  await tell(message, say(await findLocale(message.channel, settings), explain(error, errorId)), log);
}
