import { readConfig } from './config.ts';
import { StartError } from './errors.ts';
import { createLog } from './log.ts';

/** The operator has to change something before it makes sense to start again. */
const EXIT_NEEDS_OPERATOR = 2;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

function fail(error: unknown): never {
  if (error instanceof StartError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_NEEDS_OPERATOR);
  }
  createLog('fatal').fatal({ err: error }, 'Bobbin failed');
  process.exit(1);
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  // Imported only now: @ai-sdk/openai throws on import where OPENAI_BASE_URL is there but empty, as in .env.example.
  if (config.model.baseUrl === undefined) delete process.env['OPENAI_BASE_URL'];
  const { createBot } = await import('./bot.ts');
  const bot = createBot(config, createLog(config.logLevel));
  const stop = () => {
    for (const signal of SIGNALS) process.once(signal, () => process.exit(1)); // a second one: at once
    bot.stop().then(() => process.exit(0), fail);
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  bot.ended.then(fail, fail);
  await bot.start();
}

await main().catch(fail);
