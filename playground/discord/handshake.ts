import { GatewayCloseCodes, GatewayIntentBits } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { applicationFlags } from './dispatches.ts';
import type { World } from './world.ts';

// https://discord.com/developers/docs/events/gateway

export const identify = z.object({
  token: z.string(),
  intents: z.int(),
  shard: z.tuple([z.int(), z.int().min(1)]).default([0, 1]),
});

export const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.int() });

export const memberRequest = z.object({
  guild_id: z.string(),
  user_ids: z.union([z.string(), z.array(z.string())]).optional(),
  nonce: z.string().optional(),
});

/** Why somebody can't log in like this; nothing when they can. */
export function objection(
  world: World,
  { intents, shard: [id, count] }: z.output<typeof identify>,
): GatewayCloseCodes | undefined {
  if (id >= count) return GatewayCloseCodes.InvalidShard;
  if (intents & ~ALL_INTENTS) return GatewayCloseCodes.InvalidIntents;
  if (intents & forbiddenIntents(world)) return GatewayCloseCodes.DisallowedIntents;
  return undefined;
}

/** READY: who the bot is and which servers will follow. */
export const ready = (world: World, session: { id: string; shard: [number, number] }, url: string) => ({
  v: 10,
  user: { ...world.bot, mfa_enabled: true, verified: true, email: null },
  guilds: [...world.guilds.keys()]
    .filter((guild) => shardOf(guild, session.shard[1]) === session.shard[0])
    .map((id) => ({ id, unavailable: true })),
  session_id: session.id,
  session_type: 'normal',
  resume_gateway_url: url,
  shard: session.shard,
  application: { id: world.application.id, flags: applicationFlags(world) },
  private_channels: [],
  presences: [],
  relationships: [],
});

/** Which shard hears of a server. */
export const shardOf = (guild: string, count: number): number =>
  Number((BigInt(guild) >> 22n) % BigInt(count));

/** Closes with one of Discord's codes. */
export const refuse = (socket: WebSocket, code: GatewayCloseCodes): undefined => {
  socket.close(code, REASONS[code]);
};

const REASONS: { [code in GatewayCloseCodes]?: string } = {
  [GatewayCloseCodes.UnknownOpcode]: 'Unknown opcode.',
  [GatewayCloseCodes.DecodeError]: 'Error while decoding payload.',
  [GatewayCloseCodes.NotAuthenticated]: 'Not authenticated.',
  [GatewayCloseCodes.AuthenticationFailed]: 'Authentication failed.',
  [GatewayCloseCodes.AlreadyAuthenticated]: 'Already authenticated.',
  [GatewayCloseCodes.InvalidShard]: 'Invalid shard.',
  [GatewayCloseCodes.InvalidIntents]: 'Invalid intent(s).',
  [GatewayCloseCodes.DisallowedIntents]: 'Disallowed intent(s).',
};

const ALL_INTENTS = Object.values(GatewayIntentBits)
  .filter((bit) => typeof bit === 'number')
  .reduce((all, bit) => all | bit, 0);

const forbiddenIntents = ({ application }: World): number =>
  (application.messageContent ? 0 : GatewayIntentBits.MessageContent) |
  (application.guildMembers ? 0 : GatewayIntentBits.GuildMembers) |
  (application.presences ? 0 : GatewayIntentBits.GuildPresences);
