import { type Client, Events, type Message, type PartialMessage, type Snowflake } from 'discord.js';
import { isAfter } from '../conversation/entry.ts';
import type { Lanes } from '../conversation/lanes.ts';
import { rememberEdit } from '../conversation/remember.ts';
import type { TokensOf } from '../conversation/tokens.ts';
import { ConversationGone, QuestionDeleted } from '../errors.ts';
import type { Log } from '../log.ts';
import type { SettingsKeeper } from '../settings/settings.ts';
import type { Store } from '../store/store.ts';
import { placeOf, toSaid } from './said.ts';

export interface MirrorParts {
  store: Store;
  settings: SettingsKeeper;
  tokensOf: TokensOf;
  lanes: Lanes;
  /** Which message is being answered in which conversation. */
  answering: ReadonlyMap<Snowflake, Snowflake>;
  log: Log;
}

/** Memory mirrors the thread: edits, deletions, deleted threads and channels. */
export function mirrorChanges(client: Client<true>, parts: MirrorParts): void {
  const { store, log, lanes, answering } = parts;

  function mirrored(change: Promise<unknown>, channel: Snowflake): void {
    change.catch((error: unknown) => log.error({ err: error, channel }, 'a change was not mirrored'));
  }

  async function remove(channel: Snowflake, message: Snowflake): Promise<void> {
    // The message that a thread was opened from stands in the channel, but belongs to the thread's conversation.
    for (const conversation of [channel, message]) {
      const question = answering.get(conversation);
      const record = await store.conversation(conversation);
      if (!(await store.remove(conversation, message))) continue;
      const unanswered = isAfter(message, record?.answeredThrough ?? null);
      if (question === undefined || !unanswered || isAfter(message, question)) return;
      // The question is gone: nobody waits for this answer. What else was asked gets a turn of its own.
      lanes.cancel(conversation, new QuestionDeleted());
      lanes.wake(conversation);
      return;
    }
  }

  async function forget(channel: Snowflake): Promise<void> {
    lanes.cancel(channel, new ConversationGone('the channel was deleted'));
    const entries = await store.forget(channel);
    if (entries > 0) log.info({ conversation: channel, entries }, 'deleted on Discord and forgotten');
  }

  client.on(Events.MessageUpdate, (_, message) => mirrored(edit(message, parts), message.channelId));
  client.on(Events.MessageDelete, ({ channelId, id }) => mirrored(remove(channelId, id), channelId));
  client.on(Events.MessageBulkDelete, (messages, { id }) => {
    for (const message of messages.keys()) mirrored(remove(id, message), id);
  });
  client.on(Events.ThreadDelete, ({ id }) => mirrored(forget(id), id));
  client.on(Events.ChannelDelete, (channel) => {
    mirrored(forget(channel.id), channel.id);
    // Discord does not say that the threads of a deleted channel are deleted, too.
    if ('threads' in channel) for (const id of channel.threads.cache.keys()) mirrored(forget(id), id);
  });
}

/** Bobbin's own messages change only by its own hand, and it knows what it did. */
async function edit(message: Message | PartialMessage, parts: MirrorParts): Promise<void> {
  if (message.partial || message.author.id === message.client.user.id) return;
  const { settings } = await parts.settings.of(placeOf(message.channel));
  const said = toSaid(message);
  const count = parts.tokensOf(settings.model);
  if (!(await rememberEdit(parts.store, message.channelId, said, count)))
    await rememberEdit(parts.store, message.id, said, count);
}
