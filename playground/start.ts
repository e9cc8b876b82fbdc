import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { startDiscord } from './discord/start.ts';
import { startModel } from './model/start.ts';
import { mountPage } from './page-files.ts';

export interface Playground {
  /** Where the page is. */
  url: string;
  /** What answers: a model's name. */
  model: string;
  store: 'Redis' | 'SQLite';
  close(): Promise<void>;
}

/**
 * All of Bobbin on a local look-alike of Discord. The environment may name a real model (`OPENAI_API_KEY`,
 * `OPENAI_BASE_URL`) and a Redis; else the practice model answers, and SQLite forgets everything at the end.
 */
export async function startPlayground(
  port: number,
  environment: Record<string, string | undefined>,
): Promise<Playground> {
  const discord = await startDiscord({ port, routes: mountPage });
  const practice = await startModel();
  const folder = await mkdtemp(join(tmpdir(), 'bobbin-playground-'));
  const real = Boolean(environment['OPENAI_API_KEY'] || environment['OPENAI_BASE_URL']);
  const config = readConfig({
    LOG_LEVEL: 'warn',
    ...environment,
    ...(!real && {
      OPENAI_BASE_URL: practice.url,
      OPENAI_API: 'chat',
      MODEL: 'practice',
      MODELS: 'practice-large',
      IMAGE_MODEL: 'practice',
      TRANSCRIPTION_MODEL: 'practice',
      EMBEDDING_MODEL: 'practice',
      MODERATION_MODEL: 'practice',
    }),
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_CDN_URL: discord.cdnUrl,
    DATA_DIR: folder,
  });
  if (config.model.baseUrl === undefined) delete process.env['OPENAI_BASE_URL']; // see src/main.ts
  const { createBot } = await import('../src/bot.ts');
  const bot = createBot(config, createLog(config.logLevel));
  await bot.start();
  return {
    url: discord.url,
    model: config.settings.model,
    store: config.store.redisUrl ? 'Redis' : 'SQLite',
    async close() {
      await bot.stop();
      await Promise.all([discord.close(), practice.close(), rm(folder, { recursive: true, force: true })]);
    },
  };
}
