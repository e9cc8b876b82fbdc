import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import { UserError } from '../../src/errors.ts';
import { createModerator } from '../../src/model/moderate.ts';

let endpoint: ModelEndpoint;
beforeAll(async () => {
  endpoint = await startModel();
});
afterAll(() => endpoint.close());

const HARMFUL = 'This is something harmful.';

const isHarmful = (text: string, signal = new AbortController().signal) =>
  createModerator({ apiKey: 'sk-1', baseUrl: endpoint.url }, 'omni').isHarmful(text, signal);

test.each([
  ['what is harmless', 'Hello!', false],
  ['what is harmful', HARMFUL, true],
  ['what is harmful at the end of a long text', 'x'.repeat(30_000) + HARMFUL, true],
  ['half a character', 'a\ud800', false],
])('%s is told', async (_, text, expected) => {
  expect(await isHarmful(text)).toBe(expected);
});

test('nobody is asked about nothing', async () => {
  const before = endpoint.moderations.requests.length;
  expect(await isHarmful(' \n')).toBe(false);
  expect(endpoint.moderations.requests).toHaveLength(before);
});

test('the model and the key are sent', async () => {
  await isHarmful('Hello!');
  const request = endpoint.moderations.requests.at(-1);
  expect(request?.body).toEqual({ model: 'omni', input: ['Hello!'] });
  expect(request?.headers['authorization']).toBe('Bearer sk-1');
});

test.each([
  ['an error', { status: 500 }],
  ['an end in the middle', { cut: true } as const],
])('%s is told in one sentence', async (_, answer) => {
  endpoint.moderations.next(answer);
  await expect(isHarmful('Hello!')).rejects.toBeInstanceOf(UserError);
});

test('it ends when nobody waits for it any more', async () => {
  endpoint.moderations.next({ hang: true });
  const stop = new AbortController();
  const looking = isHarmful('Hello!', stop.signal);
  stop.abort(new Error('enough'));
  await expect(looking).rejects.toThrow('enough');
});
