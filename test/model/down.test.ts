import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer, Script } from '../../playground/model/script.ts';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import type { ModelRequest } from '../../src/conversation/ports.ts';
import { createLog } from '../../src/log.ts';
import { withFallback } from '../../src/model/fallback.ts';
import { createModel } from '../../src/model/generate.ts';
import { createProvider } from '../../src/model/provider.ts';
import type { Patience } from '../../src/model/retry.ts';
import { requestWith } from './request.ts';

/** Long enough for a test never to wait for it. */
const NEVER = 60_000;

/** Milliseconds that a circuit stays open at first, and after which calls without a sign of life count as stuck. */
const REST = 15_000;
const STUCK = 60_000;

let endpoint: ModelEndpoint;
beforeEach(async () => {
  endpoint = await startModel();
});
afterEach(() => endpoint.close());

interface Options {
  fallback?: string;
  url?: string;
  firstText?: number;
  sleep?: Patience['sleep'];
}

/** Waits take no time; the clock of the breakers moves by hand. */
function start({ fallback, url = endpoint.url, firstText = NEVER, sleep = async () => {} }: Options = {}) {
  let time = 0;
  const log: string[] = [];
  const logger = createLog('info', pino.multistream([{ stream: { write: (line) => void log.push(line) } }]));
  const models = createModel(createProvider({ apiKey: undefined, baseUrl: url, api: 'chat' }), {
    log: logger,
    limits: { answer: NEVER, stream: NEVER, silence: { first: firstText, next: NEVER } },
    patience: { sleep, random: () => 0 },
    now: () => time,
  });
  const model = fallback === undefined ? models : withFallback(models, fallback, logger);
  const whole = requestWith({ model: 'usual' });
  const ask = (more: Partial<ModelRequest> = {}) => model.answer({ ...whole, onText: () => {}, ...more });
  return { ask, askWhole: () => model.answer(whole), log, pass: (ms: number) => void (time += ms) };
}

const failureOf = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => 'no error',
    (error: unknown) => error,
  );

/** The names of the models that were asked. */
const asked = () => endpoint.requests.map((request) => request.asked?.model);

/** One answer for each model; the others say "Hello.". */
const by =
  (answers: Record<string, Answer>): Answer =>
  (request) =>
    answers[request.asked?.model ?? ''] ?? 'Hello.';

const DOWN = { name: 'ModelError', kind: 'down', retriable: true };
const serverError = { message: 'secret', code: 'server_error' };

describe('a model that is down', () => {
  test.each<[name: string, script: Script]>([
    ['answers with an error', { status: 503, error: serverError }],
    ['is overloaded', { status: 529 }],
    ['breaks the connection', { chunks: ['One'], cutAfter: 0 }],
    ['says an error in its stream', { chunks: [], errorEvent: serverError }],
    ['does not answer', { hang: true }],
    ['takes the call and says nothing', { firstMs: NEVER }],
  ])('and %s is left alone, then tried once, then asked again', async (_, script) => {
    const requests = 5;
    endpoint.always(script);
    const { ask, log, pass } = start({ firstText: 100 });
    while (endpoint.requests.length < requests) expect(await failureOf(ask())).not.toMatchObject(DOWN);
    expect(endpoint.requests).toHaveLength(requests);
    for (let turn = 0; turn < 10; turn++) expect(await failureOf(ask())).toMatchObject(DOWN);
    expect(endpoint.requests).toHaveLength(requests);
    expect(log.filter((line) => line.includes('is left alone for a while'))).toHaveLength(1);

    pass(REST);
    expect(await failureOf(ask())).not.toMatchObject(DOWN);
    expect(endpoint.requests).toHaveLength(requests + 1);
    pass(REST);
    expect(await failureOf(ask())).toMatchObject(DOWN);

    pass(REST);
    endpoint.always('Here I am.');
    expect(await ask()).toMatchObject({ text: 'Here I am.', model: 'usual' });
    expect(await ask()).toMatchObject({ text: 'Here I am.' });
    expect(log.filter((line) => line.includes('answers again'))).toHaveLength(1);
    expect(log.join()).not.toContain('secret');
  });

  test('because nobody is there is told at once from the second turn on', async () => {
    const { url } = endpoint;
    await endpoint.close();
    const waits: number[] = [];
    const { ask } = start({ url, sleep: async (ms) => void waits.push(ms) });
    expect(await failureOf(ask())).toMatchObject({ kind: 'unreachable' });
    expect(waits).toHaveLength(3);
    expect(await failureOf(ask())).toMatchObject({ kind: 'unreachable', retriable: true });
    expect(await failureOf(ask())).toMatchObject(DOWN);
    expect(waits).toHaveLength(3);
    endpoint = await startModel();
  });

  test('is not asked again by turns that wait to do so', async () => {
    endpoint.always({ status: 503 });
    const held = Promise.withResolvers<void>();
    const { ask } = start({ sleep: () => held.promise });
    const turns = Array.from({ length: 20 }, () => failureOf(ask()));
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(20));
    await Promise.all(turns.slice(4)); // four were told to wait before the circuit opened
    held.resolve();
    for (const failure of (await Promise.all(turns)).slice(0, 4)) expect(failure).toMatchObject(DOWN);
    expect(endpoint.requests).toHaveLength(20);
  });

  test.each([
    ['', 'ask'],
    [' in one piece', 'askWhole'],
  ] as const)('and hangs%s gets no more turns, and lets those go that hang already', async (_, how) => {
    endpoint.always({ hang: true });
    const { pass, ...asks } = start();
    const ask = asks[how];
    const turns = Array.from({ length: 5 }, () => failureOf(ask()));
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(5));
    pass(STUCK);
    expect(await failureOf(ask())).toMatchObject(DOWN);
    for (const failure of await Promise.all(turns)) expect(failure).toMatchObject({ kind: 'timeout' });
    expect(endpoint.requests).toHaveLength(5);
  });

  test('and has taken the calls is only slow', async () => {
    endpoint.always({ firstMs: 500, text: 'Slow.' });
    const { ask, pass } = start();
    const turns = Array.from({ length: 5 }, () => ask());
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(5));
    endpoint.next('Quick.');
    await ask(); // by now the five have been taken, too
    pass(STUCK);
    expect((await ask()).text).toBe('Slow.');
    await Promise.all(turns);
  });

  test.each<[name: string, script: Script]>([
    ['refuses a request', { status: 400 }],
    ['does not know the key', { status: 401 }],
    ['gets too many requests', { status: 429 }],
    ['filters', { status: 400, error: { message: '', code: 'content_filter' } }],
    ['has begun to speak', { chunks: ['One', ' two'], cutAfter: 1 }],
  ])('is another than one that %s', async (_, script) => {
    endpoint.always(script);
    const { ask, log } = start({ fallback: 'other' });
    for (let turn = 0; turn < 8; turn++) expect(await failureOf(ask())).not.toMatchObject(DOWN);
    expect(asked()).not.toContain('other');
    expect(log).toEqual([]);
  });

  test('is another than one whose answers people stop', async () => {
    endpoint.always({ hang: true });
    const { ask } = start({ fallback: 'other' });
    const reason = new Error('enough');
    for (let turn = 1; turn <= 8; turn++) {
      const stop = new AbortController();
      const failure = failureOf(ask({ signal: stop.signal }));
      await vi.waitFor(() => expect(endpoint.requests).toHaveLength(turn));
      stop.abort(reason);
      expect(await failure).toBe(reason);
    }
    expect(asked()).not.toContain('other');
  });

  test('leaves the others as they are', async () => {
    endpoint.always(by({ usual: { status: 503 } }));
    const { ask } = start();
    await failureOf(ask());
    await failureOf(ask());
    expect(await failureOf(ask())).toMatchObject(DOWN);
    expect(await ask({ model: 'other' })).toMatchObject({ model: 'other', text: 'Hello.' });
  });
});

describe('a fallback model', () => {
  test.each<[name: string, script: Script]>([
    ['fails four times', { status: 503, error: serverError }],
    ['does not answer in time', { hang: true }],
  ])('answers in the place of one that %s, and then at once', async (_, script) => {
    endpoint.always(by({ usual: script }));
    const { ask, log, pass } = start({ fallback: 'other', firstText: 100 });
    const texts: string[] = [];
    const answer = await ask({ onText: (text) => void texts.push(text) });
    expect(answer).toMatchObject({ model: 'other', text: 'Hello.' });
    expect(texts).toEqual(['Hello.']);
    expect(log.filter((line) => line.includes('the fallback model is asked'))).toHaveLength(1);
    while (!log.some((line) => line.includes('is left alone'))) await ask();
    const before = endpoint.requests.length;
    expect(await ask()).toMatchObject({ model: 'other' });
    expect(asked().slice(before)).toEqual(['other']);

    pass(REST);
    endpoint.always('Here I am.');
    expect(await ask()).toMatchObject({ model: 'usual', text: 'Here I am.' });
  });

  test('answers in one piece, too', async () => {
    endpoint.always(by({ usual: { status: 503 } }));
    expect(await start({ fallback: 'other' }).askWhole()).toMatchObject({ model: 'other', text: 'Hello.' });
  });

  test('that does not answer either is asked once, and people hear of the usual one', async () => {
    endpoint.always(by({ usual: { status: 503 }, other: { status: 401 } }));
    const { ask, log } = start({ fallback: 'other' });
    expect(await failureOf(ask())).toMatchObject({ kind: 'overloaded', retriable: true });
    expect(asked()).toEqual(['usual', 'usual', 'usual', 'usual', 'other']);
    expect(log.join()).toContain('the fallback model does not answer, either');
  });

  test('keeps what it said when it breaks off', async () => {
    endpoint.always(by({ usual: { status: 503 }, other: { chunks: ['One', ' two'], cutAfter: 1 } }));
    expect(await failureOf(start({ fallback: 'other' }).ask())).toMatchObject({
      name: 'AnswerBrokeOff',
      text: 'One',
    });
  });

  test('stops when it is stopped', async () => {
    endpoint.always(by({ usual: { status: 503 }, other: { hang: true } }));
    const { ask } = start({ fallback: 'other' });
    const stop = new AbortController();
    const reason = new Error('enough');
    const failure = failureOf(ask({ signal: stop.signal }));
    await vi.waitFor(() => expect(asked()).toContain('other'));
    stop.abort(reason);
    expect(await failure).toBe(reason);
  });

  test('has none itself', async () => {
    endpoint.always({ status: 503 });
    const { ask } = start({ fallback: 'other' });
    expect(await failureOf(ask({ model: 'other' }))).toMatchObject({ kind: 'overloaded' });
    expect(endpoint.requests).toHaveLength(4);
  });
});
