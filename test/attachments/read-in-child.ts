// Reads the files that it is sent, in a process of its own, and says how much memory that took.
import type { FileLimits, SentFile } from '../../src/conversation/files/files.ts';
import { createFiles } from '../../src/attachments/read.ts';
import { createLog } from '../../src/log.ts';

const never = new AbortController().signal;
const limits: FileLimits = { model: 'gpt-5.4-mini', count: (text) => text.length / 4, tokens: 8_000 };

async function read(origin: string, messages: SentFile[][]): Promise<void> {
  const files = createFiles({ cdnUrl: origin, transcriber: undefined, log: createLog('silent') });
  const start = process.memoryUsage.rss();
  const found = await Promise.all(messages.map((sent) => files.read(sent, limits, never)));
  const peak = process.resourceUsage().maxRSS * 1024;
  process.send?.({ kinds: found.flat().map(({ kind }) => kind), megabytes: (peak - start) / 1024 / 1024 });
  process.disconnect();
}

process.once('message', ({ origin, messages }: { origin: string; messages: SentFile[][] }) => {
  void read(origin, messages);
});
