import { expect, test } from 'vitest';
import type { ModelRequest } from '../../src/conversation/ports.ts';
import type { Planned, Used } from '../../src/conversation/spending/used.ts';
import { AnswerBrokeOff } from '../../src/errors.ts';
import type { StepModel, StepRequest } from '../../src/model/call.ts';
import { ModelError } from '../../src/model/errors.ts';
import { metered } from '../../src/model/metered.ts';

const UNKNOWN = { input: undefined, cached: undefined, output: undefined, reasoning: undefined };
const context = { messages: [], instructions: '', floor: null, shortened: false, passages: [], tokens: 30 };

/** What was paid for an answer, and how that ended. */
async function paid(answer: StepModel['answer'], change: Partial<StepRequest> = {}) {
  const told: { planned?: Planned; settled?: Used; released?: true } = {};
  const model = metered({ answer }, () => (text) => text.length);
  const request = {
    model: 'm',
    context,
    maxOutputTokens: 50,
    conversation: '1',
    signal: new AbortController().signal,
    spend: async (planned: Planned) => {
      told.planned = planned;
      return {
        settle: async (used: Used) => void (told.settled = used),
        release: async () => void (told.released = true),
      };
    },
    ...change,
  } satisfies ModelRequest;
  const end = await model.answer(request).then(
    ({ text }) => text,
    (error: unknown) => error,
  );
  return { ...told, end };
}

const said = (text: string, usage = UNKNOWN as Awaited<ReturnType<StepModel['answer']>>['usage']) => ({
  model: 'm',
  text,
  finish: 'complete' as const,
  usage,
  calls: [],
  messages: [],
});

test('reserves what was counted and the longest answer, and settles what the provider says', async () => {
  const usage = { input: 31, cached: 16, output: 5, reasoning: 2 };
  const { planned, settled, end } = await paid(async () => said('Hello', usage));
  expect(planned).toEqual({ model: 'm', input: 33, cached: 0, output: 50, reasoning: 0 });
  expect(settled).toEqual(usage);
  expect(end).toBe('Hello');
});

test('counts tools and what they brought, where there are any', async () => {
  expect((await paid(async () => said(''), { input: 44 })).planned?.input).toBe(47);
});

test('counts what the provider looks for on the web', async () => {
  const names: string[] = [];
  const answer = async ({ onProviderTool }: StepRequest) => {
    for (const name of ['web_search', 'other', 'web_search']) onProviderTool?.(name);
    return said('', { input: 1, cached: 0, output: 1, reasoning: 0 });
  };
  const offered = { web_search: {} } as unknown as NonNullable<StepRequest['offered']>;
  const { planned, settled } = await paid(answer, { offered, onProviderTool: (name) => names.push(name) });
  expect(planned?.searches).toBe(5);
  expect(settled?.searches).toBe(2);
  expect(names).toEqual(['web_search', 'other', 'web_search']);
});

test('estimates what the provider does not say', async () => {
  const { settled } = await paid(async () => said('Hello'));
  expect(settled).toEqual({ input: 33, cached: 0, output: 5, reasoning: 0 });
});

test('settles what had been said when an answer broke off', async () => {
  const broken = new AnswerBrokeOff('broke off', 'Hel', undefined);
  const { settled, end } = await paid(async () => Promise.reject(broken));
  expect(settled).toMatchObject({ input: 33, output: 3 });
  expect(end).toBe(broken);
});

test('settles what was sent, and what was thought and said, when an answer was stopped', async () => {
  const stop = new AbortController();
  const answer = async ({ onCame }: StepRequest) => {
    for (const piece of ['<think>Hm', '</think>', 'Hell']) onCame?.(piece);
    stop.abort();
    throw new Error('stopped');
  };
  const { settled } = await paid(answer, { signal: stop.signal });
  expect(settled).toMatchObject({ input: 33, output: '<think>Hm</think>Hell'.length });
  const atOnce = await paid(async () => Promise.reject(new Error('stopped')), {
    signal: AbortSignal.abort(),
  });
  expect(atOnce.settled).toMatchObject({ input: 33, output: 0 });
});

test('settles what was sent when nothing came in time', async () => {
  const { settled } = await paid(async () => Promise.reject(new ModelError('timeout', 'm')));
  expect(settled).toMatchObject({ input: 33, output: 0 });
});

test('gives back what was reserved for a call that failed', async () => {
  const { settled, released } = await paid(async () => Promise.reject(new Error('no')));
  expect([settled, released]).toEqual([undefined, true]);
});

test('asks nobody where there is nobody to pay', async () => {
  const model = metered({ answer: async () => said('Hello') }, () => () => 0);
  const request = { model: 'm', context, maxOutputTokens: 1, conversation: '1', signal: AbortSignal.abort() };
  expect((await model.answer(request)).text).toBe('Hello');
});
