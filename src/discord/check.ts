import { type Client, type Message, RESTJSONErrorCodes, type TextBasedChannel } from 'discord.js';
import { type Conversation, type Entry, isAfter, pad, type Snowflake } from '../conversation/entry.ts';
import type { InOrder } from '../conversation/in-order.ts';
import { differences, lostTurn, type Seen, rebuild } from '../conversation/mirror.ts';
import type { Threads } from '../conversation/ports.ts';
import { remember, rememberEdit, removeMessage } from '../conversation/remember.ts';
import type { CountTokens, TokensOf } from '../conversation/tokens.ts';
import { ConversationGone, ERROR_SIGN, Undelivered } from '../errors.ts';
import type { Log } from '../log.ts';
import type { SettingsKeeper } from '../settings/settings.ts';
import type { Lease, Store } from '../store/store.ts';
import { addressOf } from './addressing.ts';
import { fromDiscord, isDiscordCode, mayPass } from './errors.ts';
import { heardOf, isOwnThread } from './heard.ts';
import { isGrowing } from './posted.ts';
import { placeOf, toSaid } from './said.ts';
import { isFromPerson, isOwnAnswer } from './threads.ts';

/** Newest messages and entries of a conversation that are compared: what one request can read. */
const LOOKED_AT = 100;

/** Conversations that are known to be right; beyond that, all are looked at once more. */
const MOST_CHECKED = 10_000;

interface CheckParts {
  store: Store;
  settings: SettingsKeeper;
  tokensOf: TokensOf;
  inOrder: InOrder;
  directMessages: boolean;
  /** Milliseconds after which a message that Bobbin missed is remembered, but no longer answered. */
  worthAnswering: number;
  log: Log;
  now: () => number;
}

export interface Check extends Threads {
  /** Events or memory may have been lost: every conversation is looked at when it is used next. */
  doubt(): void;
  /** Bobbin has just opened this thread: nothing in it can have been missed. */
  trust(conversation: Snowflake): void;
}

/** Memory is compared with Discord when a conversation is used, once, until there is a reason to doubt it again. */
export function createCheck(client: Client<true>, parts: CheckParts): Check {
  const { store, inOrder } = parts;
  let checked = new Set<Snowflake>();
  return {
    doubt() {
      checked = new Set();
    },

    trust: (conversation) => note(checked, conversation),

    async check(conversation, lease) {
      const since = checked;
      await inOrder([conversation], async () => {
        const record = await store.conversation(conversation);
        if (record && since.has(conversation)) return;
        await look(client, conversation, record, lease, parts);
      });
      note(since, conversation);
    },
  };
}

function note(checked: Set<Snowflake>, conversation: Snowflake): void {
  if (checked.size >= MOST_CHECKED) checked.clear();
  checked.add(conversation);
}

async function look(
  client: Client<true>,
  conversation: Snowflake,
  record: Conversation | undefined,
  lease: Lease,
  parts: CheckParts,
): Promise<void> {
  const channel = await channelOf(client, conversation);
  if (channel === undefined) return;
  const { settings } = await parts.settings.of(placeOf(channel));
  const count = parts.tokensOf(settings.model);
  // First, so that what is stored meanwhile does not count as known, but not seen.
  const entries = await parts.store.newest(conversation, { count: LOOKED_AT });
  const messages = await read(channel, parts);
  if (messages === undefined) return;
  const seen = messages.flatMap((message) => seenOf(message) ?? []);
  if (record) await correct(channel, record, entries, messages, seen, count, parts);
  else if (isOwn(channel)) await restore(channel, seen, count, lease, parts);
  const open = record?.open === null ? lostTurn(entries, seen, record.answeredThrough) : null;
  if (open) await parts.store.update(conversation, { open }, lease);
  await leaveOld(conversation, seen, parts);
}

/** Makes an existing memory say what the thread shows. */
async function correct(
  channel: TextBasedChannel,
  record: Conversation,
  entries: readonly Entry[],
  messages: readonly Message[],
  seen: readonly Seen[],
  count: CountTokens,
  parts: CheckParts,
): Promise<void> {
  const { store, log } = parts;
  const { id } = channel;
  // Nothing in a conversation is older than its channel, but for what was read elsewhere.
  const from = messages.length < LOOKED_AT ? id : (messages[0]?.id ?? id);
  const { removed, edited, added } = differences(entries, seen, from, record.answeredThrough);
  const { settings } = await parts.settings.of(placeOf(channel));
  const isForUs = (message: Message) => {
    const address = addressOf(heardOf(message, record), settings, parts);
    return address?.conversation === id && !address.openThread;
  };
  // Where Bobbin does not listen, it is told with a message to it what was said before.
  const last = messages.findLast(isForUs);
  const missed = last ? added.filter((said) => !isAfter(said.id, last.id)) : [];
  for (const message of removed) await removeMessage(store, id, message, count);
  for (const said of edited) await rememberEdit(store, id, said, count);
  for (const said of missed) await remember(store, id, said, count);
  const sum = { removed: removed.length, edited: edited.length, added: missed.length };
  if (removed.length + edited.length + missed.length > 0)
    log.info({ conversation: id, ...sum }, 'memory was brought in line with the thread');
}

/** Nothing is remembered of a conversation that there was: the thread itself tells it. */
async function restore(
  channel: TextBasedChannel,
  seen: readonly Seen[],
  count: CountTokens,
  lease: Lease,
  { store, log }: CheckParts,
): Promise<void> {
  const { said, record } = rebuild(seen);
  const { guild, channel: parent, thread } = placeOf(channel);
  const [first] = said;
  const startedBy = first?.role === 'user' && thread !== null ? first.author.id : null;
  const about = {
    guild,
    parent: thread === null ? null : parent,
    joined: thread !== null,
    startedBy,
    ...record,
  };
  // Before the entries: whoever goes on with half of them must not answer them once more.
  await store.update(channel.id, about, lease);
  for (const one of said) await remember(store, channel.id, one, count, {}, lease);
  log.info({ conversation: channel.id, entries: said.length }, 'a conversation was read back from Discord');
}

/** What was said long ago, while Bobbin could not hear it, is not worth a late answer. */
async function leaveOld(
  conversation: Snowflake,
  seen: readonly Seen[],
  { store, now, worthAnswering }: CheckParts,
): Promise<void> {
  const record = await store.conversation(conversation);
  const old = seen.findLast(({ kind, said }) => kind === 'person' && said.time < now() - worthAnswering);
  if (old && record && isAfter(old.said.id, record.answeredThrough))
    await store.update(conversation, { answeredThrough: old.said.id });
}

/** The newest messages, oldest first, and the one that a thread was opened from. Undefined where they can't be read. */
async function read(channel: TextBasedChannel, { log }: CheckParts): Promise<Message[] | undefined> {
  try {
    const newest = await channel.messages.fetch({ limit: LOOKED_AT, cache: false });
    const starter = newest.size < LOOKED_AT && channel.isThread() ? await starterOf(channel) : undefined;
    return [...(starter ? [starter] : []), ...newest.values()].toSorted((a, b) =>
      pad(a.id) < pad(b.id) ? -1 : 1,
    );
  } catch (error) {
    const meaning = fromDiscord(error, channel);
    if (meaning instanceof ConversationGone) throw meaning;
    if (mayPass(error)) throw new Undelivered('Discord can’t be read now', { cause: error });
    log.warn({ err: error, conversation: channel.id }, 'a thread could not be read');
    return undefined;
  }
}

/** A forum post begins with a message of its own; other threads with one of their channel, or with none. */
async function starterOf(channel: Extract<TextBasedChannel, { fetchStarterMessage: unknown }>) {
  try {
    return await channel.fetchStarterMessage({ cache: false });
  } catch (error) {
    if (isDiscordCode(error, RESTJSONErrorCodes.UnknownMessage)) return undefined;
    throw error;
  }
}

function seenOf(message: Message): Seen | undefined {
  const said = toSaid(message);
  if (isFromPerson(message)) return { said, kind: 'person' };
  if (message.author.id !== message.client.user.id) return undefined;
  if (isGrowing(message)) return { said, kind: 'growing' };
  if (isOwnAnswer(message)) return { said, kind: 'answer' };
  return { said, kind: message.content.startsWith(ERROR_SIGN) ? 'failure' : 'notice' };
}

/** A place in which all that people say is for Bobbin. */
function isOwn(channel: TextBasedChannel): boolean {
  return channel.isDMBased() || isOwnThread({ channel, client: channel.client });
}

async function channelOf(client: Client, id: Snowflake): Promise<TextBasedChannel | undefined> {
  try {
    const channel = await client.channels.fetch(id);
    return channel?.isTextBased() ? channel : undefined;
  } catch (error) {
    if (mayPass(error)) throw new Undelivered('Discord can’t be reached now', { cause: error });
    throw fromDiscord(error, null);
  }
}
