import { type Client, Events, GatewayDispatchEvents, type Message, Status } from 'discord.js';
import { type Conversation, type Entry, isAfter, type Snowflake } from '../../conversation/entry.ts';
import type { InOrder } from '../../conversation/in-order.ts';
import { differences, isPromised, lostTurn, rebuild, type Seen } from '../../conversation/mirror.ts';
import type { Threads } from '../../conversation/ports.ts';
import { sweptBefore } from '../../conversation/privacy/wishes.ts';
import { remember, rememberEdit, removeMessage } from '../../conversation/remember.ts';
import type { CountTokens, TokensOf } from '../../conversation/tokens.ts';
import { Undelivered } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Settings } from '../../settings/schema.ts';
import type { SettingsKeeper } from '../../settings/settings.ts';
import type { Lease, Store } from '../../store/store.ts';
import { addressOf } from '../hear/addressing.ts';
import { heardOf, isOwnPlace } from '../hear/heard.ts';
import { LOOKED_AT, readConversation, type ShownConversation } from '../hear/read-conversation.ts';
import { rereadAnswer } from './reread.ts';
import { placeOf } from '../hear/said.ts';
import { heed } from '../hear/wishes.ts';

/** Conversations that are known to be right; beyond that, all are checked once more. */
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
  /** Memory may be wrong: each conversation is checked when it is used next. */
  recheck(): void;
  /** Bobbin has just opened this thread: there is nothing to check. */
  skip(conversation: Snowflake): void;
}

/** A conversation as it is shown, and how it is remembered. */
interface Both extends ShownConversation {
  /** Oldest first. */
  entries: readonly Entry[];
  settings: Settings;
  count: CountTokens;
  lease: Lease;
}

/** Memory is compared with Discord when a conversation is used, once, until it has to be checked again. */
export function createCheck(client: Client<true>, parts: CheckParts): Check {
  const { store, inOrder, settings, tokensOf, log, now } = parts;
  let checked = new Set<Snowflake>();
  /** What was said before may have been missed. */
  let missedUntil = now();

  const recheck = () => void (checked = new Set());

  // A new session. This comes before any event of it, which must not be answered without what was lost before.
  client.on(Events.Raw, (packet: { t?: unknown }) => {
    if (packet.t !== GatewayDispatchEvents.Ready) return;
    missedUntil = now();
    recheck();
  });

  async function compare(id: Snowflake, record: Conversation | undefined, lease: Lease): Promise<void> {
    // First, so that what is stored meanwhile does not count as known, but not seen.
    const entries = await store.newest(id, { count: LOOKED_AT });
    const shown = await readConversation(client, id, log);
    if (shown === undefined) return;
    const resolved = (await settings.of(placeOf(shown.channel))).settings;
    const seen = await wantedOf(shown, entries, store);
    const both = { ...shown, seen, entries, settings: resolved, count: tokensOf(resolved.model), lease };
    if (record) await bringInLine(both, record, parts);
    else if (isOwnPlace(shown.channel)) await readBack(both, parts);
    await leaveOld(both, Math.min(missedUntil, now() - parts.worthAnswering), parts);
  }

  return {
    recheck,

    skip: (conversation) => add(checked, conversation),

    async whenChecked(conversation, lease, read) {
      for (;;) {
        const since = checked;
        await inOrder([conversation], async () => {
          const record = await store.conversation(conversation);
          if (!record || !since.has(conversation)) await compare(conversation, record, lease);
        });
        add(since, conversation);
        // Behind what was heard meanwhile: another process may have stored already what came after it.
        const found = await inOrder([conversation], () => {
          requireHearing(client, conversation);
          return read();
        });
        if (since === checked) return found;
      }
    },
  };
}

/** While the gateway is away, another process may store the newest of what this one has missed. DMs come to the first shard. */
function requireHearing({ channels, ws }: Client, conversation: Snowflake): void {
  const channel = channels.cache.get(conversation);
  const shard = channel && !channel.isDMBased() ? channel.guild.shard : ws.shards.first();
  if (shard?.status !== Status.Ready && shard?.status !== Status.WaitingForGuilds)
    throw new Undelivered('the gateway is away');
}

function add(checked: Set<Snowflake>, conversation: Snowflake): void {
  if (checked.size >= MOST_CHECKED) checked.clear();
  checked.add(conversation);
}

/** Makes memory say what is shown. */
async function bringInLine(both: Both, record: Conversation, parts: CheckParts): Promise<void> {
  const { channel, messages, seen, from, entries, settings, count, lease } = both;
  const { store, log } = parts;
  const { id } = channel;
  const { removed, edited, added } = differences(entries, seen, from, record.answeredThrough);
  const isForUs = (message: Message) => {
    const address = addressOf(heardOf(message, record), settings, parts);
    return address?.conversation === id && !address.openThread;
  };
  // Where Bobbin does not listen, it is told with a message to it what was said before.
  const last = messages.findLast(isForUs);
  const swept = await sweptBefore(store, placeOf(channel).guild);
  const missed = last ? added.filter(({ id: one, time }) => !isAfter(one, last.id) && time >= swept) : [];
  const reread = record.open ? undefined : rereadAnswer(entries, seen);
  const changed = reread ? [...edited, reread] : edited;
  for (const message of removed) await removeMessage(store, id, message, count);
  for (const said of changed) await rememberEdit(store, id, said, count);
  for (const said of missed) await remember(store, id, said, count);
  const sum = { removed: removed.length, edited: changed.length, added: missed.length };
  if (removed.length + changed.length + missed.length > 0)
    log.info({ conversation: id, ...sum }, 'memory was brought in line with the thread');
  const open = record.open ? null : lostTurn(entries, seen, record.answeredThrough);
  if (open) await store.update(id, { open }, lease);
}

/** Nothing is remembered of a conversation that there was: the thread itself tells it. */
async function readBack({ channel, seen, count, lease }: Both, { store, log }: CheckParts): Promise<void> {
  const { id } = channel;
  const place = placeOf(channel);
  // What is older was forgotten, because nobody used it any more, or wanted it to be kept.
  const swept = await sweptBefore(store, place.guild);
  const { said, record } = rebuild(seen.filter((one) => one.said.time >= swept));
  const isThread = place.thread !== null;
  // What a thread was opened from has the thread's id; it may reply to what somebody else said.
  const first = said.find((one) => one.id === id) ?? said[0];
  const about = {
    guild: place.guild,
    parent: isThread ? place.channel : null,
    joined: isThread,
    startedBy: isThread && first?.role === 'user' ? first.author.id : null,
    ...record,
  };
  // Before the entries: whoever goes on with half of them must not answer them once more.
  await store.update(id, about, lease);
  for (const one of said) await remember(store, id, one, count, {}, lease);
  log.info({ conversation: id, entries: said.length }, 'a conversation was read back from Discord');
}

/** What is seen, without what is not to be remembered. An answer that is remembered is known to be none to that. */
async function wantedOf(
  { channel, messages, seen }: ShownConversation,
  entries: readonly Entry[],
  store: Store,
): Promise<Seen[]> {
  const heeding = await heed(store, placeOf(channel).guild, messages);
  const wanted = new Set(heeding.wanted(messages));
  const answers = new Set(entries.flatMap(({ reply }) => reply?.messages ?? []));
  const kept = messages.filter((one) => wanted.has(one) || answers.has(one.id));
  const texts = new Map(kept.map((one) => [one.id, heeding.said(one).text]));
  return seen.flatMap(({ kind, said }) => {
    const text = texts.get(said.id);
    return text === undefined ? [] : [{ kind, said: { ...said, text } }];
  });
}

/** What Bobbin missed, and what is long ago, is not worth a late answer, unless people were told that there will be one. */
async function leaveOld(
  { channel, seen, lease }: Both,
  before: number,
  { store }: CheckParts,
): Promise<void> {
  const old = seen.findLast(({ kind, said }) => kind === 'person' && said.time < before);
  if (old === undefined || isPromised(seen)) return;
  const record = await store.conversation(channel.id);
  if (record && isAfter(old.said.id, record.answeredThrough))
    await store.update(channel.id, { answeredThrough: old.said.id }, lease);
}
