import { getDocumentProxy } from 'unpdf';
import { z } from 'zod';
import type { PdfMessage } from './pdf.ts';
import { CHARACTERS } from './text.ts';

// Reads one PDF in a process of its own, and is ended by whoever started it. See pdf.ts.

/** Tells how many pages there are, then the text of each. */
async function read(bytes: Uint8Array): Promise<void> {
  const document = await getDocumentProxy(bytes, { verbosity: 0 });
  say({ pages: document.numPages });
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
    say({ text: text.slice(0, CHARACTERS) });
    page.cleanup();
  }
}

function say(message: PdfMessage): void {
  process.send?.(message);
}

process.once('message', (bytes) => {
  // pdf.js takes no Buffer.
  read(new Uint8Array(z.instanceof(Uint8Array).parse(bytes))).catch((error: unknown) => {
    const locked = error instanceof Error && error.name === 'PasswordException';
    say({ problem: locked ? 'locked' : 'broken' });
  });
});
