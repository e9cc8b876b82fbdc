import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFiles, type FilesOptions } from '../../src/attachments/read.ts';
import { UserError } from '../../src/errors.ts';
import type { FileLimits, Read, SentFile } from '../../src/conversation/files/files.ts';
import { createLog } from '../../src/log.ts';
import { type Cdn, startCdn } from './cdn.ts';
import { makePdf } from './make-pdf.ts';
import { blackPng, redAndBlue } from './pictures.ts';
import { say } from '../../src/language/language.ts';

const MB = 1024 * 1024;
const never = new AbortController().signal;
const limits: FileLimits = {
  model: 'gpt-5.4-mini',
  /** A token is four characters. */
  count: (text) => Math.ceil(text.length / 4),
  tokens: 8_000,
};

let cdn: Cdn;
beforeAll(async () => {
  cdn = await startCdn();
});
afterAll(() => cdn?.[Symbol.asyncDispose]());

const files = (options: Partial<FilesOptions> = {}) =>
  createFiles({
    cdnUrl: cdn.origin,
    transcriber: { transcribe: async (bytes) => ({ text: `heard ${bytes.length} bytes` }) },
    log: createLog('silent'),
    ...options,
  });
const read = async (sent: SentFile[], more: Partial<FileLimits> = {}, signal = never) =>
  inEnglish(await files().read(sent, { ...limits, ...more }, signal));

/** What was found; where nothing was, why not in words. */
const inEnglish = (found: Read[]) =>
  found.map((one) => (one.kind === 'unreadable' ? { ...one, why: say('en', one.why) } : one));

const voice = Buffer.from('OggS\0\x02 and so on', 'latin1');

/** Any text with this in it. */
const saying = (text: string): unknown => expect.stringContaining(text);
const matching = (text: RegExp): unknown => expect.stringMatching(text);
const aBuffer: unknown = expect.any(Buffer);
const aNumber: unknown = expect.any(Number);

test('the files of a message are read, each by what it is, in their order', async () => {
  const picture = await redAndBlue(640, 480, { turned: true }).jpeg().toBuffer();
  const found = await read([
    cdn.put('cat.jpg', picture, { type: 'image/jpeg' }),
    cdn.put('notes.txt', Buffer.from('Grüße'), { type: 'text/plain; charset=utf-8' }),
    cdn.put('twelve.pdf', makePdf(Array.from({ length: 12 }, (_, at) => `Page ${at + 1}`)), {
      type: 'application/pdf',
    }),
    cdn.put('voice-message.ogg', voice, { type: 'audio/ogg' }),
  ]);
  expect(found).toEqual([
    {
      kind: 'picture',
      mediaType: 'image/jpeg',
      width: 480,
      height: 640,
      tokens: 360,
      bytes: aBuffer,
    },
    { kind: 'text', text: 'Grüße', tokens: 2, shortened: false },
    {
      kind: 'text',
      text: matching(/^\[page 1\]\nPage 1\n\n\[page 2\][^]+\[page 12\]\nPage 12$/),
      tokens: aNumber,
      shortened: false,
      pages: { read: 12, of: 12 },
    },
    { kind: 'speech', text: 'heard 16 bytes', tokens: 4, shortened: false },
  ]);
});

describe('what can’t be read has a reason, and the rest is read', () => {
  const cases: [string, () => SentFile | Promise<SentFile>, string][] = [
    ['a file of 30 MB', () => cdn.put('a.txt', Buffer.alloc(30 * MB, 'x')), 'It is larger than the 25 MB'],
    [
      'a file of 30 MB that says to be small',
      () => cdn.put('a.txt', Buffer.alloc(30 * MB, 'x'), { size: 10 }),
      'It is larger than the 25 MB',
    ],
    [
      'an archive named .txt',
      () => cdn.put('a.txt', Buffer.from('PK\x03\x04\x14\0\0\0', 'latin1'), { type: 'text/plain' }),
      'It is an archive; unpack it',
    ],
    [
      'half a PNG',
      async () => {
        const whole = await redAndBlue(300, 300).png().toBuffer();
        return cdn.put('a.png', whole.subarray(0, whole.length / 2));
      },
      'It is damaged or incomplete',
    ],
    [
      'a decompression bomb',
      () => cdn.put('a.png', blackPng(60_000, 60_000)),
      'It has more than 50 million pixels',
    ],
    [
      'a locked PDF',
      () => cdn.put('a.pdf', makePdf(['x'], { locked: true })),
      'It is protected by a password',
    ],
    ['nothing', () => cdn.put('a.txt', Buffer.alloc(0)), 'It is empty.'],
    [
      'a redirect to this machine',
      () =>
        cdn.put('a.txt', (response) =>
          response.writeHead(302, { location: cdn.put('b.txt', Buffer.from('secret')).url }).end(),
        ),
      'pointed me elsewhere',
    ],
    [
      'a file that is somewhere else',
      () => cdn.put('a.txt', Buffer.from('x'), { url: 'http://169.254.169.254/latest/meta-data' }),
      'It is not kept at Discord',
    ],
  ];

  test.each(cases)('%s', async (_, makeFile, why) => {
    const [bad, good] = await read([await makeFile(), cdn.put('good.txt', Buffer.from('good'))]);
    expect(bad).toEqual({ kind: 'unreadable', why: saying(why) });
    expect(good).toMatchObject({ kind: 'text', text: 'good' });
  });

  test('an answer that never ends', async () => {
    const endless = cdn.put('a.txt', (response) => {
      const drops = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(drops));
    });
    const found = await files({ patience: { silence: 500, total: 1_000 } }).read([endless], limits, never);
    expect(inEnglish(found)).toEqual([{ kind: 'unreadable', why: saying('It did not arrive in time') }]);
  });

  test('a recording that nobody can hear', async () => {
    const sent = [cdn.put('a.ogg', voice)];
    const withTranscriber = async (transcriber: FilesOptions['transcriber']) =>
      inEnglish(await files({ transcriber }).read(sent, limits, never));
    expect(await withTranscriber(undefined)).toEqual([
      { kind: 'unreadable', why: saying('I can’t listen to recordings here') },
    ]);
    expect(await withTranscriber({ transcribe: async () => ({ text: '' }) })).toEqual([
      { kind: 'unreadable', why: 'Nothing is said in it.' },
    ]);
    const refused = new UserError('The model that listens can’t be reached.');
    expect(await withTranscriber({ transcribe: () => Promise.reject(refused) })).toEqual([
      { kind: 'unreadable', why: refused.message },
    ]);
    expect(await withTranscriber({ transcribe: () => Promise.reject(new TypeError('a bug')) })).toEqual([
      { kind: 'unreadable', why: saying('Something went wrong on my side') },
    ]);
  });
});

describe('the files of a message cost no more than they may', () => {
  const cost = (found: Awaited<ReturnType<typeof read>>) =>
    found.reduce((sum, one) => sum + (one.kind === 'unreadable' ? 0 : one.tokens), 0);

  test('where they are long texts', async () => {
    const pdf = makePdf(Array.from({ length: 40 }, () => 'many words here\n'.repeat(40)));
    const found = await read([
      cdn.put('a.txt', Buffer.from('short')),
      cdn.put('b.txt', Buffer.alloc(MB, 'many words ')),
      cdn.put('c.pdf', pdf, { type: 'application/pdf' }),
    ]);
    expect(found).toMatchObject([
      { text: 'short', shortened: false },
      { shortened: true },
      { shortened: true, pages: { of: 40 } },
    ]);
    expect(cost(found)).toBeLessThanOrEqual(8_000);
    expect(cost(found)).toBeGreaterThan(4_000);
  });

  test.each(['gpt-5.4-mini', 'gpt-4o'])(
    'where they are ten large pictures for %s: all of them are seen, smaller',
    async (model) => {
      const bytes = await redAndBlue(3_000, 2_000).jpeg().toBuffer();
      const sent = Array.from({ length: 10 }, () => cdn.put('a.jpg', bytes, { type: 'image/jpeg' }));
      const found = await read(sent, { model });
      expect(found.map(({ kind }) => kind)).toEqual(sent.map(() => 'picture'));
      expect(cost(found)).toBeLessThanOrEqual(8_000);
    },
  );

  test('where there is no room at all', async () => {
    const picture = await redAndBlue(300, 200).png().toBuffer();
    const sent = [cdn.put('a.png', picture), cdn.put('a.txt', Buffer.alloc(900, 'text '))];
    expect(await read(sent, { tokens: 20 })).toEqual(
      sent.map(() => ({ kind: 'unreadable', why: saying('There is no room for it') })),
    );
  });
});

test('nothing waits for a recording that takes long to listen to', async () => {
  const { promise, resolve } = Promise.withResolvers<{ text: string }>();
  const both = files({ transcriber: { transcribe: () => promise } });
  const long = Buffer.concat([voice, Buffer.alloc(20 * MB)]);
  const listening = both.read([cdn.put('a.ogg', long, { type: 'audio/ogg' })], limits, never);
  const text = cdn.put('b.txt', Buffer.alloc(10 * MB, 'words '), { type: 'text/plain' });
  expect(await both.read([text], limits, never)).toMatchObject([{ kind: 'text' }]);
  resolve({ text: 'at last' });
  expect(await listening).toMatchObject([{ kind: 'speech', text: 'at last' }]);
});

test('a server may want less', async () => {
  const sent = ['a', 'b'].map((name) => cdn.put(`${name}.txt`, Buffer.alloc(2 * MB, 'x ')));
  expect(await read(sent, { fileBytes: MB })).toMatchObject([
    { why: saying('larger than the 1 MB') },
    { why: saying('larger than the 1 MB') },
  ]);
  expect(await read(sent, { files: 1 })).toMatchObject([
    { kind: 'text' },
    { why: saying('only the first 1') },
  ]);
});

test('reading ends when nobody wants it any more', async () => {
  const stop = new AbortController();
  const sent = [cdn.put('a.txt', () => stop.abort(new Error('stopped'))), cdn.put('b.txt', Buffer.from('x'))];
  await expect(read(sent, {}, stop.signal)).rejects.toThrow('stopped');
});
