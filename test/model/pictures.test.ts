import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { looksLike } from '../../playground/model/looks-like.ts';
import { hasDot, LETTER } from '../../playground/model/paint/font.ts';
import { CELL } from '../../playground/model/paint/lines.ts';
import { drawPicture } from '../../playground/model/paint/picture.ts';
import { REFUSED } from '../../playground/model/pictures.ts';
import type { Script } from '../../playground/model/script.ts';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import { ModelError } from '../../src/model/errors.ts';
import { createPainter } from '../../src/model/image.ts';
import { createProvider } from '../../src/model/provider.ts';

const SIZE = 512;
const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCodePoint(32 + at));
const DOTS = Array.from({ length: LETTER.width * LETTER.height }, (_, at) => ({
  x: at % LETTER.width,
  y: Math.floor(at / LETTER.width),
}));

/** Whether there is ink at a place of a picture that `drawPicture` made. */
function inkOf(png: Buffer): (x: number, y: number) => boolean {
  const data = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)));
  return (x, y) => x < SIZE && y < SIZE && rows[y * (SIZE + 1) + 1 + x] === 5;
}

/** Reads a picture whose text begins with an E: its back tells where the text begins, and how large it is. */
function read(png: Buffer): string {
  const isInk = inkOf(png);
  const places = Array.from({ length: SIZE * SIZE }, (_, at) => ({ x: at % SIZE, y: Math.floor(at / SIZE) }));
  const { x: left, y: top } = places.find(({ x, y }) => isInk(x, y))!;
  let back = 0;
  while (isInk(left, top + back)) back++;
  const dot = back / 7;
  const letterAt = (column: number, row: number) =>
    PRINTABLE.find((letter) =>
      DOTS.every(
        ({ x, y }) =>
          hasDot(letter, x, y) ===
          isInk(left + (column * CELL.width + x) * dot, top + (row * CELL.height + y) * dot),
      ),
    );
  const lines = Array.from({ length: Math.floor((SIZE - top) / (CELL.height * dot)) }, (_, row) =>
    Array.from({ length: Math.floor((SIZE - left) / (CELL.width * dot)) }, (_, column) =>
      letterAt(column, row),
    ),
  );
  return lines
    .map((line) => line.join('').trim())
    .join(' ')
    .trim();
}

describe('the test picture', () => {
  const draw = (words: string) => drawPicture({ width: SIZE, height: SIZE }, words);

  test.each([
    ['Eel', 'Eel'],
    ['Eight zebras over Zurich, (all) striped & quick!', 'Eight zebras over Zurich, (all) striped & quick!'],
    ['Été à la “plage” – déjà', `Ete a la "plage" - deja`],
  ])('contains the words of %j, readable', (prompt, words) => {
    expect(read(draw(prompt))).toBe(words);
  });

  test('is as large as it shall be, and the same each time', () => {
    expect(looksLike(draw('a'))).toEqual({ type: 'image/png', pixels: { width: SIZE, height: SIZE } });
    expect(draw('a').equals(draw('a'))).toBe(true);
    expect(draw('a').equals(draw('b'))).toBe(false);
  });

  test.each(['', 'лиса 🦊', 'x'.repeat(32_000), 'word '.repeat(6_000)])('bears %.20j', (words) => {
    expect(looksLike(draw(words))).toBeDefined();
  });
});

describe.each(['responses', 'chat'] as const)('a painter (%s)', (api) => {
  let endpoint: ModelEndpoint;
  let waits: number[];
  beforeEach(async () => {
    endpoint = await startModel();
    waits = [];
  });
  afterEach(() => endpoint.close());

  const patience = { sleep: async (ms: number) => void waits.push(ms), random: () => 1 };
  const { signal: noSignal } = new AbortController();

  function paint(
    prompt: string,
    {
      from,
      model = 'gpt-image-1',
      time,
      signal = noSignal,
    }: {
      from?: Uint8Array[];
      model?: string;
      time?: number;
      signal?: AbortSignal;
    } = {},
  ) {
    const provider = createProvider({ apiKey: undefined, baseUrl: endpoint.url, api });
    const painter = createPainter(provider, model, { patience, ...(time && { time }) });
    return painter.paint({ prompt, signal, ...(from && { from }) });
  }
  const paths = () => endpoint.pictures.requests.map(({ path }) => path);

  test('paints what it is asked for', async () => {
    const { bytes, mediaType } = await paint('Eight zebras');
    expect(mediaType).toBe('image/png');
    expect(looksLike(bytes)?.pixels).toEqual({ width: 1024, height: 1024 });
    expect(paths()).toEqual(['/v1/images/generations']);
    expect(endpoint.pictures.requests[0]!.body).toEqual({
      model: 'gpt-image-1',
      prompt: 'Eight zebras',
      n: 1,
    });
    expect(endpoint.requests).toEqual([]);
  });

  test('changes a picture', async () => {
    const { bytes } = await paint('Eight zebras');
    await paint('Nine zebras', { from: [bytes] });
    expect(paths().at(-1)).toBe('/v1/images/edits');
    expect(endpoint.pictures.requests.at(-1)!.body).toMatchObject({
      prompt: 'Nine zebras',
      image: { type: 'image/png', bytes: bytes.length, pixels: { width: 1024, height: 1024 } },
    });
    await paint('All of them', { from: [bytes, bytes] });
    expect(endpoint.pictures.requests.at(-1)!.body).toMatchObject({ image: [{ type: 'image/png' }, {}] });
  });

  test('paints anew where the model takes no pictures', async () => {
    const { bytes } = await paint('Eight zebras');
    endpoint.pictures.always(({ path }) => (path.endsWith('edits') ? { status: 404 } : {}));
    await paint('Nine zebras', { from: [bytes], model: 'dall-e-3' });
    expect(paths().at(-1)).toBe('/v1/images/generations');
    expect(paths().filter((path) => path.endsWith('edits'))).toHaveLength(api === 'chat' ? 1 : 0);
  });

  test.each<[what: string, script: Script, kind: string, message: RegExp]>([
    ['a refusal', REFUSED, 'refused', /content filter refused this\. Please ask in other words/],
    [
      'an unknown model',
      { status: 404 },
      'unknown model',
      /does not know the model gpt-image-1\..*IMAGE_MODEL\./,
    ],
    ['a wrong key', { status: 401 }, 'bad key', /OPENAI_API_KEY/],
    ['an empty answer', { cut: true, status: 200 }, 'unreachable', /can’t be reached/],
  ])('%s is told kindly', async (_what, script, kind, message) => {
    endpoint.pictures.always(script);
    const error = await paint('Eight zebras').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ kind });
    expect(error).toHaveProperty('message', expect.stringMatching(message));
    expect(JSON.stringify(error)).not.toMatch(/zebra/);
  });

  test('the word “forbidden” is refused by the practice model', async () => {
    await expect(paint('something forbidden')).rejects.toMatchObject({ kind: 'refused' });
    expect(paths()).toHaveLength(1);
  });

  test('asks again where waiting helps', async () => {
    endpoint.pictures.next({ status: 500 }, { status: 429, retryAfter: 2 });
    await paint('Eight zebras');
    expect(paths()).toHaveLength(3);
    expect(waits).toEqual([1_000, 3_000]);
  });

  test('waits only so long', async () => {
    endpoint.pictures.always({ hang: true });
    await expect(paint('Eight zebras', { time: 50 })).rejects.toMatchObject({ kind: 'timeout' });
    expect(paths()).toHaveLength(1);
  });

  test('ends when it is given up', async () => {
    endpoint.pictures.always({ hang: true });
    const abort = new AbortController();
    const picture = paint('Eight zebras', { signal: abort.signal });
    await vi.waitFor(() => expect(endpoint.pictures.requests).toHaveLength(1));
    abort.abort(new Error('enough'));
    await expect(picture).rejects.toThrow('enough');
    await vi.waitFor(() => expect(endpoint.pictures.requests[0]!.aborted).toBe(true));
  });
});
