import { deflateSync } from 'node:zlib';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, type LanguageModel } from 'ai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeFile, fileIn } from '../../playground/model/files.ts';
import { looksLike } from '../../playground/model/looks-like.ts';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  );

const PNG = bytes('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR', [0, 0, 2, 128, 0, 0, 1, 224], '\x08\x06\0\0\0');
const JPEG = bytes(
  [0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4, 0xff, 0xc4, 0, 3, 0],
  [0xff, 0xc2, 0, 17, 8, 1, 224, 2, 128, 3],
);
const GIF = bytes('GIF89a', [128, 2, 224, 1, 0]);
const riff = (chunk: string, ...rest: number[]) => bytes('RIFF\0\0\0\0WEBP', chunk, [...rest, 0, 0, 0, 0]);
const LOSSY = riff('VP8 ', 0, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, 128, 2, 224, 1);
const LOSSLESS = riff('VP8L', 0, 0, 0, 0, 0x2f, 0x7f, 0xc2, 0x77, 0x00);
const EXTENDED = riff('VP8X', 10, 0, 0, 0, 0, 0, 0, 0, 127, 2, 0, 223, 1, 0);

describe('a picture is known by its bytes', () => {
  test.each([
    ['image/png', PNG],
    ['image/jpeg', JPEG],
    ['image/gif', GIF],
    ['image/webp', LOSSY],
    ['image/webp', LOSSLESS],
    ['image/webp', EXTENDED],
  ])('%s', (type, data) => {
    expect(looksLike(data)).toEqual({ type, pixels: { width: 640, height: 480 } });
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('GIF89 is a format')],
    ['a PNG that ends in its header', PNG.subarray(0, 17)],
    ['a JPEG without a frame', JPEG.subarray(0, 15)],
    ['another RIFF', bytes('RIFF\0\0\0\0WAVE')],
    ['zlib', deflateSync(PNG)],
  ])('%s is none', (_name, data) => {
    expect(looksLike(data)).toBeUndefined();
  });
});

const dataUrl = (type: string, data: Buffer) => `data:${type};base64,${data.toString('base64')}`;

test.each<[what: string, part: { type: string } & Record<string, unknown>]>([
  ['a PNG of 640 × 480 pixels, 29 bytes', { type: 'input_image', image_url: dataUrl('image/jpeg', PNG) }],
  [
    'a PNG of 640 × 480 pixels, 29 bytes',
    { type: 'image_url', image_url: { url: dataUrl('image/png', PNG) } },
  ],
  ['something at an address', { type: 'input_image', image_url: 'https://example.com/a.png' }],
  [
    'a PDF “a.pdf”, 1.5 kB',
    { type: 'input_file', filename: 'a.pdf', file_data: dataUrl('application/pdf', Buffer.alloc(1_500)) },
  ],
  [
    'a PDF “a.pdf”, 2.0 MB',
    {
      type: 'file',
      file: { filename: 'a.pdf', file_data: dataUrl('application/pdf', Buffer.alloc(2_000_000)) },
    },
  ],
  ['a WAV, 3 bytes', { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }],
])('%s', (what, part) => {
  expect(describeFile(fileIn(part)!)).toBe(what);
});

test.each([
  { type: 'input_text', text: 'Hi' },
  { type: 'refusal', refusal: 'No' },
])('$type is no file', (part) => {
  expect(fileIn(part)).toBeUndefined();
});

describe('both APIs', () => {
  let endpoint: ModelEndpoint;
  beforeEach(async () => {
    endpoint = await startModel();
  });
  afterEach(() => endpoint.close());

  const clients: [name: string, model: () => LanguageModel][] = [
    ['Responses', () => createOpenAI({ baseURL: endpoint.url, apiKey: 'any' })('practice')],
    ['Chat Completions', () => createOpenAI({ baseURL: endpoint.url, apiKey: 'any' }).chat('practice')],
    ['a compatible client', () => createOpenAICompatible({ name: 'x', baseURL: endpoint.url })('practice')],
  ];

  const picture = (data: Buffer) => ({
    type: 'file' as const,
    mediaType: 'image',
    data,
    providerOptions: { openai: { imageDetail: 'auto' } },
  });
  const pdf = {
    type: 'file' as const,
    mediaType: 'application/pdf',
    filename: 'a.pdf',
    data: Buffer.from('%PDF-'),
  };
  const hello = { type: 'text' as const, text: 'Look!' };

  test.each(clients)('%s: the practice model says what it sees', async (_name, model) => {
    const { text } = await generateText({
      model: model(),
      messages: [
        { role: 'user', content: [hello, picture(GIF), pdf] },
        { role: 'assistant', content: 'I see.' },
        { role: 'user', content: [hello, picture(PNG), picture(JPEG)] },
      ],
    });
    expect(text).toContain(
      [
        '- Somebody says: “Look!”',
        '- With it came a PNG of 640 × 480 pixels, 29 bytes',
        '- With it came a JPEG of 640 × 480 pixels, 25 bytes',
      ].join('\n'),
    );
    expect(text).toContain('2 files with other messages');
    expect(endpoint.requests[0]!.asked!.said.map(({ files }) => files)).toMatchObject([
      [
        { type: 'image/gif', pixels: { width: 640, height: 480 } },
        { type: 'application/pdf', name: 'a.pdf', bytes: 5 },
      ],
      [],
      [{ type: 'image/png' }, { type: 'image/jpeg' }],
    ]);
  });

  test.each(clients)('%s: refuses a picture that is none, as OpenAI does', async (_name, model) => {
    const broken = { type: 'file' as const, mediaType: 'image/png', data: Buffer.from('no picture') };
    const answer = generateText({
      model: model(),
      maxRetries: 0,
      messages: [{ role: 'user', content: [broken] }],
    });
    await expect(answer).rejects.toMatchObject({
      statusCode: 400,
      data: { error: { code: 'invalid_image_format' } },
    });
  });
});
