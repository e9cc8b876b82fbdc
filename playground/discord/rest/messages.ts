import type { APIMessage } from 'discord-api-types/v10';
import { ChannelType, MessageType } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Stored } from '../changes.ts';
import { changesFrom, draftFrom, messageBody } from '../drafts.ts';
import type { MessageBody } from '../drafts.ts';
import { ApiError, formError } from '../errors.ts';
import { deleteMessages, editMessage, messageById, postMessage, readable, setReaction } from '../messages.ts';
import type { Draft } from '../messages.ts';
import { may } from '../permissions.ts';
import { must, mustWrite, seen } from '../rules.ts';
import { timeOf } from '../snowflakes.ts';
import type { Channel, World } from '../world.ts';
import { form, newApi, query } from './api.ts';
import type { Api } from './api.ts';

// "Some minutes", says Discord.
const NONCE_LIFE_MS = 3 * 60 * 1000;
const BULK_DELETE_AGE_MS = 14 * 24 * 60 * 60 * 1000;

const page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.string().optional(),
  after: z.string().optional(),
  around: z.string().optional(),
});

/** Reading, writing, changing and deleting messages. */
export function messageRoutes(world: World): Api {
  const api = newApi();
  const me = world.bot.id;

  api.get('/channels/:channel/messages', (c) => {
    const channel = seen(world, me, c.req.param('channel'));
    // Without the permission to read the history there is none.
    if (!may(world, me, channel, 'ReadMessageHistory')) return c.json([]);
    return c.json(pageOf(readable(world, channel), query(c, page)).map(withReference(world)));
  });

  api.get('/channels/:channel/messages/:message', (c) => {
    const channel = seen(world, me, c.req.param('channel'));
    must(world, me, channel, 'ReadMessageHistory');
    const { message, onlyFor } = messageById(world, channel, c.req.param('message'));
    if (onlyFor) throw new ApiError('unknownMessage');
    return c.json(withReference(world)(message));
  });

  api.post('/channels/:channel/messages', (c) => {
    const channel = seen(world, me, c.req.param('channel'));
    const body = form(c, messageBody);
    mustWrite(world, me, channel, c.var.uploads.size > 0);
    const earlier = body.enforce_nonce && earlierWith(world, channel, body);
    if (earlier) return c.json(earlier.message);
    const replyTo = repliedTo(world, channel, body);
    const draft = draftFrom(world, channel, body, c.var.uploads);
    return c.json(postMessage(world, channel, me, { ...draft, ...(replyTo && { replyTo }) }).message);
  });

  api.patch('/channels/:channel/messages/:message', (c) => {
    const channel = seen(world, me, c.req.param('channel'));
    const stored = messageById(world, channel, c.req.param('message'));
    if (stored.message.author.id !== me) throw new ApiError('notAuthor');
    if (stored.onlyFor) throw new ApiError('unknownMessage');
    if (c.var.uploads.size > 0) must(world, me, channel, 'AttachFiles');
    const changes = editOf(world, channel, stored, form(c, messageBody), c.var.uploads);
    return c.json(editMessage(world, channel, stored, changes).message);
  });

  api.delete('/channels/:channel/messages/:message', (c) => {
    const channel = seen(world, me, c.req.param('channel'));
    const { message, onlyFor } = messageById(world, channel, c.req.param('message'));
    if (onlyFor) throw new ApiError('unknownMessage');
    if (message.type === MessageType.ThreadStarterMessage) throw new ApiError('systemMessage');
    if (message.author.id !== me) {
      if (channel.type === ChannelType.DM) throw new ApiError('onDm');
      must(world, me, channel, 'ManageMessages');
    }
    deleteMessages(world, channel, [message.id]);
    return c.body(null, 204);
  });

  api.post('/channels/:channel/messages/bulk-delete', (c) => {
    const channel = seen(world, me, c.req.param('channel'));
    const { messages } = form(c, z.object({ messages: z.array(z.string()).min(2).max(100) }));
    must(world, me, channel, 'ManageMessages');
    if (messages.some((id) => Date.now() - timeOf(id) > BULK_DELETE_AGE_MS))
      throw new ApiError('tooOldToBulkDelete');
    deleteMessages(world, channel, messages, true);
    return c.body(null, 204);
  });

  for (const [method, added] of [
    ['put', true],
    ['delete', false],
  ] as const)
    api[method]('/channels/:channel/messages/:message/reactions/:emoji/@me', (c) => {
      const channel = seen(world, me, c.req.param('channel'));
      must(world, me, channel, 'ReadMessageHistory', ...(added ? (['AddReactions'] as const) : []));
      const { message } = messageById(world, channel, c.req.param('message'));
      const [name = '', id] = c.req.param('emoji').split(':');
      setReaction(world, channel, message, me, { id: id ?? null, name }, added);
      return c.body(null, 204);
    });

  return api;
}

/** An edit of the bot's own message, its rules checked. */
export function editOf(
  world: World,
  channel: Channel,
  { message }: Stored,
  body: MessageBody,
  uploads: Parameters<typeof changesFrom>[3],
): Draft {
  const changes = changesFrom(world, channel, body, uploads, { ...message, flags: message.flags ?? 0 });
  const after = { ...message, ...changes };
  if (!after.content && !after.embeds?.length && !after.attachments?.length && !after.components?.length)
    throw new ApiError('emptyMessage');
  return changes;
}

function pageOf(messages: APIMessage[], asked: z.output<typeof page>): APIMessage[] {
  const { limit, before, after, around } = asked;
  const index = (id: string): number => {
    const found = messages.findIndex((message) => BigInt(message.id) >= BigInt(id));
    return found === -1 ? messages.length : found;
  };
  const start = (): [number, number] => {
    if (around !== undefined) {
      const first = Math.max(0, index(around) - Math.floor(limit / 2));
      return [first, first + limit];
    }
    if (after !== undefined) {
      const first = index(String(BigInt(after) + 1n));
      return [first, first + limit];
    }
    const end = before === undefined ? messages.length : index(before);
    return [Math.max(0, end - limit), end];
  };
  return messages.slice(...start()).toReversed();
}

// What a message refers to is looked up when it is read: it may be gone by now.
const withReference =
  (world: World) =>
  (message: APIMessage): APIMessage => {
    if (message.type !== MessageType.Reply && message.type !== MessageType.ThreadStarterMessage)
      return message;
    const { channel_id = '', message_id = '' } = message.message_reference ?? {};
    const referred = world.messages.get(channel_id)?.get(message_id)?.message;
    if (!referred) return { ...message, referenced_message: null };
    const { referenced_message: _, ...once } = referred;
    return { ...message, referenced_message: once };
  };

function earlierWith(world: World, channel: Channel, { nonce }: MessageBody): Stored | undefined {
  if (nonce === undefined)
    throw formError(['enforce_nonce'], 'NONCE_REQUIRED', 'enforce_nonce requires a nonce to be provided');
  const since = Date.now() - NONCE_LIFE_MS;
  return [...world.messagesIn(channel.id).values()].find(
    ({ message }) =>
      message.nonce === nonce && message.author.id === world.bot.id && timeOf(message.id) > since,
  );
}

function repliedTo(
  world: World,
  channel: Channel,
  { message_reference: reference }: MessageBody,
): APIMessage | undefined {
  if (!reference) return undefined;
  const found = world.messages.get(channel.id)?.get(reference.message_id);
  if (found && !found.onlyFor) return found.message;
  if (reference.fail_if_not_exists === false) return undefined;
  throw formError(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
}
