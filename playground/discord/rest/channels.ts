import { ChannelType, ThreadAutoArchiveDuration } from 'discord-api-types/v10';
import { z } from 'zod';
import { optional } from '../components.ts';
import { draftFrom, messageBody } from '../drafts.ts';
import { ApiError } from '../errors.ts';
import { joinThread, leaveThread } from '../members.ts';
import { messageById } from '../messages.ts';
import { isThread, may } from '../permissions.ts';
import { must, mustManageThread, mustStartThread, seen } from '../rules.ts';
import {
  deleteChannel,
  startPost,
  startThread,
  startThreadFrom,
  threadsOf,
  updateThread,
} from '../threads.ts';
import type { Thread, World } from '../world.ts';
import { form, newApi, query } from './api.ts';
import type { Api } from './api.ts';

const threadName = z.string().trim().min(1).max(100);
const autoArchive = optional(z.enum(ThreadAutoArchiveDuration));
const slowmode = optional(z.int().min(0).max(21_600));
const tags = optional(z.array(z.string()).max(5));

const newThread = z.object({
  name: threadName,
  auto_archive_duration: autoArchive,
  rate_limit_per_user: slowmode,
  type: optional(z.int()),
  invitable: optional(z.boolean()),
  applied_tags: tags,
  message: optional(messageBody),
});

const threadChange = z.object({
  name: optional(threadName),
  archived: optional(z.boolean()),
  locked: optional(z.boolean()),
  auto_archive_duration: autoArchive,
  rate_limit_per_user: slowmode,
  invitable: optional(z.boolean()),
  applied_tags: tags,
});

const channelChange = z.object({
  name: optional(z.string().min(1).max(100)),
  topic: z.string().max(4096).nullish(),
});

/** Channels, threads and who is in them. */
export function channelRoutes(world: World): Api {
  const api = newApi();
  const me = world.bot.id;

  const threadById = (id: string): Thread => {
    const channel = seen(world, me, id);
    if (!isThread(channel)) throw new ApiError('invalidChannelType');
    return channel;
  };

  const withMember = (thread: Thread) => {
    const member = world.threadMembers.get(thread.id)?.get(me);
    return { ...thread, ...(member && { member }) };
  };

  const planOf = (body: z.output<typeof newThread>) => ({
    name: body.name,
    owner: me,
    private: body.type === ChannelType.PrivateThread,
    autoArchiveMinutes: body.auto_archive_duration,
    slowmode: body.rate_limit_per_user,
    invitable: body.invitable,
    tags: body.applied_tags,
  });

  api.get('/channels/:channel', (c) => {
    const channel = seen(world, me, c.req.param('channel'));
    return c.json(isThread(channel) ? withMember(channel) : channel);
  });

  api.patch('/channels/:channel', (c) => {
    const channel = seen(world, me, c.req.param('channel'));
    if (channel.type === ChannelType.DM) throw new ApiError('onDm');
    if (isThread(channel)) {
      const body = form(c, threadChange);
      mustManageThread(world, me, channel, body);
      const { auto_archive_duration, rate_limit_per_user, applied_tags, ...rest } = body;
      const update = {
        autoArchiveMinutes: auto_archive_duration,
        slowmode: rate_limit_per_user,
        tags: applied_tags,
      };
      return c.json(withMember(updateThread(world, channel, me, { ...rest, ...update })));
    }
    must(world, me, channel, 'ManageChannels');
    const { name, topic } = form(c, channelChange);
    channel.name = name ?? channel.name;
    if (topic !== undefined) channel.topic = topic;
    world.emit({ on: 'channelUpdate', channel });
    return c.json(channel);
  });

  api.delete('/channels/:channel', (c) => {
    const channel = seen(world, me, c.req.param('channel'));
    must(
      world,
      me,
      channel,
      ...(isThread(channel) ? (['ManageThreads'] as const) : (['ManageChannels'] as const)),
    );
    deleteChannel(world, channel);
    return c.json(channel);
  });

  api.post('/channels/:channel/typing', (c) => {
    const channel = seen(world, me, c.req.param('channel'));
    must(world, me, channel, isThread(channel) ? 'SendMessagesInThreads' : 'SendMessages');
    world.emit({ on: 'typing', channel, user: me, at: Date.now() });
    return c.body(null, 204);
  });

  api.post('/channels/:channel/messages/:message/threads', (c) => {
    const parent = mustStartThread(world, me, seen(world, me, c.req.param('channel')), false);
    const body = form(c, newThread);
    const { message } = messageById(world, parent, c.req.param('message'));
    return c.json(
      withMember(startThreadFrom(world, parent, message, { ...planOf(body), private: false })),
      201,
    );
  });

  api.post('/channels/:channel/threads', (c) => {
    const body = form(c, newThread);
    const plan = planOf(body);
    const parent = mustStartThread(world, me, seen(world, me, c.req.param('channel')), plan.private);
    if (parent.type !== ChannelType.GuildForum)
      return c.json(withMember(startThread(world, parent, plan)), 201);
    if (!body.message) throw new ApiError('emptyMessage');
    const draft = draftFrom(world, parent, body.message, c.var.uploads);
    const { thread, message } = startPost(world, parent, { ...plan, private: false }, draft);
    return c.json({ ...withMember(thread), message }, 201);
  });

  api.get('/channels/:channel/thread-members', (c) => {
    const thread = threadById(c.req.param('channel'));
    if (!world.application.guildMembers) throw new ApiError('missingAccess');
    return c.json([...(world.threadMembers.get(thread.id)?.values() ?? [])]);
  });

  api.get('/channels/:channel/thread-members/:user', (c) => {
    const thread = threadById(c.req.param('channel'));
    const user = c.req.param('user') === '@me' ? me : c.req.param('user');
    const member = world.threadMembers.get(thread.id)?.get(user);
    if (!member) throw new ApiError('unknownMember');
    return c.json(member);
  });

  api.put('/channels/:channel/thread-members/:user', (c) => {
    const thread = threadById(c.req.param('channel'));
    if (thread.thread_metadata.archived) throw new ApiError('archived');
    const user = c.req.param('user');
    if (user !== '@me') must(world, me, thread, 'SendMessagesInThreads');
    joinThread(world, thread, user === '@me' ? me : user);
    return c.body(null, 204);
  });

  api.delete('/channels/:channel/thread-members/:user', (c) => {
    const thread = threadById(c.req.param('channel'));
    if (thread.thread_metadata.archived) throw new ApiError('archived');
    const user = c.req.param('user');
    if (user !== '@me') must(world, me, thread, 'ManageThreads');
    leaveThread(world, thread, user === '@me' ? me : user);
    return c.body(null, 204);
  });

  for (const [path, type] of Object.entries(ARCHIVES))
    api.get(path, (c) => {
      const parent = seen(world, me, c.req.param('channel') ?? '');
      must(world, me, parent, 'ReadMessageHistory');
      const { limit } = query(c, z.object({ limit: z.coerce.number().int().min(2).max(100).default(50) }));
      const all = threadsOf(world, parent)
        .filter((thread) => thread.type === type && thread.thread_metadata.archived)
        .filter((thread) => may(world, me, thread, 'ViewChannel'))
        .toReversed();
      const threads = all.slice(0, limit).map(withMember);
      const members = threads.map(({ member }) => member).filter((member) => member !== undefined);
      return c.json({ threads, members, has_more: all.length > limit });
    });

  return api;
}

const ARCHIVES = {
  '/channels/:channel/threads/archived/public': ChannelType.PublicThread,
  '/channels/:channel/threads/archived/private': ChannelType.PrivateThread,
  '/channels/:channel/users/@me/threads/archived/private': ChannelType.PrivateThread,
} as const;
