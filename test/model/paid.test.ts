import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Questions } from '../../playground/model/script.ts';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import type { Spend } from '../../src/conversation/spending/spend.ts';
import type { Planned, Used } from '../../src/conversation/spending/used.ts';
import { OverBudget } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import { createEmbedder } from '../../src/model/embed.ts';
import { createPainter } from '../../src/model/image.ts';
import { createProvider, type Provider } from '../../src/model/provider.ts';
import { createTitleModel } from '../../src/model/title.ts';
import { createTranscriber } from '../../src/model/transcribe.ts';

const { signal: forEver } = new AbortController();

let model: ModelEndpoint;
let provider: Provider;
beforeAll(async () => {
  model = await startModel();
  provider = createProvider({ apiKey: undefined, baseUrl: model.url, api: 'chat' });
});
afterAll(() => model.close());

/** Pays, and notes for what. */
function purse() {
  const told: { planned?: Planned; settled?: Used; released?: true } = {};
  const spend: Spend = async (planned) => {
    told.planned = planned;
    return {
      settle: async (used) => void (told.settled = used),
      release: async () => void (told.released = true),
    };
  };
  return { told, spend };
}

const refuse: Spend = async () => {
  throw new OverBudget(text('budget.person', { left: 'none', period: 'day', when: '' }), 'person', 1);
};

/** A WAV file of so many seconds of silence. */
function recording(seconds: number): Uint8Array {
  const bytes = Buffer.alloc(44 + seconds * 8_000);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  for (const [at, value] of [16, 0x00010001, 8_000, 8_000].entries()) bytes.writeUInt32LE(value, 16 + 4 * at);
  bytes.writeUInt32LE(0x00080001, 32);
  bytes.write('data', 36);
  bytes.writeUInt32LE(seconds * 8_000, 40);
  return bytes;
}

const KINDS: [
  string,
  (spend: Spend, signal: AbortSignal) => Promise<unknown>,
  Partial<Used>,
  () => Questions,
][] = [
  [
    'a title',
    (spend, signal) =>
      createTitleModel(provider).title({ model: 'm', question: 'Why?', answer: 'So.', signal, spend }),
    { cached: 0 },
    () => model.structured,
  ],
  [
    'a picture',
    (spend, signal) => createPainter(provider, 'm').paint({ prompt: 'a red fox', signal, spend }),
    { output: 1_056, pictures: 1 },
    () => model.pictures,
  ],
  [
    'a recording',
    (spend, signal) => createTranscriber(provider, 'm').transcribe(recording(3), signal, spend),
    { input: 30 },
    () => model.transcripts,
  ],
  [
    'texts',
    (spend, signal) => createEmbedder(provider, 'm').embed(['one two three'], signal, spend),
    { input: 3, output: 0 },
    () => model.embeddings,
  ],
];

describe.each(KINDS)('%s', (_, call, used, script) => {
  test('is reserved before it is asked for, and settled as the provider counts', async () => {
    const { told, spend } = purse();
    await call(spend, forEver);
    expect(told.settled).toMatchObject(used);
    expect(told.settled!.input).toBeGreaterThan(0);
    expect(told.planned!.model).toBe('m');
    expect(told.planned!.input).toBeGreaterThanOrEqual(told.settled!.input);
    expect(told.planned!.output).toBeGreaterThanOrEqual(told.settled!.output);
  });

  test('is settled as what it may cost where somebody stops it', async () => {
    const { told, spend } = purse();
    const stop = new AbortController();
    script().next(async () => {
      stop.abort();
      return { status: 500, error: { message: 'too late' } };
    });
    await expect(call(spend, stop.signal)).rejects.toBeInstanceOf(Error);
    expect(told.settled).toEqual(told.planned);
    expect(told.released).toBeUndefined();
  });

  test('is not asked for where a budget has no room', async () => {
    const counts = () =>
      [model, model.structured, model.pictures, model.transcripts, model.embeddings].map(
        (one) => one.requests.length,
      );
    const before = counts();
    await expect(call(refuse, forEver)).rejects.toBeInstanceOf(Error);
    expect(counts()).toEqual(before);
  });
});

test('a call that fails costs nothing', async () => {
  const { told, spend } = purse();
  model.embeddings.next({ status: 400, error: { message: 'no' } });
  await expect(createEmbedder(provider, 'm').embed(['one'], forEver, spend)).rejects.toThrow(
    'The AI service',
  );
  expect(told).toMatchObject({ released: true });
  expect(told.settled).toBeUndefined();
});
