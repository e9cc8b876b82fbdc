import { type Client, Events, type Message, type PartialMessage, type Snowflake } from 'discord.js';
import { z } from 'zod';
import { byAge, isAfter } from '../../conversation/entry.ts';
import type { InOrder } from '../../conversation/in-order.ts';
import type { Lanes } from '../../conversation/lanes.ts';
import { controlsOf } from '../../conversation/notes.ts';
import type { Control, Replies } from '../../conversation/ports.ts';
import { rememberEdit, removeMessage } from '../../conversation/remember.ts';
import type { TokensOf } from '../../conversation/tokens.ts';
import { placeIn } from '../../conversation/turn.ts';
import { ConversationGone, QuestionDeleted } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Settings } from '../../settings/schema.ts';
import type { SettingsKeeper } from '../../settings/settings.ts';
import type { Store } from '../../store/store.ts';
import type { Check } from './check.ts';
import { placeOf } from '../hear/said.ts';
import { heed } from '../hear/wishes.ts';

export interface MirrorParts {
  store: Store;
  settings: SettingsKeeper;
  tokensOf: TokensOf;
  lanes: Lanes;
  inOrder: InOrder;
  replies: Replies;
  threads: Pick<Check, 'recheck'>;
  /** Which message is being answered in which conversation. */
  answering: ReadonlyMap<Snowflake, Snowflake>;
  /** Messages that were deleted lately; kept up to date here. */
  deleted: Set<Snowflake>;
  log: Log;
}

/** Threads of a channel that may know one of its messages: the first that were opened after it. */
const MOST_THREADS = 50;

/** Messages that count as deleted lately: more than can be deleted while one reply is being remembered. */
const MOST_DELETED = 1_000;

/** Memory mirrors the thread: edits, deletions, deleted threads and channels. */
export function mirrorChanges(client: Client<true>, parts: MirrorParts): void {
  const { store, tokensOf, log, lanes, answering, deleted, inOrder, threads } = parts;

  function mirrored(change: Promise<unknown>, channel: Snowflake): void {
    change.catch((error: unknown) => {
      log.error({ err: error, channel }, 'a change was not mirrored');
      threads.recheck();
    });
  }

  async function remove(channel: Snowflake, message: Snowflake): Promise<void> {
    const conversations = conversationsWith(client, channel, message);
    const remembering = await whichRemember(conversations, message, store);
    for (const conversation of conversations) {
      const question = answering.get(conversation);
      // The question may have been removed by another process.
      if (message !== question && !remembering.includes(conversation)) continue;
      const record = await store.conversation(conversation);
      if (record === undefined) continue;
      const { settings } = await parts.settings.of(placeIn(conversation, record));
      await removeMessage(store, conversation, message, tokensOf(settings.model));
      // Where it was edited before, its answer offers to answer it once more.
      if (question === undefined) await offer([], conversation, message, settings.language, parts);
      const unanswered = isAfter(message, record.answeredThrough);
      if (question === undefined || !unanswered || isAfter(message, question)) continue;
      // The question is gone: nobody waits for this answer. What else was asked gets a turn of its own.
      lanes.cancel(conversation, new QuestionDeleted());
      lanes.wake(conversation, record.guild ?? conversation);
    }
  }

  async function forget(channel: Snowflake): Promise<void> {
    lanes.cancel(channel, new ConversationGone('the channel was deleted'));
    const entries = await store.forget(channel);
    if (entries > 0) log.info({ conversation: channel, entries }, 'deleted on Discord and forgotten');
  }

  async function forgetThreads(channel: Snowflake): Promise<void> {
    for (const id of await store.people.threadsOf(channel)) inTurn(id, [], () => forget(id));
  }

  function noteDeleted(message: Snowflake): void {
    deleted.add(message);
    const [oldest] = deleted;
    if (deleted.size > MOST_DELETED && oldest !== undefined) deleted.delete(oldest);
  }

  const inTurn = (channel: Snowflake, messages: readonly Snowflake[], change: () => Promise<void>) =>
    mirrored(inOrder([channel, ...messages], change), channel);

  client.on(Events.MessageUpdate, (_, message) =>
    inTurn(message.channelId, [message.id], () => edit(message, parts)),
  );
  client.on(Events.ChannelDelete, (channel) => {
    inTurn(channel.id, [], () => forget(channel.id));
    // Discord does not say that the threads of a deleted channel are deleted, too.
    mirrored(forgetThreads(channel.id), channel.id);
  });
  // As they come: of threads that are not in its cache (archived ones) discord.js tells nothing.
  client.on(Events.Raw, (packet: unknown) => {
    const { data } = deletion.safeParse(packet);
    if (data === undefined) return;
    if (data.t === 'THREAD_DELETE') return inTurn(data.d.id, [], () => forget(data.d.id));
    const { channel_id: channel } = data.d;
    for (const id of 'ids' in data.d ? data.d.ids : [data.d.id]) {
      noteDeleted(id);
      inTurn(channel, [id], () => remove(channel, id));
    }
  });
}

const deletion = z.discriminatedUnion('t', [
  z.object({ t: z.literal('THREAD_DELETE'), d: z.object({ id: z.string() }) }),
  z.object({ t: z.literal('MESSAGE_DELETE'), d: z.object({ id: z.string(), channel_id: z.string() }) }),
  z.object({
    t: z.literal('MESSAGE_DELETE_BULK'),
    d: z.object({ ids: z.array(z.string()), channel_id: z.string() }),
  }),
]);

/** Bobbin's own messages change only by its own hand, and it knows what it did. */
async function edit(message: Message | PartialMessage, parts: MirrorParts): Promise<void> {
  if (message.partial || message.author.id === message.client.user.id) return;
  const conversations = conversationsWith(message.client, message.channelId, message.id);
  const remembering = await whichRemember(conversations, message.id, parts.store);
  if (remembering.length === 0) return;
  const { settings } = await parts.settings.of(placeOf(message.channel));
  const said = (await heed(parts.store, message.guildId, [message])).said(message);
  const count = parts.tokensOf(settings.model);
  for (const conversation of remembering)
    if (await rememberEdit(parts.store, conversation, said, count))
      // Whoever corrects the last question may want it to be answered once more.
      await offer(['question edited'], conversation, message.id, settings.language, parts);
}

/**
 * Conversations that may know a message: that of its channel, that of the thread which was opened from it, and those of
 * threads that were opened by a reply to it.
 */
function conversationsWith(client: Client, channel: Snowflake, message: Snowflake): Snowflake[] {
  const place = client.channels.cache.get(channel);
  const threads = place && 'threads' in place ? [...place.threads.cache.keys()] : [];
  const later = threads.filter((thread) => isAfter(thread, message)).toSorted(byAge);
  return [channel, message, ...later.slice(0, MOST_THREADS)];
}

/** The conversations that remember a message. There may be many to ask: they are asked side by side. */
async function whichRemember(
  conversations: readonly Snowflake[],
  message: Snowflake,
  store: Store,
): Promise<Snowflake[]> {
  const found = await Promise.all(conversations.map((one) => store.find(one, message)));
  return conversations.filter((_, at) => found[at] !== undefined);
}

/** Offers these below the answer to the last question, beside what its ending offers. */
async function offer(
  controls: readonly Control[],
  conversation: Snowflake,
  question: Snowflake,
  language: Settings['language'],
  { store, replies, deleted }: MirrorParts,
): Promise<void> {
  const [last] = await store.newest(conversation, { count: 1 });
  const message = last?.reply?.messages.at(-1);
  if (last?.reply?.answers !== question || message === undefined || deleted.has(message)) return;
  const { ending, earlier = [] } = last.reply;
  await replies.offer(conversation, message, [...controlsOf(ending, earlier), ...controls], language);
}
