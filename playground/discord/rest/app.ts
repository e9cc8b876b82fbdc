import { newApi, form } from './api.ts';
import type { Api } from './api.ts';
import { z } from 'zod';
import { optional } from '../components.ts';
import { applicationFlags } from '../dispatches.ts';
import type { World } from '../world.ts';

const SESSION_STARTS_A_DAY = 1000;
const RESET_AFTER_MS = 86_400_000;

/** The gateway's address and the application itself. */
export function appRoutes(world: World, gatewayUrl: string): Api {
  const api = newApi();

  api.get('/gateway', (c) => c.json({ url: gatewayUrl }));

  api.get('/gateway/bot', (c) =>
    c.json({
      url: gatewayUrl,
      shards: 1,
      session_start_limit: {
        total: SESSION_STARTS_A_DAY,
        remaining: Math.max(0, world.application.sessionStartsLeft),
        reset_after: RESET_AFTER_MS,
        max_concurrency: 1,
      },
    }),
  );

  api.get('/applications/@me', (c) => c.json(application(world)));
  api.get('/oauth2/applications/@me', (c) => c.json(application(world)));
  api.patch('/applications/@me', (c) => {
    const { description } = form(c, z.object({ description: optional(z.string().max(400)) }));
    world.application.description = description ?? world.application.description;
    return c.json(application(world));
  });

  return api;
}

const application = (world: World) => ({
  id: world.application.id,
  name: world.application.name,
  icon: null,
  description: world.application.description,
  type: null,
  bot: world.bot,
  bot_public: true,
  bot_require_code_grant: false,
  integration_types_config: {
    0: { oauth2_install_params: { scopes: ['applications.commands', 'bot'], permissions: '0' } },
  },
  verify_key: '0'.repeat(64),
  flags: applicationFlags(world),
  flags_new: String(applicationFlags(world)),
  redirect_uris: [],
  interactions_endpoint_url: null,
  role_connections_verification_url: null,
  owner: world.users.get(world.guild.ownerId),
  approximate_guild_count: world.guilds.size,
  approximate_user_install_count: 0,
  approximate_user_authorization_count: 0,
  explicit_content_filter: 0,
  team: null,
  eligible_oauth2_scopes: [],
});
