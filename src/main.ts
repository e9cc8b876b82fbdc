import { createBot } from './bot.ts';
import { readConfig } from './config.ts';
import { StartError } from './errors.ts';
import { createLog } from './log.ts';

/** The operator has to change something before it makes sense to start again. */
const EXIT_NEEDS_OPERATOR = 2;

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
  const bot = createBot(config, createLog(config.logLevel));
  const stop = () => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1)); // a second one: at once
    bot.stop().then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop);
  bot.ended.then(fail, fail);
  await bot.start();
}

await main().catch(fail);
