import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { activeThreads, channelsOf, guildObject } from '../guilds.ts';
import type { Guild, World } from '../world.ts';
import { form, newApi, query } from './api.ts';
import type { Api } from './api.ts';

/** Users, DMs, and servers with their members. */
export function userRoutes(world: World): Api {
  const api = newApi();
  const me = world.bot.id;

  const guildById = (id: string): Guild => {
    const guild = world.guilds.get(id);
    if (!guild) throw new ApiError('unknownGuild');
    return guild;
  };

  api.get('/users/@me', (c) =>
    c.json({
      ...world.bot,
      mfa_enabled: true,
      locale: 'en-US',
      premium_type: 0,
      email: null,
      verified: true,
    }),
  );

  api.post('/users/@me/channels', (c) => {
    const { recipient_id } = form(c, z.object({ recipient_id: z.string() }));
    return c.json(world.dmWith(recipient_id));
  });

  api.get('/users/:user', (c) => {
    const user = world.users.get(c.req.param('user'));
    if (!user) throw new ApiError('unknownUser');
    return c.json(user);
  });

  api.get('/guilds/:guild', (c) => {
    const guild = guildById(c.req.param('guild'));
    const counts = {
      approximate_member_count: guild.members.size,
      approximate_presence_count: guild.members.size,
    };
    return c.json({ ...guildObject(guild), ...(c.req.query('with_counts') === 'true' && counts) });
  });

  api.get('/guilds/:guild/channels', (c) => c.json(channelsOf(world, guildById(c.req.param('guild')))));
  api.get('/guilds/:guild/roles', (c) => c.json([...guildById(c.req.param('guild')).roles.values()]));

  api.get('/guilds/:guild/threads/active', (c) => {
    const threads = activeThreads(world, guildById(c.req.param('guild')));
    const members = threads
      .map(({ id }) => world.threadMembers.get(id)?.get(me))
      .filter((member) => member !== undefined);
    return c.json({ threads, members, has_more: false });
  });

  api.get('/guilds/:guild/members', (c) => {
    const { limit } = query(c, z.object({ limit: z.coerce.number().int().min(1).max(1000).default(1) }));
    if (!world.application.guildMembers) throw new ApiError('missingAccess');
    return c.json([...guildById(c.req.param('guild')).members.values()].slice(0, limit));
  });

  api.get('/guilds/:guild/members/:user', (c) => {
    const user = c.req.param('user');
    const member = guildById(c.req.param('guild')).members.get(user);
    if (!member) throw new ApiError(world.users.has(user) ? 'unknownMember' : 'unknownUser');
    return c.json(member);
  });

  api.patch('/guilds/:guild/members/@me', (c) => {
    const guild = guildById(c.req.param('guild'));
    const member = guild.members.get(me);
    if (!member) throw new ApiError('unknownMember');
    const { nick } = form(c, z.object({ nick: z.string().max(32).nullish() }));
    if (nick !== undefined) member.nick = nick || null;
    world.emit({ on: 'member', guild, member });
    return c.json(member);
  });

  return api;
}
