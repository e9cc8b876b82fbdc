import { DiscordAPIError, REST, RESTEvents, Routes } from 'discord.js';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { Snowflake } from '../conversation/entry.ts';
import { mayReadMessages } from './client.ts';

/** Milliseconds that one request may take; it is tried twice. */
const TIMEOUT = 10_000;

/** What a look at Discord found, without the gateway: each connection there counts as a start. */
export type Probe =
  | {
      state: 'ok';
      /** The bot's. */
      id: Snowflake;
      /** What the bot is called. */
      name: string;
      readsMessages: boolean;
      /** Logins that are left today. */
      startsLeft: number;
      /** Milliseconds by which this machine's clock is ahead of Discord's. */
      ahead: number;
    }
  /** The token is not valid. */
  | { state: 'refused' }
  | { state: 'away'; reason: string };

/** Looks whether Discord takes the token, and what it says about the bot. `now`: milliseconds since 1970. */
export async function probeDiscord(
  { token, apiUrl }: Pick<Config['discord'], 'token' | 'apiUrl'>,
  now: () => number,
): Promise<Probe> {
  const rest = new REST({ timeout: TIMEOUT, retries: 1, ...(apiUrl && { api: apiUrl }) }).setToken(token);
  let ahead = 0;
  rest.on(RESTEvents.Response, (_, { headers }) => {
    const date = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(date)) ahead = now() - date;
  });
  try {
    const { id, username: name } = user.parse(await rest.get(Routes.user()));
    const readsMessages = await mayReadMessages({ rest });
    const { session_start_limit: limit } = gateway.parse(await rest.get(Routes.gatewayBot()));
    return { state: 'ok', id, name, readsMessages, startsLeft: limit.remaining, ahead };
  } catch (error) {
    if (error instanceof DiscordAPIError && error.status === 401) return { state: 'refused' };
    return { state: 'away', reason: error instanceof Error ? error.message : String(error) };
  }
}

const user = z.object({ id: z.string(), username: z.string() });
const gateway = z.object({ session_start_limit: z.object({ remaining: z.number() }) });
