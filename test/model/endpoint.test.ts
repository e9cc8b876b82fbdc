import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  APICallError,
  type LanguageModel,
  Output,
  type Tool,
  generateText,
  jsonSchema,
  streamText,
  tool,
} from 'ai';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';

globalThis.AI_SDK_LOG_WARNINGS = false;

let endpoint: ModelEndpoint;
beforeEach(async () => {
  endpoint = await startModel();
});
afterEach(() => endpoint.close());

const openai = () => createOpenAI({ baseURL: endpoint.url, apiKey: 'any' });
const clients: [name: string, model: (id: string) => LanguageModel][] = [
  ['Responses', (id) => openai()(id)],
  ['Chat Completions', (id) => openai().chat(id)],
  [
    'a compatible client',
    (id) =>
      createOpenAICompatible({
        name: 'x',
        baseURL: endpoint.url,
        includeUsage: true,
        supportsStructuredOutputs: true,
      })(id),
  ],
];

const report = z.object({
  title: z.string(),
  mood: z.enum(['calm', 'cross']),
  pages: z.int().min(1),
  done: z.boolean(),
  tags: z.array(z.string()),
  author: z.object({ name: z.string() }).nullable(),
});

const weather: Tool = tool({
  description: 'Tells the weather',
  inputSchema: jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } } }),
});

describe.each(clients)('%s', (_name, model) => {
  const generate = (prompt = 'Hi', options: { maxRetries?: number } = {}) =>
    generateText({ model: model('practice'), prompt, maxRetries: 0, ...options });
  const stream = (prompt = 'Hi', options: { abortSignal?: AbortSignal } = {}) => {
    const errors: unknown[] = [];
    const onError = ({ error }: { error: unknown }) => void errors.push(error);
    return {
      errors,
      result: streamText({ model: model('practice'), prompt, maxRetries: 0, onError, ...options }),
    };
  };

  test('answers with what is scripted, in order, then with the practice model', async () => {
    endpoint.next('one', { text: 'two' }, async ({ body }) => `three, ${typeof body}`);
    expect((await generate()).text).toBe('one');
    expect((await generate()).text).toBe('two');
    expect((await generate()).text).toBe('three, object');
    expect((await generate()).text).toContain('practice model');
    endpoint.always('always');
    expect((await generate()).text).toBe('always');
    expect(await stream().result.text).toBe('always');
    endpoint.always(undefined);
    expect((await generate()).text).toContain('practice model');
  });

  test('records every request', async () => {
    await generate('What is new?');
    const [request] = endpoint.requests;
    expect(request).toMatchObject({ method: 'POST', aborted: false });
    expect(request!.asked!.said.at(-1)).toEqual({ role: 'user', text: 'What is new?', files: [] });
    expect(Date.now() - request!.at).toBeLessThan(10_000);
    expect(request!.headers['content-type']).toBe('application/json');
  });

  test('counts tokens, thinking and cached ones too', async () => {
    const prompt = 'a quick brown fox '.repeat(400);
    endpoint.always({ text: 'Five words, so it is.', reasoning: 'Let me think.' });
    const first = await generate(prompt);
    expect(first.usage).toMatchObject({
      inputTokens: 1608,
      inputTokenDetails: { cacheReadTokens: 0 },
      outputTokens: 11,
      outputTokenDetails: { reasoningTokens: 4 },
    });
    const second = await generate(`${prompt}And another.`);
    expect(second.usage.inputTokenDetails.cacheReadTokens).toBe(1536);
    const third = await stream(`${prompt}And yet another.`).result.usage;
    expect(third.inputTokenDetails.cacheReadTokens).toBe(1536);
    expect(third.outputTokens).toBe(11);
    const other = await generateText({ model: model('other'), prompt });
    expect(other.usage.inputTokenDetails.cacheReadTokens).toBe(0);
    expect((await generate('something else')).usage.inputTokenDetails.cacheReadTokens).toBe(0);
  });

  test('streams in chunks at the pace of the script', async () => {
    endpoint.next({ chunks: ['one ', 'two ', 'three'], firstMs: 60, pauseMs: 40 });
    const start = performance.now();
    const times: number[] = [];
    const texts: string[] = [];
    for await (const text of stream().result.textStream) {
      times.push(performance.now() - start);
      texts.push(text);
    }
    expect(texts).toEqual(['one ', 'two ', 'three']);
    expect(times[0]).toBeGreaterThan(55);
    expect(times[2]! - times[0]!).toBeGreaterThan(70);
  });

  test.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'content-filter'],
  ] as const)('says why it ended: %s', async (finish, reason) => {
    endpoint.always({ text: 'That is', finish });
    expect((await generate()).finishReason).toBe(reason);
    expect(await stream().result.finishReason).toBe(reason);
  });

  test('calls a tool', async () => {
    endpoint.always({ toolCalls: [{ name: 'weather', arguments: '{"city":"Oslo"}' }] });
    const options = { model: model('practice'), prompt: 'Hi', tools: { weather } };
    const call = { toolName: 'weather', input: { city: 'Oslo' } };
    const whole = await generateText(options);
    expect(whole.toolCalls).toMatchObject([call]);
    expect(whole.finishReason).toBe('tool-calls');
    expect(await streamText(options).toolCalls).toMatchObject([call]);
  });

  test('fails as told', async () => {
    const error = { message: 'Slow down', type: 'tokens', code: 'rate_limit_exceeded' };
    endpoint.always({ status: 429, error, retryAfter: 7 });
    const failure = await generate().catch((error: unknown) => error);
    expect(APICallError.isInstance(failure) && failure).toMatchObject({
      statusCode: 429,
      responseHeaders: { 'retry-after': '7' },
      data: { error },
    });
    const { errors, result } = stream();
    await result.consumeStream();
    expect(errors).toMatchObject([{ statusCode: 429, message: 'Slow down' }]);
  });

  test('fails in the middle', async () => {
    endpoint.next({ chunks: ['one ', 'two'], errorEvent: { message: 'Out of thread' } });
    const { errors, result } = stream();
    const parts: string[] = [];
    for await (const part of result.stream) parts.push(part.type);
    expect(parts.filter((type) => type === 'text-delta' || type === 'error')).toEqual([
      'text-delta',
      'text-delta',
      'error',
    ]);
    expect(JSON.stringify(errors.map(String)) + JSON.stringify(errors)).toContain('Out of thread');
  });

  test('cuts the connection', async () => {
    endpoint.next({ chunks: ['one ', 'two ', 'three'], cutAfter: 2 }, { text: 'one', cut: true });
    const texts: string[] = [];
    const read = async () => {
      for await (const text of stream().result.textStream) texts.push(text);
    };
    await expect(read()).rejects.toBeInstanceOf(Error);
    expect(texts).toEqual(['one ', 'two ']);
    await expect(generate()).rejects.toBeInstanceOf(Error);
    expect(endpoint.requests.map(({ aborted }) => aborted)).toEqual([false, false]);
  });

  test('sees that the client goes', async () => {
    endpoint.next({ chunks: ['one ', 'two ', 'three'], pauseMs: 5_000 }, { hang: true });
    const abort = new AbortController();
    const { result } = stream('Hi', { abortSignal: abort.signal });
    for await (const text of result.textStream) {
      expect(text).toBe('one ');
      abort.abort(new Error('enough'));
    }
    await vi.waitFor(() => expect(endpoint.requests[0]!.aborted).toBe(true));

    const hanging = generateText({
      model: model('practice'),
      prompt: 'Hi',
      abortSignal: AbortSignal.timeout(50),
    });
    await expect(hanging).rejects.toMatchObject({ name: 'TimeoutError' });
    await vi.waitFor(() => expect(endpoint.requests[1]!.aborted).toBe(true));
  });

  test('lets a test hold an answer back', async () => {
    const held = Promise.withResolvers<string>();
    endpoint.next(() => held.promise);
    const answer = generate();
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1));
    held.resolve('at last');
    expect((await answer).text).toBe('at last');
  });

  test('bears that the client goes while an answer is held back', async () => {
    const held = Promise.withResolvers<string>();
    endpoint.next(() => held.promise);
    const abort = new AbortController();
    const answer = generateText({ model: model('practice'), prompt: 'Hi', abortSignal: abort.signal });
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1));
    abort.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    await vi.waitFor(() => expect(endpoint.requests[0]!.aborted).toBe(true));
    held.resolve('too late');
    expect((await generate()).text).toContain('practice model');
  });

  test('follows a schema, aside from the conversation', async () => {
    const structure = (prompt: string) =>
      generateText({
        model: model('practice'),
        prompt,
        maxRetries: 0,
        output: Output.object({ schema: report }),
      });
    endpoint.next('For the conversation.');
    expect((await structure('Please tell me about the moons of Jupiter!')).output).toEqual({
      title: 'Moons Jupiter',
      mood: 'calm',
      pages: 1,
      done: false,
      tags: [],
      author: { name: 'Moons Jupiter' },
    });
    endpoint.structured.next('{"title":"By hand"}', { status: 400, error: { message: 'No schemas here' } });
    await expect(structure('Hi').then(({ output }) => output)).rejects.toThrow('did not match schema');
    await expect(structure('Hi')).rejects.toThrow('No schemas here');
    expect(endpoint.requests).toEqual([]);
    expect(endpoint.structured.requests.map(({ asked }) => asked!.said.at(-1)!.text)).toEqual([
      'Please tell me about the moons of Jupiter!',
      'Hi',
      'Hi',
    ]);
    expect((await generate()).text).toBe('For the conversation.');
  });

  test('answers with nothing', async () => {
    endpoint.always('');
    expect((await generate()).text).toBe('');
    const streamed: string[] = [];
    for await (const text of stream().result.textStream) streamed.push(text);
    expect(streamed.join('')).toBe('');
  });
});

const post = (path: string, body: unknown) =>
  fetch(endpoint.url + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test('lists its models', async () => {
  const list = await fetch(`${endpoint.url}/models`);
  expect(await list.json()).toMatchObject({
    object: 'list',
    data: [
      { id: 'practice', object: 'model' },
      { id: 'practice-large', object: 'model' },
    ],
  });
  expect((await fetch(`${endpoint.url}/models/practice`)).status).toBe(200);
  expect((await fetch(`${endpoint.url}/models/other`)).status).toBe(404);
});

test.each<[name: string, path: string, body: unknown, status: number, param: string | null]>([
  ['no JSON', '/chat/completions', '{', 400, null],
  ['no body', '/responses', '', 400, null],
  ['no model', '/chat/completions', { messages: [{ role: 'user', content: 'Hi' }] }, 400, 'model'],
  [
    'a role of its own',
    '/chat/completions',
    { model: 'x', messages: [{ role: 'bot', content: '' }] },
    400,
    'messages.0.role',
  ],
  ['no limit', '/responses', { model: 'x', input: 'Hi', max_output_tokens: 1 }, 400, 'max_output_tokens'],
  [
    'what was not kept',
    '/responses',
    { model: 'x', input: [{ type: 'item_reference', id: 'a' }] },
    404,
    'input',
  ],
  ['another address', '/images', {}, 404, null],
])('refuses %s as OpenAI does', async (_name, path, body, status, param) => {
  const response = await post(path, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({
    error: { type: 'invalid_request_error', param, code: null },
  });
});

test('tells a test that its script throws', async () => {
  endpoint.next(() => {
    throw new Error('oops');
  });
  const response = await post('/responses', { model: 'x', input: 'Hi' });
  expect(response.status).toBe(500);
  expect(await response.text()).toContain('oops');
});
