import { Client, Events, GatewayIntentBits, Partials } from 'discord.js';
import type { ClientOptions } from 'discord.js';
import { startDiscord } from '../../playground/discord/start.ts';
import type { Discord, DiscordOptions } from '../../playground/discord/start.ts';

/** What Bobbin asks for. */
export const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.MessageContent,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.GuildMessageTyping,
];

/** A Discord and the real discord.js, logged in. `await using` closes both. */
export async function yard(
  options: DiscordOptions & Partial<ClientOptions> = {},
): Promise<{ discord: Discord; client: Client<true>; [Symbol.asyncDispose](): Promise<void> }> {
  const discord = await startDiscord(options);
  const client = await connect(discord, options);
  return {
    discord,
    client,
    [Symbol.asyncDispose]: async () => {
      await client.destroy();
      await discord.close();
    },
  };
}

/** Logs one more client in. */
export async function connect(discord: Discord, options: Partial<ClientOptions> = {}): Promise<Client<true>> {
  const client = makeClient(discord, options);
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  return ready;
}

/** A client that is not logged in yet. */
export const makeClient = (discord: Discord, options: Partial<ClientOptions> = {}): Client =>
  new Client({
    intents: INTENTS,
    partials: [Partials.Channel, Partials.Message],
    enforceNonce: true,
    ...options,
    rest: { api: discord.apiUrl, ...options.rest },
  });
