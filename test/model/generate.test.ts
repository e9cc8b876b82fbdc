import { once } from 'node:events';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { portOf } from '../../playground/model/http.ts';
import type { Script } from '../../playground/model/script.ts';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import type { ModelRequest } from '../../src/conversation/ports.ts';
import { AnswerBrokeOff } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { ModelError } from '../../src/model/errors.ts';
import { createModel } from '../../src/model/generate.ts';
import { createProvider } from '../../src/model/provider.ts';
import { PATIENCE, type Patience } from '../../src/model/retry.ts';
import { requestWith } from './request.ts';

/** Long enough for a test never to wait for it. */
const NEVER = 60_000;

const outputs = vi.spyOn(process.stderr, 'write');
const consoles = (['log', 'info', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));

let endpoint: ModelEndpoint;
beforeEach(async () => {
  endpoint = await startModel();
});
afterEach(() => endpoint.close());

type Api = 'responses' | 'chat';
type Limits = NonNullable<NonNullable<Parameters<typeof createModel>[1]>['limits']>;

interface Options {
  url?: string;
  random?: number;
  limits?: Partial<Limits>;
  sleep?: Patience['sleep'];
}

/** Waits take no time, but are noted. */
function start(api: Api, { url = endpoint.url, random = 0, limits = {}, sleep }: Options = {}) {
  const waits: number[] = [];
  const provider = createProvider({ apiKey: undefined, baseUrl: url, api });
  const note = async (ms: number) => void waits.push(ms);
  const model = createModel(provider, {
    log: createLog('silent'),
    limits: { answer: NEVER, stream: NEVER, silence: { first: NEVER, next: NEVER }, ...limits },
    patience: { sleep: sleep ?? note, random: () => random },
  });
  return {
    waits,
    whole: (more: Partial<ModelRequest> = {}) => model.answer(requestWith(more)),
    /** Notes what becomes visible. */
    streamed: async (more: Partial<ModelRequest> = {}) => {
      const texts: string[] = [];
      const onText = (text: string) => void texts.push(text);
      return { answer: await model.answer(requestWith({ onText, ...more })), texts };
    },
  };
}

const failureOf = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => 'no error',
    (error: unknown) => error,
  );

/** A service that answers with these bytes, whatever it is asked. */
async function serve(body: string, run: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((incoming, response) => {
    incoming.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await run(`http://127.0.0.1:${portOf(server)}/v1`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe.each<Api>(['responses', 'chat'])('%s', (api) => {
  test('a streamed answer grows, and is the same in the end', async () => {
    endpoint.always({ chunks: ['One ', 'two', ' three.'], reasoning: 'Hm.' });
    const model = start(api);
    const { messages, ...whole } = await model.whole();
    const { answer, texts } = await model.streamed();
    expect(texts).toEqual(['One ', 'One two', 'One two three.']);
    expect(answer).toMatchObject(whole);
    expect(messages).toHaveLength(1);
    expect(whole).toMatchObject({ text: 'One two three.', finish: 'complete' });
    expect(whole.usage).toEqual({ input: 17, output: 6, cached: 0, reasoning: 2 });
    expect(endpoint.requests.map(({ asked }) => asked?.stream)).toEqual([false, true]);
    expect(endpoint.requests.map(({ aborted }) => aborted)).toEqual([false, false]);
  });

  test.each([
    ['length', 'length'],
    ['content_filter', 'filtered'],
  ] as const)('says why it ended: %s', async (finish, expected) => {
    endpoint.always({ text: 'That is', finish });
    const model = start(api);
    expect(await model.whole()).toMatchObject({ text: 'That is', finish: expected });
    expect((await model.streamed()).answer).toMatchObject({ text: 'That is', finish: expected });
  });

  test('an answer may be empty', async () => {
    endpoint.always('');
    const model = start(api);
    expect((await model.whole()).text).toBe('');
    expect(await model.streamed()).toMatchObject({ answer: { text: '' }, texts: [] });
  });

  test('thoughts are not visible', async () => {
    endpoint.always({ chunks: ['\n<thi', 'nk>Hm.', '</th', 'ink>\n', '\nHel', 'lo'] });
    const model = start(api);
    expect((await model.whole()).text).toBe('Hello');
    expect(await model.streamed()).toMatchObject({ answer: { text: 'Hello' }, texts: ['Hel', 'Hello'] });
  });

  test('a thought that nothing opened is taken back, and the next one is not visible at all', async () => {
    endpoint.always({ chunks: ['Hm.', '</think>', '\n\n', 'Hello'] });
    const model = start(api);
    const hello = { answer: { text: 'Hello' }, texts: ['Hello'] };
    expect((await model.whole()).text).toBe('Hello');
    expect(await model.streamed()).toMatchObject({ ...hello, texts: ['Hm.', '', 'Hello'] });
    expect(await model.streamed()).toMatchObject(hello);
    expect(await model.streamed({ model: 'deepseek-r1:8b' })).toMatchObject(hello);
    endpoint.always({ chunks: ['No ', 'thought'] });
    expect((await model.streamed()).texts).toEqual(['No thought']);
    expect((await model.streamed()).texts).toEqual(['No ', 'No thought']);
  });

  test('a model that opens its thoughts is not held back because of its name', async () => {
    endpoint.always({ chunks: ['<think>', 'Hm.', '</think>', 'One ', 'two'] });
    expect((await start(api).streamed({ model: 'qwq' })).texts).toEqual(['One ', 'One two']);
  });

  test.each<[name: string, chunks: string[], pauseMs: number]>([
    ['the first text', ['One', ' two'], NEVER],
    ['the last text', ['One', ''], NEVER],
    ['the last text, just before its end', ['One'], 0],
  ])('an answer that is stopped at %s ends there, upstream too', async (_, chunks, pauseMs) => {
    endpoint.next({ chunks, pauseMs }, 'next');
    const stop = new AbortController();
    const reason = new Error('enough');
    const model = start(api);
    const onText = vi.fn<(text: string) => void>(() => stop.abort(reason));
    expect(await failureOf(model.streamed({ signal: stop.signal, onText }))).toBe(reason);
    expect(onText.mock.calls).toEqual([['One']]);
    if (pauseMs > 0) await vi.waitFor(() => expect(endpoint.requests[0]?.aborted).toBe(true));
    expect((await model.whole()).text).toBe('next');
  });

  test.each([
    ['in silence', { hang: true }],
    ['before its first word', { firstMs: NEVER }],
  ] satisfies [string, Script][])('a model that is stopped %s stops at once', async (_, script) => {
    endpoint.always(script);
    const model = start(api);
    const reason = new Error('enough');
    for (const ask of [model.whole, model.streamed]) {
      const stop = new AbortController();
      const failure = failureOf(ask({ signal: stop.signal }));
      const asked = endpoint.requests.length + 1;
      await vi.waitFor(() => expect(endpoint.requests).toHaveLength(asked));
      stop.abort(reason);
      expect(await failure).toBe(reason);
      await vi.waitFor(() => expect(endpoint.requests.at(-1)?.aborted).toBe(true));
    }
  });

  test('a turn that was stopped before does not ask', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    const model = start(api);
    expect(await failureOf(model.whole({ signal }))).toBe(reason);
    expect(await failureOf(model.streamed({ signal }))).toBe(reason);
    expect(endpoint.requests).toEqual([]);
  });

  test('what the listener throws is no fault of the model', async () => {
    endpoint.next({ chunks: ['One ', 'two', ' three'], pauseMs: NEVER });
    const oops = new Error('oops');
    const onText = () => {
      throw oops;
    };
    expect(await failureOf(start(api).streamed({ onText }))).toBe(oops);
    await vi.waitFor(() => expect(endpoint.requests[0]?.aborted).toBe(true));
  });

  const serverError = { message: 'secret', code: 'server_error' };
  test.each<[name: string, script: Script, kind: string, text: string, limits?: Partial<Limits>]>([
    ['a connection that drops', { chunks: ['One', ' two', '.'], cutAfter: 2 }, 'unreachable', 'One two'],
    ['an error event', { chunks: ['One', ' two'], errorEvent: serverError }, 'overloaded', 'One two'],
    [
      'silence',
      { chunks: ['One', ''], pauseMs: NEVER },
      'timeout',
      'One',
      { silence: { first: NEVER, next: 50 } },
    ],
    ['the end of its time', { chunks: ['One', ''], pauseMs: NEVER }, 'timeout', 'One', { stream: 1_000 }],
  ])('an answer that breaks off by %s keeps what came', async (_, script, kind, text, limits = {}) => {
    endpoint.next(script);
    const failure = await failureOf(start(api, { limits }).streamed());
    expect(failure).toBeInstanceOf(AnswerBrokeOff);
    const message = 'The answer of the AI service broke off in the middle.';
    expect(failure).toMatchObject({ message, text, cause: { kind } });
    expect(endpoint.requests).toHaveLength(1);
  });

  test.each<[name: string, script: Script]>([
    ['an error', { status: 503, error: serverError }],
    ['a time-out that the service tells', { status: 408 }],
    ['a conflict', { status: 409 }],
    ['too many requests', { status: 429 }],
    ['a connection that drops', { chunks: ['One'], cutAfter: 0 }],
    ['an error event', { chunks: [], errorEvent: serverError }],
    ['a thought that breaks off', { chunks: ['<think>Hm.', ' Hm.'], cutAfter: 1 }],
  ])('%s before any text is tried again, each time a little later', async (_, script) => {
    const waits = [500, 1_000, 2_000];
    for (const [at, how] of (['whole', 'streamed'] as const).entries()) {
      endpoint.always(script);
      const model = start(api);
      const seen: string[] = [];
      const onDelay = () => void seen.push(`delay after ${model.waits.length} waits`);
      const failure = await failureOf(model[how]({ onDelay }));
      expect(failure).toBeInstanceOf(ModelError);
      expect(failure).toMatchObject({ retriable: true });
      expect(model.waits).toEqual(waits);
      expect(seen).toEqual(waits.map((_wait, done) => `delay after ${done} waits`));
      expect(endpoint.requests).toHaveLength(4 + 5 * at);
      endpoint.always('Here I am.');
      await model[how]();
    }
    endpoint.next(script);
    expect((await start(api).streamed()).texts.at(-1)).toBe('Here I am.');
  });

  test.each<[name: string, script: Script, kind: string]>([
    ['credit that is used up', { status: 429, error: { message: '', code: 'insufficient_quota' } }, 'quota'],
    ['a request that is wrong', { status: 400 }, 'bad request'],
    ['a bad key', { status: 401 }, 'bad key'],
    ['a wait that is too long', { status: 429, retryAfter: 31 }, 'rate limit'],
  ])('%s is not tried again', async (_, script, kind) => {
    endpoint.always(script);
    const model = start(api);
    expect(await failureOf(model.whole())).toMatchObject({ kind });
    expect(await failureOf(model.streamed())).toMatchObject({ kind });
    expect(endpoint.requests).toHaveLength(2);
    expect(model.waits).toEqual([]);
  });

  test('waits as long as the service asks for, and a little longer', async () => {
    const busy = { status: 429, retryAfter: 30 };
    endpoint.next(busy, 'one', busy, 'two', { status: 500 }, 'three');
    const model = start(api, { random: 0.5 });
    await model.whole();
    await model.streamed();
    await model.whole();
    expect(model.waits).toEqual([30_500, 30_500, 750]);
  });

  test('does not wait longer than its time', async () => {
    endpoint.always({ status: 429, retryAfter: 30 });
    const model = start(api, { limits: { answer: 30_000, stream: 30_000 } });
    expect(await failureOf(model.whole())).toMatchObject({ kind: 'rate limit' });
    expect(await failureOf(model.streamed())).toMatchObject({ kind: 'rate limit' });
    expect(endpoint.requests).toHaveLength(2);
  });

  test('can be stopped while it waits', async () => {
    endpoint.always({ status: 429, retryAfter: 30 });
    const model = start(api, { sleep: PATIENCE.sleep });
    for (const ask of [model.whole, model.streamed]) {
      const stop = new AbortController();
      const reason = new Error('enough');
      const onDelay = () => queueMicrotask(() => stop.abort(reason));
      expect(await failureOf(ask({ signal: stop.signal, onDelay }))).toBe(reason);
    }
    expect(endpoint.requests).toHaveLength(2);
  });

  test.each<[name: string, script: Script, limits: Partial<Limits>]>([
    ['a first text', { hang: true }, { silence: { first: 300, next: NEVER }, answer: 300 }],
    ['an answer', { firstMs: NEVER }, { stream: 300, answer: 300 }],
  ])('waits only so long for %s', async (_, script, limits) => {
    endpoint.always(script);
    const model = start(api, { limits });
    for (const ask of [model.whole, model.streamed]) {
      expect(await failureOf(ask())).toMatchObject({ kind: 'timeout', retriable: true });
      await vi.waitFor(() => expect(endpoint.requests.at(-1)?.aborted).toBe(true));
    }
    expect(endpoint.requests).toHaveLength(2);
  });

  test('tells that nobody is there', async () => {
    const { url } = endpoint;
    await endpoint.close();
    for (const how of ['whole', 'streamed'] as const) {
      const model = start(api, { url });
      expect(await failureOf(model[how]())).toMatchObject({ kind: 'unreachable', retriable: true });
      expect(model.waits).toHaveLength(3);
    }
    endpoint = await startModel();
  });
});

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const WORDS = {
  chat: event({
    id: 'x',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { content: 'One' } }],
  }),
  responses:
    event({ type: 'response.created', response: { id: 'x', created_at: 1, model: 'practice' } }) +
    event({
      type: 'response.output_item.added',
      output_index: 0,
      item: { id: 'm', type: 'message', role: 'assistant', status: 'in_progress', content: [] },
    }) +
    event({
      type: 'response.output_text.delta',
      item_id: 'm',
      output_index: 0,
      content_index: 0,
      delta: 'One',
    }),
};

describe.each<Api>(['responses', 'chat'])('%s: a service that sends', (api) => {
  test.each([
    ['a page', '<html>secret</html>'],
    ['nothing', ''],
    ['broken JSON', 'data: {"secret\n\n'],
  ])('%s is told', async (_, body) => {
    await serve(body, async (url) => {
      const model = start(api, { url });
      for (const ask of [model.whole, model.streamed]) {
        const failure = await failureOf(ask());
        expect(failure).toMatchObject({ name: 'ModelError', kind: 'unreadable', retriable: true });
        expect(inspect(failure, { depth: 9 })).not.toContain('secret');
      }
    });
  });

  test.each([
    ['no end', ''],
    ['broken JSON', `data: {"secret\n\n${WORDS[api]}`],
    ['something else', event({ error: 'secret' })],
  ])('words and %s has broken off', async (_, rest) => {
    await serve(WORDS[api] + rest, async (url) => {
      const failure = await failureOf(start(api, { url }).streamed());
      expect(failure).toMatchObject({ name: 'AnswerBrokeOff', text: 'One' });
      expect(inspect(failure, { depth: 9 })).not.toContain('secret');
    });
  });
});

test('nothing of all this is printed', () => {
  for (const spy of [outputs, ...consoles]) expect(spy).not.toHaveBeenCalled();
});
