import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { startDiscord } from './discord/start.ts';
import { startModel } from './model/start.ts';
import { mountPage } from './page-files.ts';

// npm run playground: all of Bobbin on a local look-alike of Discord, in the browser. No account, no key, no Redis.

/** Where the page is served, unless PLAYGROUND_PORT says otherwise. */
const PORT = 4600;

/** A real model answers where the operator has one, else the practice model. */
function modelEnvironment(practiceUrl: string): Record<string, string> {
  const { OPENAI_API_KEY: key, OPENAI_BASE_URL: url } = process.env;
  if (key || url) return {};
  return { OPENAI_BASE_URL: practiceUrl, OPENAI_API: 'chat', MODEL: 'practice', MODELS: 'practice-large' };
}

async function main(): Promise<void> {
  const port = Number(process.env['PLAYGROUND_PORT'] ?? PORT);
  const discord = await startDiscord({ port, routes: mountPage });
  const practice = await startModel();
  const folder = await mkdtemp(join(tmpdir(), 'bobbin-playground-'));
  const model = modelEnvironment(practice.url);
  const config = readConfig({
    LOG_LEVEL: 'warn',
    ...process.env,
    ...model,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_CDN_URL: discord.cdnUrl,
    DATA_DIR: folder,
  });
  if (config.model.baseUrl === undefined) delete process.env['OPENAI_BASE_URL']; // see src/main.ts
  const { createBot } = await import('../src/bot.ts');
  const bot = createBot(config, createLog(config.logLevel));
  await bot.start();

  async function stop(): Promise<void> {
    await bot.stop();
    await Promise.all([discord.close(), practice.close(), rm(folder, { recursive: true, force: true })]);
  }
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void stop().then(() => process.exit(0)));

  console.log(`\n  Bobbin’s playground: ${discord.url}\n`);
  console.log(
    `  Model: ${model['MODEL'] ? 'the practice model (set OPENAI_API_KEY for a real one)' : config.settings.model}`,
  );
  console.log(`  Store: ${config.store.redisUrl ? 'Redis' : 'SQLite, forgotten at the end'}`);
  console.log('  Ctrl+C stops it.\n');
}

await main();
