import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import type { Spend } from '../../src/conversation/spending/spend.ts';
import type { Planned, Used } from '../../src/conversation/spending/used.ts';
import { OverBudget } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import { createLog } from '../../src/log.ts';
import { createModel } from '../../src/model/generate.ts';
import { metered } from '../../src/model/metered.ts';
import { createProvider } from '../../src/model/provider.ts';
import { define } from '../../src/model/tools/tool.ts';
import { withTools } from '../../src/model/with-tools.ts';
import { requestWith } from './request.ts';

const log = createLog('silent');

/** One token for four characters. */
const tokensOf = () => (words: string) => Math.ceil(words.length / 4);

const echo = {
  ...define({
    description: 'A tool.',
    input: z.object({}),
    doing: () => text('doing.calculating', { expression: '' }),
    run: () => Promise.resolve('brought '.repeat(50)),
  }),
  asks: false,
};

let endpoint: ModelEndpoint;
beforeAll(async () => {
  endpoint = await startModel();
});
afterAll(() => endpoint.close());

/** Answers with a tool; after so many calls there is no more money. */
async function answer(most: number) {
  const model = withTools(
    metered(
      createModel(createProvider({ apiKey: undefined, baseUrl: endpoint.url, api: 'chat' }), { log }),
      tokensOf,
    ),
    {
      toolbox: { names: [], of: async () => new Map([['echo', echo]]), close: async () => {} },
      tokensOf,
      log,
    },
  );
  const [planned, settled]: [Planned[], Used[]] = [[], []];
  const spend: Spend = async (one) => {
    if (planned.length >= most)
      throw new OverBudget(text('budget.person', { left: 'none', period: 'day', when: '' }), 'person', 1);
    planned.push(one);
    return { settle: async (used) => void settled.push(used), release: async () => {} };
  };
  endpoint.next({ text: 'Let me see.', toolCalls: [{ name: 'echo', arguments: '{}' }] }, 'Done.');
  const said = await model.answer(requestWith({ contextTokens: 4_000, tools: ['echo'], spend })).then(
    (one) => one.text,
    (error: unknown) => error,
  );
  return { said, planned, settled };
}

test('each step is paid for by itself, and the next one with what the tools brought', async () => {
  const { said, planned, settled } = await answer(2);
  expect(said).toBe('Let me see.\n\nDone.');
  expect(settled).toHaveLength(2);
  const [first, second] = planned.map(({ input }) => input);
  expect(first).toBeGreaterThan(10);
  expect(second! - first!).toBeGreaterThan(100);
});

test('who is refused in the middle is told, whatever they were told before', async () => {
  const { said, settled } = await answer(1);
  expect(settled).toHaveLength(1);
  expect(said).toMatchObject({
    name: 'UserError',
    sentence: text('budget.person', { left: 'none', period: 'day', when: '' }),
  });
});

test('who is refused at the beginning has asked for nothing', async () => {
  const before = endpoint.requests.length;
  const { said } = await answer(0);
  expect(said).toBeInstanceOf(OverBudget);
  expect(endpoint.requests).toHaveLength(before);
});
