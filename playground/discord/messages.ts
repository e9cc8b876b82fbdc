import type {
  APIAttachment,
  APIEmbed,
  APIMessage,
  APIMessageInteractionMetadata,
  APIMessageReference,
  APIMessageSnapshot,
  APIMessageSnapshotFields,
  APIMessageTopLevelComponent,
  APIReaction,
} from 'discord-api-types/v10';
import { ChannelType, MessageReferenceType, MessageType } from 'discord-api-types/v10';
import type { Emoji, Stored } from './changes.ts';
import { textOf } from './components.ts';
import { ApiError } from './errors.ts';
import { messageFlags } from './flags.ts';
import { joinThread, reopen } from './members.ts';
import { pingsOf } from './mentions.ts';
import type { MentionRules } from './mentions.ts';
import { isThread } from './permissions.ts';
import { byId } from './snowflakes.ts';
import type { Channel, World } from './world.ts';

/** What somebody wants to send. */
export interface Draft {
  content?: string | undefined;
  embeds?: APIEmbed[] | undefined;
  components?: APIMessageTopLevelComponent[] | undefined;
  attachments?: APIAttachment[] | undefined;
  flags?: number | undefined;
  rules?: MentionRules | null | undefined;
  replyTo?: APIMessage | undefined;
  nonce?: string | number | undefined;
  tts?: boolean | undefined;
  type?: MessageType | undefined;
  reference?: APIMessageReference | undefined;
  /** What `reference` points to, where Discord sends that along. */
  referenced?: APIMessage | undefined;
  /** What a forward shows. */
  snapshots?: APIMessageSnapshot[] | undefined;
  metadata?: APIMessageInteractionMetadata | undefined;
  commandName?: string | undefined;
  onlyFor?: string | undefined;
  interaction?: string | undefined;
  /** A message's id is given only where Discord gives it: the first message of a forum post. */
  id?: string | undefined;
}

/** Puts a message into a channel and tells everybody. Whether the author may do so is checked before. */
export function postMessage(world: World, channel: Channel, author: string, draft: Draft): Stored {
  const user = world.users.get(author);
  if (!user) throw new ApiError('unknownUser');
  if (isThread(channel)) reopen(world, channel);

  const { replyTo } = draft;
  const message: APIMessage = {
    id: draft.id ?? world.snowflake(),
    channel_id: channel.id,
    type: draft.type ?? (replyTo ? MessageType.Reply : MessageType.Default),
    author: user,
    content: draft.content ?? '',
    ...pings(world, channel, author, draft),
    attachments: draft.attachments ?? [],
    embeds: draft.embeds ?? [],
    components: draft.components ?? [],
    flags: messageFlags(draft.flags ?? 0),
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    pinned: false,
    tts: draft.tts ?? false,
    ...(draft.nonce !== undefined && { nonce: draft.nonce }),
    ...(replyTo && { message_reference: referenceTo(channel, replyTo), referenced_message: replyTo }),
    ...(draft.reference && { message_reference: draft.reference }),
    ...(draft.snapshots && { message_snapshots: draft.snapshots }),
    ...(draft.referenced && { referenced_message: draft.referenced }),
    ...(isThread(channel) && { position: channel.total_message_sent }),
    ...(draft.metadata && {
      application_id: world.application.id,
      webhook_id: world.application.id,
      interaction_metadata: draft.metadata,
      ...(draft.commandName && {
        interaction: {
          id: draft.metadata.id,
          type: draft.metadata.type,
          name: draft.commandName,
          user: draft.metadata.user,
        },
      }),
    }),
  };
  const stored: Stored = {
    message,
    ...(draft.onlyFor && { onlyFor: draft.onlyFor }),
    ...(draft.interaction && { interaction: draft.interaction }),
  };
  world.messagesIn(channel.id).set(message.id, stored);
  if (!draft.onlyFor) {
    channel.last_message_id = message.id;
    if (isThread(channel)) countIn(world, channel, stored);
  }
  world.emit({ on: 'message', channel, stored });
  return stored;
}

/** Changes what is given and leaves the rest. */
export function editMessage(world: World, channel: Channel, stored: Stored, draft: Draft): Stored {
  if (isThread(channel) && channel.thread_metadata.archived) throw new ApiError('archived');
  const { message } = stored;
  if (draft.content !== undefined) message.content = draft.content;
  if (draft.embeds !== undefined) message.embeds = draft.embeds;
  if (draft.components !== undefined) message.components = draft.components;
  if (draft.attachments !== undefined) message.attachments = draft.attachments;
  if (draft.flags !== undefined) message.flags = messageFlags(draft.flags);
  Object.assign(message, pings(world, channel, message.author.id, { ...draft, ...contentOf(message) }));
  message.edited_timestamp = new Date().toISOString();
  world.emit({ on: 'messageUpdate', channel, stored });
  return stored;
}

/** Takes messages away. What is not there is left out. */
export function deleteMessages(world: World, channel: Channel, ids: string[], bulk = false): void {
  const messages = world.messagesIn(channel.id);
  const known = ids.filter((id) => messages.delete(id));
  if (known.length === 0) return;
  if (isThread(channel)) channel.message_count = Math.max(0, channel.message_count - known.length);
  world.emit({ on: 'messageDelete', channel, ids: known, bulk });
}

/** Discord adds a preview of a link some time after the message: an update whose text is the same. */
export function unfurl(world: World, channel: Channel, stored: Stored): void {
  const [url] = /https?:\/\/\S+/.exec(stored.message.content) ?? ['https://example.com/'];
  stored.message.embeds = [{ ...LINK_PREVIEW, url }];
  world.emit({ on: 'messageUpdate', channel, stored });
}

const LINK_PREVIEW: APIEmbed = {
  title: 'Example Domain',
  description: 'This domain is for use in examples.',
};

/** Puts somebody's reaction under a message, or takes it away. */
export function setReaction(
  world: World,
  channel: Channel,
  message: APIMessage,
  user: string,
  emoji: Emoji,
  added: boolean,
): void {
  const isSame = (reaction: APIReaction): boolean => reaction.emoji.name === emoji.name;
  const before = message.reactions?.find(isSame);
  const isMe = user === world.bot.id;
  const count = (before?.count ?? 0) + (added ? 1 : -1);
  const reaction = {
    emoji,
    count,
    count_details: { burst: 0, normal: count },
    burst_colors: [],
    me: isMe ? added : (before?.me ?? false),
    me_burst: false,
  };
  const others = message.reactions?.filter((each) => !isSame(each)) ?? [];
  message.reactions = count > 0 ? [...others, reaction] : others;
  world.emit({ on: 'reaction', added, channel, message, user, emoji });
}

/** A message by id, or Discord's error. */
export function messageById(world: World, channel: Channel, id: string): Stored {
  const stored = world.messages.get(channel.id)?.get(id);
  if (!stored) throw new ApiError('unknownMessage');
  return stored;
}

/** What anybody in the channel can read, oldest first. */
export const readable = (world: World, channel: Channel): APIMessage[] =>
  [...(world.messages.get(channel.id)?.values() ?? [])]
    .filter(({ onlyFor }) => onlyFor === undefined)
    .map(({ message }) => message)
    .toSorted(byId);

export const referenceTo = (channel: Channel, message: APIMessage): APIMessageReference => ({
  type: MessageReferenceType.Default,
  channel_id: channel.id,
  message_id: message.id,
  ...(channel.type !== ChannelType.DM && { guild_id: channel.guild_id }),
});

/** What a forward shows of a message. https://discord.com/developers/docs/resources/message#message-snapshot-object */
export function snapshotOf(message: APIMessage): APIMessageSnapshotFields {
  const { type, content, embeds, attachments, timestamp, edited_timestamp, mentions } = message;
  const { mention_roles, sticker_items, components } = message;
  return {
    type,
    content,
    embeds,
    attachments: structuredClone(attachments),
    timestamp,
    edited_timestamp,
    flags: messageFlags(message.flags ?? 0),
    mentions,
    mention_roles,
    ...(sticker_items && { sticker_items }),
    ...(components && { components }),
  };
}

const contentOf = (message: APIMessage): Pick<Draft, 'content' | 'components' | 'replyTo'> => ({
  content: message.content,
  components: message.components,
  replyTo: message.type === MessageType.Reply ? (message.referenced_message ?? undefined) : undefined,
});

const pings = (world: World, channel: Channel, author: string, draft: Draft) =>
  pingsOf(world, {
    channel,
    author,
    text: [draft.content ?? '', ...(draft.components ?? []).map(textOf)].join('\n'),
    rules: draft.rules,
    repliedTo: draft.replyTo?.author,
  });

// Who writes in a thread, or is pinged there, joins it. The message a forum post starts with does not count.
function countIn(world: World, thread: Channel, { message }: Stored): void {
  if (!isThread(thread)) return;
  if (message.id !== thread.id && message.type !== MessageType.ThreadStarterMessage) {
    thread.message_count += 1;
    thread.total_message_sent += 1;
  }
  for (const { id } of [message.author, ...message.mentions]) joinThread(world, thread, id);
}
