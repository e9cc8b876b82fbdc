import { describe, expect, test } from 'vitest';
import { economise, thriftNotes } from '../../../src/conversation/spending/economise.ts';
import { leastOf, limitsOf, longest, refusal } from '../../../src/conversation/spending/limits.ts';
import { NOTHING_USED, type Prices } from '../../../src/conversation/spending/used.ts';
import { say } from '../../../src/language/language.ts';
import type { Settings } from '../../../src/settings/schema.ts';
import { resetOf } from '../../../src/store/usage.ts';
import { ENVIRONMENT } from '../../settings/environment.ts';

const settings: Settings = { ...ENVIRONMENT, model: 'dear', contextTokens: 16_000 };
const ada = { guild: '1', person: '2', roles: ['7', '8'] };

describe('limits', () => {
  test('there are none where nobody set a budget', () => {
    expect(limitsOf(settings, ada, undefined)).toEqual([]);
  });

  test('all that apply: of the server, of the person, of their roles, of the operator', () => {
    const budgets = {
      budgetPerDay: '$5',
      budgetPerMonth: '2M tokens',
      personBudgetPerDay: '20k tokens',
      personBudgetPerMonth: '200k tokens',
      roleBudgetsPerDay: { 7: '$1', 9: '$2' },
      roleBudgetsPerMonth: { 8: '$9' },
    };
    expect(limitsOf({ ...settings, ...budgets }, ada, { unit: 'tokens', most: 9 })).toEqual([
      { whose: 'server', account: 'all', period: 'day', unit: 'nanos', most: 5_000_000_000 },
      { whose: 'server', account: 'all', period: 'month', unit: 'tokens', most: 2_000_000 },
      { whose: 'person', account: 'person:2', period: 'day', unit: 'tokens', most: 20_000 },
      { whose: 'person', account: 'person:2', period: 'month', unit: 'tokens', most: 200_000 },
      { whose: 'role', account: 'role:7', period: 'day', unit: 'nanos', most: 1_000_000_000 },
      { whose: 'role', account: 'role:8', period: 'month', unit: 'nanos', most: 9_000_000_000 },
      { whose: 'operator', account: 'all', period: 'day', unit: 'tokens', most: 9 },
    ]);
  });

  test('in a direct message only that of the operator, for each person', () => {
    const dm = { ...ada, guild: null };
    expect(limitsOf({ ...settings, budgetPerDay: '$5' }, dm, { unit: 'nanos', most: 9 })).toEqual([
      { whose: 'operator', account: 'person:2', period: 'day', unit: 'nanos', most: 9 },
    ]);
  });

  test.each([
    ['2026-11-21', 'day', '2026-11-22T00:00:00Z'],
    ['2026-12-31', 'day', '2027-01-01T00:00:00Z'],
    ['2026-11-21', 'month', '2026-12-01T00:00:00Z'],
    ['2026-12-31', 'month', '2027-01-01T00:00:00Z'],
    ['2028-02-01', 'month', '2028-03-01T00:00:00Z'],
  ] as const)('of %s by %s begin anew at %s', (day, period, time) => {
    expect(resetOf(day, period)).toBe(Date.parse(time));
  });

  test('that are in the way are told by the longest one', () => {
    const limits = limitsOf({ ...settings, budgetPerDay: '$5', budgetPerMonth: '$5' }, ada, undefined);
    expect(longest(limits)?.period).toBe('month');
  });

  test.each([
    ['server', 'day', 'This server has used up its budget for today. I answer again <t:1700000000:R>.'],
    [
      'server',
      'month',
      'This server has used up its budget for this month. I answer again <t:1700000000:R>.',
    ],
    ['person', 'day', 'You have used up your budget for today. I answer you again <t:1700000000:R>.'],
    ['person', 'month', 'You have used up your budget for this month. I answer you again <t:1700000000:R>.'],
    [
      'role',
      'month',
      'Those who have the role <@&7> have used up their budget for this month. I answer you again <t:1700000000:R>.',
    ],
    ['operator', 'day', 'What I may cost here in a day is used up. I answer again <t:1700000000:R>.'],
  ] as const)('of the %s for a %s refuse with the time of the reset', (whose, period, told) => {
    const limit = { whose, account: 'role:7', period, unit: 'nanos', most: 1 } as const;
    expect(say('en', refusal(limit, 1, 1_700_000_000_500))).toBe(told);
  });

  test.each([
    ['server', 'What is left of this server’s budget for today is not enough for this.'],
    ['person', 'What is left of your budget for today is not enough for this.'],
    ['role', 'What is left of the budget for today of those who have the role <@&7> is not enough for this.'],
    ['operator', 'What is left of what I may cost here today is not enough for this.'],
  ] as const)('of the %s of which there is something left say that', (whose, told) => {
    const limit = { whose, account: 'role:7', period: 'day', unit: 'nanos', most: 2 } as const;
    expect(say('en', refusal(limit, 1, 0))).toContain(told);
  });

  test.each([
    ['2,999 tokens', { unit: 'tokens', most: 3_000 }],
    ['3k tokens', undefined],
    ['$0.002999999', { unit: 'nanos', most: 3_000_000 }],
    ['$0.003', undefined],
    ['', undefined],
    [
      { 7: '5k tokens', 8: '1 token' },
      { unit: 'tokens', most: 3_000 },
    ],
    [{}, undefined],
  ] as const)('of %j are too small for an answer, and these are the least: %j', (budget, least) => {
    const costOf: Prices['costOf'] = (_, { input, output }) => (input + output) * 1_000;
    expect(leastOf(budget, { model: 'm', maxOutputTokens: 2_000 }, costOf)).toEqual(least);
  });

  test('in money are not too small where nobody knows the price', () => {
    expect(leastOf('$0.001', { model: 'm', maxOutputTokens: 2_000 }, () => undefined)).toBeUndefined();
  });
});

describe('economising', () => {
  const costs: Record<string, number> = { dear: 5, cheap: 1, cheaper: 0.5 };
  const prices: Prices = {
    costOf: (model, { input, output }) => {
      const cost = costs[model];
      return cost === undefined ? undefined : cost * (input + output);
    },
  };
  const models = ['unknown', 'cheap', 'dear', 'cheaper'];
  const thrifty = (nearBudget: Settings['nearBudget'], change: Partial<Settings> = {}) =>
    economise({ ...settings, ...change, nearBudget }, { prices, models });

  test('takes the cheapest model whose price is known', () => {
    expect(thrifty('cheaper model').model).toBe('cheaper');
    expect(prices.costOf('unknown', NOTHING_USED)).toBeUndefined();
  });

  test.each(['cheaper', 'unknown'])('keeps %s, which nothing is known to be cheaper than', (model) => {
    expect(thrifty('cheaper model', { model }).model).toBe(model);
  });

  test('keeps less in mind, but never too little', () => {
    expect(thrifty('shorter context').contextTokens).toBe(4_000);
    expect(thrifty('shorter context', { contextTokens: 2_500 }).contextTokens).toBe(2_000);
  });

  test('is told below the answer, and nothing where nothing changed', () => {
    const told = (after: Settings) => thriftNotes(settings, after).map((note) => say('en', note));
    expect(told(thrifty('nothing'))).toEqual([]);
    expect(told(thrifty('cheaper model'))).toEqual([
      'The budget is nearly used up, so the cheaper model cheaper answered.',
    ]);
    expect(told(thrifty('shorter context'))).toHaveLength(1);
  });
});
