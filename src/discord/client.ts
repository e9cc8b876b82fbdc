import {
  ApplicationFlags,
  Client,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  GatewayCloseCodes,
  Options,
  Partials,
  PermissionsBitField,
  Routes,
} from 'discord.js';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { Snowflake } from '../conversation/entry.ts';
import { StartError } from '../errors.ts';
import type { Log } from '../log.ts';
import { INVITE_PERMISSIONS } from './permissions.ts';
import { createShards, type Reconnect } from './gateway/shards.ts';
import { isRenameTooLate } from './rename.ts';

/** Milliseconds from login to READY after which the start has failed. */
const READY_TIMEOUT = 60_000;

/** Milliseconds that one REST request may take; discord.js tries it again up to three times. */
const REST_TIMEOUT = 15_000;

/** Invalid requests (401, 403, 429) after which a warning is logged. Discord bans an address at 10,000 in ten minutes. */
const INVALID_REQUEST_WARNING = 500;

/** Where an operator looks after Bobbin's application. */
export const PORTAL = 'https://discord.com/developers/applications';

/** The discord.js client: only the intents that Bobbin needs, caches that stay small, and pings for nobody. */
export function createClient(
  { apiUrl }: Pick<Config['discord'], 'apiUrl'>,
  log: Log,
): { client: Client; reconnect: Reconnect } {
  const { buildStrategy, reconnect } = createShards();
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      GatewayIntentBits.MessageContent,
    ],
    // Channel: DMs. Message: edits and deletions of messages that are in no cache.
    partials: [Partials.Channel, Partials.Message],
    allowedMentions: { parse: [], repliedUser: false },
    // Discord drops a message that is sent once more because the answer to the first attempt got lost.
    enforceNonce: true,
    ws: { buildStrategy },
    rest: {
      timeout: REST_TIMEOUT,
      invalidRequestWarningInterval: INVALID_REQUEST_WARNING,
      rejectOnRateLimit: isRenameTooLate,
      ...(apiUrl && { api: apiUrl }),
    },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      ReactionManager: 0,
      PresenceManager: 0,
      VoiceStateManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      GuildBanManager: 0,
      GuildInviteManager: 0,
      GuildScheduledEventManager: 0,
      AutoModerationRuleManager: 0,
      StageInstanceManager: 0,
      ThreadMemberManager: 0,
      GuildMemberManager: { maxSize: 50, keepOverLimit: (member) => member.id === member.client.user.id },
      UserManager: { maxSize: 200, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
    sweepers: { ...Options.DefaultSweeperSettings, threads: { interval: 3_600, lifetime: 14_400 } },
  });
  client.on(Events.Error, (error) => log.error({ err: error }, 'discord client'));
  client.on(Events.Warn, (warning) => log.warn({ warning }, 'discord client'));
  client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, 'gateway reconnects'));
  client.on(Events.ShardResume, (shard, replayed) => log.info({ shard, replayed }, 'gateway resumed'));
  client.rest.on('rateLimited', ({ route, retryAfter }) =>
    log.info({ route, ms: retryAfter }, 'rate limited'),
  );
  client.rest.on('invalidRequestWarning', ({ count }) => log.warn({ count }, 'many invalid requests'));
  return { client, reconnect };
}

/** The bot that has this token, found out without a login. Throws a StartError where Discord refuses it. */
export async function botOf({ rest }: Client, token: string): Promise<Snowflake> {
  rest.setToken(token);
  try {
    return userSchema.parse(await rest.get(Routes.user())).id;
  } catch (error) {
    throw refused(error);
  }
}

const userSchema = z.object({ id: z.string() });

/**
 * Logs in and waits until Discord has told which servers there are.
 * Throws a StartError that says what to click in the developer portal where Discord refuses Bobbin.
 */
export async function login(client: Client, token: string): Promise<Client<true>> {
  const { promise, resolve, reject } = Promise.withResolvers<Client<true>>();
  const late = setTimeout(() => reject(refused(new Error('no READY in time'))), READY_TIMEOUT);
  const closed = ({ code }: { code: number }) => reject(refusedWith(code));
  client.once(Events.ClientReady, resolve);
  client.once(Events.ShardDisconnect, closed);
  try {
    await requireMessageContent(client, token);
    client.login(token).catch((error: unknown) => reject(refused(error)));
    return await promise;
  } finally {
    clearTimeout(late);
    client.off(Events.ShardDisconnect, closed);
  }
}

/** Asked before the gateway is: each connection that Discord closes there counts as one of the 1,000 starts of a day. */
async function requireMessageContent(client: Client, token: string): Promise<void> {
  client.rest.setToken(token);
  try {
    if (await mayReadMessages(client)) return;
  } catch (error) {
    throw refused(error);
  }
  throw refusedWith(GatewayCloseCodes.DisallowedIntents);
}

/** Whether the Message Content intent is switched on in the developer portal. */
export async function mayReadMessages({ rest }: Pick<Client, 'rest'>): Promise<boolean> {
  const flags = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;
  return (applicationSchema.parse(await rest.get(Routes.currentApplication())).flags & flags) !== 0;
}

const applicationSchema = z.object({ flags: z.number().default(0) });

/** What a gateway that is closed for good means for the operator. */
export function refusedWith(code: number): StartError {
  switch (code) {
    case GatewayCloseCodes.DisallowedIntents:
      return new StartError([
        {
          what: 'Bobbin may not read messages yet.',
          todo: `Open ${PORTAL}, choose your application, “Bot”, switch on “Message Content Intent”, save, and start again.`,
        },
      ]);
    case GatewayCloseCodes.AuthenticationFailed:
      return wrongToken();
    default:
      return new StartError([
        { what: `Discord closed the connection for good (code ${code}).`, todo: 'Start Bobbin again.' },
      ]);
  }
}

function refused(error: unknown): StartError {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof DiscordjsError ? error.code : undefined;
  if (code === DiscordjsErrorCodes.TokenInvalid || /401|unauthorized|invalid token/i.test(message))
    return wrongToken();
  if (/disallowed intents/i.test(message)) return refusedWith(GatewayCloseCodes.DisallowedIntents);
  if (/not enough sessions/i.test(message))
    return new StartError([
      {
        what: `Discord allows 1,000 starts a day, and they are used up: something has restarted Bobbin again and again. (${message})`,
        todo: 'Find out what in its log, then try again after the reset.',
      },
    ]);
  return new StartError(
    [{ what: `Discord can’t be reached: ${message}`, todo: 'Check the network and DISCORD_API_URL.' }],
    { cause: error },
  );
}

function wrongToken(): StartError {
  return new StartError([
    {
      what: 'Discord does not accept DISCORD_TOKEN.',
      todo: `Open ${PORTAL}, choose your application, “Bot”, “Reset Token”, and put the new token into .env.`,
    },
  ]);
}

/** The link with which someone who manages a server invites Bobbin to it. */
export function inviteLink(client: Client<true>): string {
  const link = new URL('https://discord.com/oauth2/authorize');
  link.searchParams.set('client_id', client.application.id);
  link.searchParams.set('scope', 'bot applications.commands');
  link.searchParams.set('permissions', new PermissionsBitField(INVITE_PERMISSIONS).bitfield.toString());
  return link.href;
}
