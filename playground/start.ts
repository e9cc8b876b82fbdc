import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { startDiscord } from './discord/start.ts';
import { playgroundEnvironment } from './environment.ts';
import { startModel } from './model/start.ts';
import { mountPage } from './page-files.ts';

export interface Playground {
  /** Where the page is. */
  url: string;
  /** What answers: a model's name. */
  model: string;
  close(): Promise<void>;
}

export interface PlaygroundOptions {
  /** Where the page is served; 0: any free one. */
  port: number;
  logLevel?: string | undefined;
  /** May name a real model. */
  environment?: Record<string, string | undefined>;
}

/** All of Bobbin on a local look-alike of Discord. What it remembers is gone at the end. */
export async function startPlayground({
  port,
  logLevel = 'warn',
  environment = {},
}: PlaygroundOptions): Promise<Playground> {
  const discord = await startDiscord({ port, routes: mountPage });
  const practice = await startModel();
  const folder = await mkdtemp(join(tmpdir(), 'bobbin-playground-'));
  const config = readConfig({
    ...playgroundEnvironment(environment, practice.url),
    LOG_LEVEL: logLevel,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_CDN_URL: discord.cdnUrl,
    DATA_DIR: folder,
  });
  if (!process.env['OPENAI_BASE_URL']) delete process.env['OPENAI_BASE_URL']; // see src/main.ts
  const { createBot } = await import('../src/bot.ts');
  const bot = createBot(config, createLog(config.logLevel));
  await bot.start();
  return {
    url: discord.url,
    model: config.settings.model,
    async close() {
      await bot.stop();
      await Promise.all([discord.close(), practice.close(), rm(folder, { recursive: true, force: true })]);
    },
  };
}
