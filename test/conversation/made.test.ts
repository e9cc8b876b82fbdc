import { expect, test } from 'vitest';
import type { Made } from '../../src/conversation/entry.ts';
import { madeOf, together } from '../../src/conversation/made.ts';
import type { Used } from '../../src/conversation/spending/used.ts';
import { SETTINGS } from '../../bench/conversation.ts';
import { message } from '../store/entries.ts';

const prompt: Made['prompt'] = { origin: 'server', version: 3 };
const entries = ['1', '2', '3'].map((id) => message(id, { time: Number(id) }));
const turn = { entries, question: entries[2]!, settings: SETTINGS, prompt };
const context = { floor: null, shortened: false, passages: [] };
const took = { first: 20, all: 300 };
const costOf = (model: string, { input, output }: Used) =>
  model === 'other' ? input + 2 * output : undefined;
const words = { model: 'other', took };

test.each<[string, Partial<typeof context> | object, Made['sent'], Made['leftOut']]>([
  ['all', {}, { count: 3, from: 1, to: 3 }, { older: false, middle: false }],
  ['the newest', { floor: '2' }, { count: 2, from: 2, to: 3 }, { older: true, middle: false }],
  [
    'all since one that is gone',
    { floor: '0' },
    { count: 3, from: 1, to: 3 },
    { older: true, middle: false },
  ],
  [
    'a part of the last',
    { floor: '3', shortened: true },
    { count: 1, from: 3, to: 3 },
    { older: true, middle: true },
  ],
])('the model was sent %s', (_, change, sent, leftOut) => {
  expect(madeOf(turn, { ...context, ...change }, words, costOf)).toMatchObject({ sent, leftOut });
});

test('the model that was asked counts where the answer has no proper end, and nothing is made up', () => {
  expect(madeOf(turn, context, { model: undefined, took }, costOf)).toEqual({
    model: 'practice',
    sent: { count: 3, from: 1, to: 3 },
    leftOut: { older: false, middle: false },
    prompt,
    tokens: {},
    took,
    tools: [],
    sources: [],
  });
});

test.each([
  ['other', { input: 100, output: 20 }, 140],
  ['practice', { input: 100, output: 20 }, undefined],
  ['other', { input: undefined, output: 20 }, undefined],
])('what it cost with %s is kept where that is known', (model, counted, nanos) => {
  const usage = { cached: undefined, reasoning: undefined, ...counted };
  expect(madeOf(turn, context, { ...words, model, usage }, costOf).nanos).toBe(nanos);
});

test('names are kept once each, not many, and not long ones', () => {
  const passages = ['a.md', 'b.md', 'a.md'].map((source) => ({ source, heading: '', text: '' }));
  const tools = Array.from({ length: 30 }, (_, at) => `${at} ${'x'.repeat(200)}`);
  const made = madeOf(turn, { ...context, passages }, { ...words, tools }, costOf);
  expect(made.sources).toEqual(['a.md', 'b.md']);
  expect(made.tools).toHaveLength(10);
  expect(made.tools[0]).toHaveLength(100);
});

test('what an answer was gone on with counts, too', () => {
  const usage = { input: 100, cached: undefined, output: 20, reasoning: 5 };
  const one: Made = { ...madeOf(turn, context, { ...words, usage, tools: ['time'] }, costOf), nanos: 7 };
  expect(one.tokens).toEqual({ input: 100, output: 20, reasoning: 5 });
  const other: Made = {
    ...madeOf(turn, context, { ...words, usage, tools: ['time', 'earlier'] }, costOf),
    nanos: 8,
  };
  expect(together(one, other)).toEqual({
    ...other,
    tokens: { input: 200, output: 40, reasoning: 10 },
    nanos: 15,
    took: { first: 20, all: 600 },
    tools: ['time', 'earlier'],
  });
  expect(together(one, { ...other, tokens: { input: 1 } }).tokens).toEqual({ input: 101 });
  const { nanos: _, ...unpriced } = other;
  expect(together(one, unpriced)).not.toHaveProperty('nanos');
});
