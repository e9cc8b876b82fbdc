import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import type { ModelRequest } from '../../src/conversation/ports.ts';
import { createLog } from '../../src/log.ts';
import { createModel } from '../../src/model/generate.ts';
import { createProvider } from '../../src/model/provider.ts';
import { createToolbox } from '../../src/model/tools/toolbox.ts';
import { withTools } from '../../src/model/with-tools.ts';
import { BUILT_IN_TOOLS } from '../../src/settings/schema.ts';
import { say } from '../../src/language/language.ts';
import { CONTEXT, requestWith } from './request.ts';

let endpoint: ModelEndpoint;
beforeEach(async () => {
  endpoint = await startModel();
});
afterEach(() => endpoint.close());

const log = createLog('silent');
const now = () => Date.UTC(2026, 10, 21, 12, 30, 5);

function start(api: 'responses' | 'chat') {
  const toolbox = createToolbox({ paints: false, api, servers: [], log, now });
  const steps = createModel(createProvider({ apiKey: undefined, baseUrl: endpoint.url, api }), { log });
  const model = withTools(steps, { toolbox, tokensOf: () => (text) => text.length / 4, log });
  const done: string[] = [];
  const ask = (text: string, more: Partial<ModelRequest> = {}) =>
    model.answer(
      requestWith({
        context: { ...CONTEXT, messages: [{ role: 'user', text }] },
        contextTokens: 16_000,
        tools: BUILT_IN_TOOLS,
        onTool: (doing) => void done.push(say('en', doing)),
        ...more,
      }),
    );
  return { toolbox, ask, done };
}

const streamed = { onText: () => {} };

describe.each(['responses', 'chat'] as const)('%s', (api) => {
  test.each([
    [
      'what time is it in Tokyo?',
      'looking at the clock in Tokyo',
      /Asia\/Tokyo: Saturday,? 21 November 2026 at 21:30:05/,
    ],
    ['calculate 0.1 + 0.2', 'calculating 0.1 + 0.2', /> 0\.3$/],
    ['calculate sqrt(-1)', 'calculating sqrt(-1)', /This has no value\./],
    ['read http://127.0.0.1/', 'reading 127.0.0.1', /not on the open internet/],
    ['use calculator: {"expression": "6 * 7"}', 'calculating 6 * 7', /> 42$/],
  ])(
    'the practice model uses tools: %s',
    async (words, doing, expected) => {
      for (const more of [{}, streamed]) {
        const bobbin = start(api);
        expect((await bobbin.ask(words, more)).text).toMatch(expected);
        expect(bobbin.done).toEqual([doing]);
      }
    },
    20_000,
  );

  test('older messages are read where there are some', async () => {
    const bobbin = start(api);
    expect((await bobbin.ask('look back')).text).toContain('I have no tool `earlier`');
    const asked: unknown[] = [];
    const earlier = (search: unknown, tokens: number) => {
      asked.push(search, tokens > 1_000);
      return Promise.resolve({ messages: ['⟦Ada 1⟧ hello', 'You: hi'], next: '00000000000000000007' });
    };
    const { text } = await bobbin.ask('look back for hello', { earlier });
    expect(text).toContain('> [[Ada 1]] hello\n> \n> You: hi');
    expect(text).toContain('call again with before: "00000000000000000007"');
    expect(asked).toEqual([{ words: 'hello' }, true]);
    expect(bobbin.done).toEqual(['looking for “hello” in earlier messages']);
  });

  test('only what is on is offered, always in one order', async () => {
    const { toolbox } = start(api);
    const offered = async (...tools: string[]) => [...(await toolbox.of({ tools })).keys()];
    expect(await offered('calculator', 'nothing', 'time')).toEqual(['time', 'calculator']);
    expect(await offered()).toEqual([]);
    expect(toolbox.names.includes('web_search')).toBe(api === 'responses');
  });
});

test.each([{}, streamed])('the web is searched by the provider, where that is OpenAI', async (more) => {
  const bobbin = start('responses');
  const answer = await bobbin.ask('search the web for bobbins', more);
  expect(answer).toMatchObject({ tools: ['web_search'], finish: 'complete' });
  expect(answer.text).toContain('[a page](https://example.com/)');
  expect(bobbin.done).toEqual(['searching the web']);
  expect(endpoint.requests).toHaveLength(1);
  expect((await start('chat').ask('search the web for bobbins', more)).text).toContain('I have no tool');
});
