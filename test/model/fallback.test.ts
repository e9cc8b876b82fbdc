import { expect, test } from 'vitest';
import { AnswerBrokeOff, OverBudget, UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import { createLog } from '../../src/log.ts';
import type { StepRequest } from '../../src/model/call.ts';
import { ModelError } from '../../src/model/errors.ts';
import { withFallback } from '../../src/model/fallback.ts';

const down = new ModelError('down', 'usual');
const brokeOff = new AnswerBrokeOff('broke off', 'Hel', undefined);
const aborted = new Error('aborted');

test.each([
  ['can’t be reached, either', new ModelError('down', 'other'), down],
  ['has no known price', new UserError(text('budget.noPriceHere', { model: 'other' })), down],
  [
    'has no room in a budget',
    new OverBudget(text('budget.person', { left: 'none', period: 'day', when: '' }), 'person', 1),
    down,
  ],
  ['breaks off', brokeOff, brokeOff],
  ['is aborted', aborted, aborted],
])('what people are told where the fallback model %s', async (_, second, told) => {
  const answer = async ({ model }: StepRequest) => Promise.reject(model === 'usual' ? down : second);
  const models = withFallback({ answer }, 'other', createLog('silent'));
  const context = { messages: [], instructions: '', floor: null, shortened: false, passages: [], tokens: 1 };
  const { signal } = new AbortController();
  const asking = models.answer({ model: 'usual', context, maxOutputTokens: 1, conversation: '1', signal });
  await expect(asking).rejects.toBe(told);
});
