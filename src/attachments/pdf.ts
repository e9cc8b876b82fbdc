import { type ChildProcess, fork } from 'node:child_process';
import { on } from 'node:events';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { text } from '../language/language.ts';
import { CHARACTERS, type Fitted, fitText, type Room } from './text.ts';
import { Unreadable } from './unreadable.ts';

/** Milliseconds. To start takes 200, a page some 10. */
const TIMEOUT = 10_000;

/** Megabytes of JavaScript's objects; an ordinary document takes 15. */
const HEAP = 96;
/** Bytes of all memory, such as what is unpacked; an ordinary document takes 100 million, and its own size. */
const MEMORY = 256 * 1024 * 1024;
/** Milliseconds between two looks at that. */
const WATCH = 50;

const LOCKED = text('unreadable.locked');
const BROKEN = text('unreadable.brokenPdf');
const TOO_MUCH = text('unreadable.tooMuch');
const NO_TEXT = text('unreadable.noText');

const messageSchema = z.union([
  z.object({ pages: z.number() }),
  z.object({ text: z.string() }),
  z.object({ problem: z.enum(['locked', 'broken']) }),
]);
/** What the other process says: how many pages there are, then each page's text. */
export type PdfMessage = z.infer<typeof messageSchema>;

export interface PdfText extends Fitted {
  pages: { read: number; of: number };
}

/**
 * The text of a PDF, page by page, as much as there is room for. It is read in a process of its own, since a small file
 * can take any time and memory: a thread that runs out of memory may take everything with it. That process has none of
 * our environment, and may do nothing but read files. Throws an Unreadable, the reason of the signal, or why there is no
 * such process.
 */
export async function readPdf(bytes: Buffer, room: Room, signal: AbortSignal): Promise<PdfText> {
  const child = fork(new URL('./pdf-child.ts', import.meta.url), {
    execArgv: [`--max-old-space-size=${HEAP}`, '--permission', '--allow-fs-read=*'],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.on('error', () => {}); // the loop below throws it; none comes later that matters
  const watch = setInterval(() => void endIfTooLarge(child), WATCH);
  const pages = collectPages(room);
  const stop = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
  try {
    child.send(bytes);
    for await (const [message] of on(child, 'message', { signal: stop, close: ['disconnect'] }))
      if (pages.add(messageSchema.parse(message)) === 'enough') break;
  } catch (error) {
    signal.throwIfAborted();
    if (!stop.aborted) throw error; // else it took too long, and what came before is good
  } finally {
    clearInterval(watch);
    child.kill('SIGKILL');
  }
  return pages.collected();
}

/** Nobody else bounds what a process has beside its heap. Only Linux tells how much that is. */
async function endIfTooLarge(child: ChildProcess): Promise<void> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
  const resident = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  if (resident > MEMORY) child.kill('SIGKILL');
}

function collectPages({ tokens: most, count }: Room) {
  let of = 0;
  let read = 0;
  let words = '';
  let tokens = 0;
  let isEmpty = true;
  let cut = false;

  return {
    add(message: PdfMessage): 'more' | 'enough' {
      if ('problem' in message && read > 0) return 'enough';
      if ('problem' in message) throw new Unreadable(message.problem === 'locked' ? LOCKED : BROKEN);
      if ('pages' in message) {
        of = message.pages;
        return 'more';
      }
      const onPage = message.text.trim();
      const head = `${words && '\n\n'}[page ${read + 1}]\n`;
      const whole = head + onPage;
      const page = fitText(whole.slice(0, CHARACTERS - words.length), { tokens: most - tokens, count });
      cut = page.text.length < whole.length;
      if (cut && page.text.length <= head.length) return 'enough';
      isEmpty &&= onPage === '';
      read += 1;
      words += page.text;
      tokens += page.tokens;
      return cut || read === of ? 'enough' : 'more';
    },

    collected(): PdfText {
      if (read === 0) throw new Unreadable(TOO_MUCH);
      if (isEmpty) throw new Unreadable(NO_TEXT);
      return { text: words, tokens, shortened: cut || read < of, pages: { read, of } };
    },
  };
}
