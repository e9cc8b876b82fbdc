import { parentPort, workerData } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';
import { z } from 'zod';
import type { PdfMessage } from './pdf.ts';

// Reads one PDF, in a thread of its own: whoever started it ends it when it takes too much time or memory.

function say(message: PdfMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- windows have that, threads don't
  parentPort?.postMessage(message);
}

/** Tells the text page by page. A new page is only read when there was time to stop it. */
async function read(bytes: Uint8Array): Promise<void> {
  const document = await getDocumentProxy(bytes, { verbosity: 0 });
  say({ pages: document.numPages });
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    say({ text: items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('') });
    page.cleanup();
  }
}

try {
  await read(z.instanceof(Uint8Array).parse(workerData));
} catch (error) {
  say({ problem: error instanceof Error && error.name === 'PasswordException' ? 'locked' : 'broken' });
}
