import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import { text } from '../../src/language/language.ts';
import { createLog } from '../../src/log.ts';
import { withFallback } from '../../src/model/fallback.ts';
import { createModel } from '../../src/model/generate.ts';
import { createProvider } from '../../src/model/provider.ts';
import { define } from '../../src/model/tools/tool.ts';
import { withOrWithoutTools } from '../../src/model/with-or-without-tools.ts';
import { withTools } from '../../src/model/with-tools.ts';
import { requestWith } from './request.ts';

let endpoint: ModelEndpoint;
beforeEach(async () => {
  endpoint = await startModel();
});
afterEach(() => endpoint.close());

const REFUSED = { status: 400, error: { message: 'practice does not support tools' } };

const echo = {
  ...define({
    description: 'A tool.',
    input: z.object({}),
    doing: () => text('doing.reading', { host: '' }),
    run: () => Promise.resolve('echo'),
  }),
  asks: false,
};

/** Answers with a tool, where the model takes tools; the model "usual" has the fallback "other". */
function start(api: 'responses' | 'chat') {
  const log = createLog('silent');
  const patience = { sleep: () => Promise.resolve(), random: () => 0 };
  const steps = createModel(createProvider({ apiKey: undefined, baseUrl: endpoint.url, api }), {
    log,
    patience,
  });
  const model = withTools(withFallback(withOrWithoutTools(steps, log), 'other', log), {
    toolbox: { names: [], of: async () => new Map([['echo', echo]]), close: async () => {} },
    tokensOf: () => (said) => said.length / 4,
    log,
  });
  const request = requestWith({ model: 'usual', contextTokens: 4_000, tools: ['some'] });
  return (onText?: (said: string) => void) => model.answer({ ...request, ...(onText && { onText }) });
}

describe.each(['responses', 'chat'] as const)('a model that takes no tools, through the %s API,', (api) => {
  test.each([
    ['whole', undefined],
    ['streamed', () => {}],
  ])('is asked without, once and for all (%s)', async (_, onText) => {
    endpoint.next(REFUSED, 'Hello.', 'Hello again.');
    const ask = start(api);
    expect((await ask(onText)).text).toBe('Hello.');
    expect((await ask(onText)).text).toBe('Hello again.');
    expect(endpoint.requests.map(({ asked }) => asked!.tools.length)).toEqual([1, 0, 0]);
  });

  test('stays with its tools where it does not answer without them, either', async () => {
    endpoint.next(REFUSED, { status: 400, error: { message: 'no' } }, 'Hello.');
    const ask = start(api);
    await expect(ask()).rejects.toMatchObject({ kind: 'bad request' });
    expect((await ask()).text).toBe('Hello.');
    expect(endpoint.requests.map(({ asked }) => asked!.tools.length)).toEqual([1, 0, 1]);
  });

  test('answers in place of one that is down', async () => {
    endpoint.always(({ asked }) => {
      if (asked?.model !== 'other') return { status: 503 };
      return asked.tools.length > 0 ? REFUSED : 'Hello.';
    });
    expect(await start(api)()).toMatchObject({ model: 'other', text: 'Hello.' });
  });
});
