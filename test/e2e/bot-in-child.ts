// Bobbin in a process of its own, which says how much memory it takes.
import { createBot } from '../../src/bot.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';

const bot = createBot(readConfig(process.env), createLog('error'));
await bot.start();
const start = process.memoryUsage.rss();
process.send?.('ready');

process.once('message', () => {
  const peak = process.resourceUsage().maxRSS * 1024;
  process.send?.({ megabytes: (peak - start) / 1024 / 1024 });
  void bot.stop().then(() => process.disconnect());
});
