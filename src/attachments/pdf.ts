import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { CHARACTERS, type Fitted, fitText, type Room } from './text.ts';
import { Unreadable } from './unreadable.ts';

/** Milliseconds. A page takes some 20. */
const TIMEOUT = 10_000;

/** Megabytes of objects, and bytes beside them; an ordinary document takes 15 and 10 million and its own size. */
const HEAP = 96;
const EXTERNAL = 64 * 1024 * 1024;
/** Milliseconds between two looks at that. */
const WATCH = 50;

const LOCKED = 'It is protected by a password; send it without one.';
const BROKEN = 'It is damaged or no real PDF; send it again.';
const TOO_MUCH = 'It takes too long to read; send a part of it, or its text.';
const NO_TEXT = 'It has no text in it, only pictures; send its pages as pictures.';

const messageSchema = z.union([
  z.object({ pages: z.number() }),
  z.object({ text: z.string() }),
  z.object({ problem: z.enum(['locked', 'broken']) }),
]);
/** What the worker says: how many pages there are, then each page's text. */
export type PdfMessage = z.infer<typeof messageSchema>;

export interface PdfText extends Fitted {
  pages: { read: number; of: number };
}

/**
 * The text of a PDF, page by page, as much as there is room for. It is read in a thread of its own: a small file can
 * take any time and memory. Throws an Unreadable, or the reason of the signal.
 */
export async function readPdf(bytes: Buffer, room: Room, signal: AbortSignal): Promise<PdfText> {
  const own = new Uint8Array(bytes); // is handed over
  const worker = new Worker(new URL('pdf-worker.ts', import.meta.url), {
    workerData: own,
    transferList: [own.buffer],
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
  });
  worker.on('error', () => {}); // out of memory, also when nobody listens any more
  const watch = setInterval(() => void endIfTooLarge(worker), WATCH);
  const pages = collectPages(room);
  try {
    const stop = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
    for await (const [message] of on(worker, 'message', { signal: stop, close: ['exit'] }))
      if (pages.add(messageSchema.parse(message)) === 'enough') break;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Unreadable) throw error; // else it was ended, and what came before is good
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
  return pages.collected();
}

/** What a worker has beside its heap is bounded by nobody else: an unpacked stream, for example. */
async function endIfTooLarge(worker: Worker): Promise<void> {
  const used = await worker.getHeapStatistics().catch(() => undefined); // not there yet, or not any more
  if (used && used.external_memory > EXTERNAL) await worker.terminate();
}

function collectPages({ tokens: most, count }: Room) {
  let of = 0;
  let read = 0;
  let text = '';
  let tokens = 0;
  let isEmpty = true;
  let cut = false;

  return {
    add(message: PdfMessage): 'more' | 'enough' {
      if ('problem' in message) throw new Unreadable(message.problem === 'locked' ? LOCKED : BROKEN);
      if ('pages' in message) {
        of = message.pages;
        return 'more';
      }
      const words = message.text.trim();
      const head = `${text && '\n\n'}[page ${read + 1}]\n`;
      const whole = head + words;
      const page = fitText(whole.slice(0, CHARACTERS - text.length), { tokens: most - tokens, count });
      cut = page.text.length < whole.length;
      if (cut && page.text.length <= head.length) return 'enough';
      isEmpty &&= words === '';
      read += 1;
      text += page.text;
      tokens += page.tokens;
      return cut || read === of ? 'enough' : 'more';
    },

    collected(): PdfText {
      if (read === 0) throw new Unreadable(TOO_MUCH);
      if (isEmpty) throw new Unreadable(NO_TEXT);
      return { text, tokens, shortened: cut || read < of, pages: { read, of } };
    },
  };
}
