import { fork } from 'node:child_process';
import { once } from 'node:events';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { SentFile } from '../../src/conversation/files/files.ts';
import { type Cdn, startCdn } from './cdn.ts';
import { makePdf } from './make-pdf.ts';

interface Told {
  kinds: string[];
  megabytes: number;
}

/** What reading all of these at the same time takes, in a process that does nothing else. */
async function readInChild(cdn: Cdn, messages: SentFile[][]): Promise<Told> {
  const child = fork(new URL('./read-in-child.ts', import.meta.url));
  child.send({ origin: cdn.origin, messages });
  const told = await new Promise<Told>((resolve) =>
    child.once('message', (message) => resolve(message as Told)),
  );
  await once(child, 'exit');
  return told;
}

/** As a phone takes it: twelve megapixels, some six megabytes. */
function photograph(): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
  const picture = sharp({ create: { width: 4_032, height: 3_024, channels: 3, background: 'grey', noise } });
  return picture.jpeg({ quality: 85 }).withMetadata({ orientation: 6 }).toBuffer();
}

/** Milliseconds: on a busy machine. */
const LONG = 120_000;

test(
  '20 photographs and 5 PDFs at the same time take less than 150 MB',
  async () => {
    await using cdn = await startCdn();
    const photo = await photograph();
    expect(photo.length).toBeGreaterThan(5_000_000);
    const book = makePdf(
      Array.from({ length: 200 }, (_, at) => `Chapter ${at}\n${'many words in a line\n'.repeat(50)}`),
    );
    const photos = (count: number) =>
      Array.from({ length: count }, () => cdn.put('a.jpg', photo, { type: 'image/jpeg' }));
    const books = Array.from({ length: 5 }, () => cdn.put('a.pdf', book, { type: 'application/pdf' }));

    const { kinds, megabytes } = await readInChild(cdn, [photos(10), photos(10), books]);
    expect(kinds).toEqual([...Array.from({ length: 20 }, () => 'picture'), ...books.map(() => 'text')]);
    expect(megabytes).toBeLessThan(150);
  },
  LONG,
);
