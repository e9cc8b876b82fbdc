import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { type Discord, startDiscord } from '../../playground/discord/start.ts';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import type { Person } from '../../playground/people.ts';
import { type Bot, createBot } from '../../src/bot.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { type RedisServer, startRedisServer } from '../redis-server.ts';

export const STORES = ['SQLite', 'Redis'] as const;
export type StoreName = (typeof STORES)[number];

/** Bobbin as it runs in production, on a look-alike of Discord and a model endpoint: only addresses differ. */
export interface Stage {
  discord: Discord;
  model: ModelEndpoint;
  ada: Person;
  ben: Person;
  /** What Bobbin's mention looks like. */
  bobbin: string;
  /** What Bobbin logged. */
  log: string[];
  /** Stops Bobbin; starts it on the same store; one after the other. */
  stopBot: () => Promise<void>;
  startBot: () => Promise<void>;
  restart: () => Promise<void>;
  /** The texts of the last request to the model: instructions first, then messages. */
  lastRequest: () => { role: string; text: string }[];
  /** Where SQLite keeps its file. */
  folder: string;
  /** The redis-server, on Redis. */
  redis: RedisServer | undefined;
  close: () => Promise<void>;
}

export interface StageOptions {
  environment?: Record<string, string>;
  /** How often the gateway wants a heartbeat, in milliseconds. */
  heartbeatMs?: number;
  /** Before Bobbin logs in. */
  prepare?: (discord: Discord) => void;
}

/** Starts everything; `close` leaves nothing running. */
export async function start(
  store: StoreName,
  { environment = {}, heartbeatMs, prepare }: StageOptions = {},
): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'bobbin-'));
  const redis = store === 'Redis' ? await startRedisServer() : undefined;
  const discord = await startDiscord({ ...(heartbeatMs && { heartbeatMs }) });
  const model = await startModel();
  prepare?.(discord);
  const log: string[] = [];
  const config = readConfig({
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_CDN_URL: discord.cdnUrl,
    OPENAI_BASE_URL: model.url,
    MODEL: 'practice',
    MODELS: 'practice, other',
    DATA_DIR: folder,
    LOG_LEVEL: 'debug',
    ...(redis && { REDIS_URL: redis.url }),
    ...environment,
  });
  let bot: Bot | undefined;
  const startBot = async () => {
    bot = createBot(
      config,
      createLog(
        config.logLevel,
        pino.multistream([{ level: 'trace', stream: { write: (line) => void log.push(line) } }]),
      ),
    );
    await bot.start();
  };
  const close = async () => {
    await bot?.stop();
    await discord.close();
    await model.close();
    await redis?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await startBot();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    discord,
    model,
    ada: discord.person('Ada'),
    ben: discord.person('Ben'),
    bobbin: `<@${discord.world.bot.id}>`,
    log,
    stopBot: async () => bot?.stop(),
    startBot,
    restart: async () => {
      await bot?.stop();
      await startBot();
    },
    folder,
    redis,
    lastRequest: () => (model.requests.at(-1)?.asked?.said ?? []).map(({ role, text }) => ({ role, text })),
    close,
  };
}
