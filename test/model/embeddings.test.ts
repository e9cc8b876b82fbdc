import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import { packVectors, similarities } from '../../src/conversation/knowledge/vectors.ts';
import { createEmbedder } from '../../src/model/embed.ts';
import { createProvider } from '../../src/model/provider.ts';

describe.each(['responses', 'chat'] as const)('an embedder (%s)', (api) => {
  let endpoint: ModelEndpoint;
  beforeEach(async () => {
    endpoint = await startModel();
  });
  afterEach(() => endpoint.close());

  const { signal: noSignal } = new AbortController();
  const patience = { sleep: async () => {}, random: () => 1 };

  function embed(texts: string[], { time, signal = noSignal }: { time?: number; signal?: AbortSignal } = {}) {
    const provider = createProvider({ apiKey: undefined, baseUrl: endpoint.url, api });
    return createEmbedder(provider, 'text-embedding-3-small', { patience, ...(time && { time }) }).embed(
      texts,
      signal,
    );
  }

  test('gives a vector for each text, in their order', async () => {
    const [cats, dogs] = await embed(['cats', 'dogs']);
    const [both] = await embed(['dogs']);
    expect(cats).toHaveLength(1_536);
    expect(dogs).toEqual(both);
    expect(cats).not.toEqual(dogs);
    expect(endpoint.embeddings.requests).toMatchObject([
      { path: '/v1/embeddings', body: { model: 'text-embedding-3-small', input: ['cats', 'dogs'] } },
      {},
    ]);
  });

  test('texts that share words are near each other', async () => {
    const [question, ...texts] = await embed([
      'When does the library open?',
      'The opening hours of our library: nine to five.',
      'Cats may not be brought along.',
    ]);
    const [near = 0, far = 1] = similarities(packVectors(texts), 2, question!);
    expect(near).toBeGreaterThan(0.3);
    expect(far).toBeLessThan(0.2);
  });

  test('of many texts asks for some at a time', async () => {
    const vectors = await embed(Array.from({ length: 300 }, (_, at) => `text ${at}`));
    expect(vectors).toHaveLength(300);
    expect(endpoint.embeddings.requests).toHaveLength(3);
  });

  test('of none asks nobody', async () => {
    expect(await embed([])).toEqual([]);
    expect(endpoint.embeddings.requests).toEqual([]);
  });

  test('an unknown model is the operator’s to correct', async () => {
    endpoint.embeddings.next({ status: 404 });
    await expect(embed(['cats'])).rejects.toThrow(
      'The AI service does not know the model text-embedding-3-small. Please tell whoever runs me to check EMBEDDING_MODEL.',
    );
  });

  test('asks again where waiting helps, and waits only so long', async () => {
    endpoint.embeddings.next({ status: 503 });
    expect(await embed(['cats'])).toHaveLength(1);
    expect(endpoint.embeddings.requests).toHaveLength(2);
    endpoint.embeddings.next({ hang: true });
    await expect(embed(['cats'], { time: 50 })).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('ends when it is given up', async () => {
    endpoint.embeddings.always({ hang: true });
    const abort = new AbortController();
    const vectors = embed(['cats'], { signal: abort.signal });
    await vi.waitFor(() => expect(endpoint.embeddings.requests).toHaveLength(1));
    abort.abort(new Error('enough'));
    await expect(vectors).rejects.toThrow('enough');
  });
});

describe('the endpoint for embeddings', () => {
  let endpoint: ModelEndpoint;
  beforeEach(async () => {
    endpoint = await startModel();
  });
  afterEach(() => endpoint.close());

  async function post(body: object) {
    const response = await fetch(`${endpoint.url}/embeddings`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', ...body }),
      headers: { 'content-type': 'application/json' },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  test('answers one text, in the length and the format that are wanted', async () => {
    const { body } = await post({ input: 'cats', dimensions: 16, encoding_format: 'base64' });
    const [{ embedding }] = body['data'] as [{ embedding: string }];
    expect(Buffer.from(embedding, 'base64')).toHaveLength(16 * 4);
    expect(body).toMatchObject({ object: 'list', model: 'm', usage: { prompt_tokens: 1, total_tokens: 1 } });
  });

  test.each([
    ['nothing', {}],
    ['an empty text', { input: [''] }],
    ['no text', { input: [] }],
    ['too many texts', { input: Array.from({ length: 2_049 }, () => 'a') }],
    ['a text that is too long', { input: 'word '.repeat(9_000) }],
    ['too much text', { input: Array.from({ length: 50 }, () => 'word '.repeat(7_000)) }],
  ])('refuses %s', async (_, body) => {
    expect((await post(body)).status).toBe(400);
  });
});
