import { describe, expect, test } from 'vitest';
import { readPdf } from '../../src/attachments/pdf.ts';
import { makePdf } from './make-pdf.ts';

const never = new AbortController().signal;
/** A token is four characters. */
const room = (tokens: number) => ({ tokens, count: (text: string) => Math.ceil(text.length / 4) });
const read = (bytes: Buffer, tokens = 10_000, signal = never) => readPdf(bytes, room(tokens), signal);

const twelve = makePdf(
  Array.from(
    { length: 12 },
    (_, at) => `Chapter ${at + 1} (really)\n${`${'words '.repeat(10)}\n`.repeat(4)}`,
  ),
);

describe('the text of a PDF', () => {
  test('is read page by page', async () => {
    const { text, pages, shortened } = await read(twelve);
    expect(pages).toEqual({ read: 12, of: 12 });
    expect(shortened).toBe(false);
    expect(text).toMatch(
      /^\[page 1\]\nChapter 1 \(really\)\nwords words [^]+\n\n\[page 12\]\nChapter 12 \(really\)\nwords/,
    );
  });

  test('is read as far as there is room, and it says how far that was', async () => {
    const { text, tokens, pages, shortened } = await read(twelve, 200);
    expect(pages).toEqual({ read: 3, of: 12 });
    expect(shortened).toBe(true);
    expect(tokens).toBeLessThanOrEqual(200);
    expect(text).toContain('[page 3]\nChapter 3');
    expect(text).not.toContain('[page 4]');
  });

  test('may have pages without words', async () => {
    const { text, pages } = await read(makePdf(['one', '', 'three']));
    expect(text).toBe('[page 1]\none\n\n[page 2]\n\n\n[page 3]\nthree');
    expect(pages).toEqual({ read: 3, of: 3 });
  });
});

describe('a PDF is refused', () => {
  test.each([
    [
      'has a password',
      makePdf(['secret'], { locked: true }),
      'It is protected by a password; send it without one.',
    ],
    ['is none', Buffer.from('%PDF-1.7\nno, not really'), 'It is damaged or no real PDF; send it again.'],
    [
      'has only pictures',
      makePdf(['', '']),
      'It has no text in it, only pictures; send its pages as pictures.',
    ],
  ])('that %s', async (_, bytes, sentence) => {
    await expect(read(bytes)).rejects.toThrow(sentence);
  });

  test.each([
    ['unpacks to 300 megabytes', Buffer.alloc(300_000_000, ' ')],
    [
      'has a page with millions of words',
      Buffer.from(`BT /F1 9 Tf ${'(abcdefgh) Tj '.repeat(20_000_000)} ET`),
    ],
  ])('that %s, before that takes much memory', async (_, content) => {
    const bytes = makePdf([content]);
    expect(bytes.length).toBeLessThan(2 * 1024 * 1024);
    await expect(read(bytes)).rejects.toThrow('It takes too long to read; send a part of it, or its text.');
  });
});

test('what was read before a page that takes too long is told', async () => {
  const bytes = makePdf(['one', Buffer.alloc(300_000_000, ' ')]);
  expect(await read(bytes)).toMatchObject({
    text: '[page 1]\none',
    pages: { read: 1, of: 2 },
    shortened: true,
  });
});

test('reading ends when nobody wants it any more', async () => {
  const stop = new AbortController();
  const reading = read(twelve, 10_000, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(reading).rejects.toThrow('stopped');
});

test('that there is no process to read in is not blamed on the PDF', async () => {
  const { execPath } = process;
  process.execPath = '/nowhere/node';
  try {
    await expect(read(twelve)).rejects.toThrow('spawn /nowhere/node ENOENT');
  } finally {
    process.execPath = execPath;
  }
});
