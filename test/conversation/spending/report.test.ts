import { expect, test } from 'vitest';
import { altText, describeUsage } from '../../../commands/usage/words.ts';
import { byDay, byModel, fromCache, total } from '../../../src/conversation/spending/report.ts';
import { say } from '../../../src/language/language.ts';
import type { UsageRow } from '../../../src/store/usage.ts';

const row = (change: Partial<UsageRow> = {}): UsageRow => ({
  day: '2026-11-21',
  model: 'm',
  calls: 1,
  input: 100,
  cached: 25,
  output: 10,
  reasoning: 2,
  nanos: 500_000_000,
  unpriced: 0,
  ...change,
});

test('sums are by model, the most first, and by day, also where there is nothing', () => {
  const rows = [row(), row({ day: '2026-11-20' }), row({ model: 'big', input: 900, unpriced: 1, nanos: 0 })];
  expect(byModel(rows).map(({ model, calls, input }) => [model, calls, input])).toEqual([
    ['big', 1, 900],
    ['m', 2, 200],
  ]);
  expect(byDay(rows, '2026-11-21', 3).map(({ day, rows: { length } }) => [day, length])).toEqual([
    ['2026-11-19', 0],
    ['2026-11-20', 1],
    ['2026-11-21', 2],
  ]);
  expect(total(rows)).toMatchObject({ calls: 3, input: 1_100, nanos: 1_000_000_000, unpriced: 1 });
  expect(fromCache(total([]))).toBeUndefined();
  expect(fromCache(row())).toBe(0.25);
});

const told = (rows: UsageRow[]) => describeUsage(rows, []).map((line) => say('en', line));

test('what was used is told in sentences', () => {
  expect(told([])).toEqual(['Nothing yet.']);
  expect(told([row({ input: 12_345, cached: 0 })])).toEqual([
    '- `m`: one call, 12,345 tokens read (0% of them from the cache), 10 written (2 of them to think), $0.50',
  ]);
  expect(told([row({ reasoning: 0 })])[0]).toContain(', 10 written, $0.50');
  expect(say('en', altText([row()], 30))).toMatch(/All together 110 tokens, \$0\.50, 25% from the cache\.$/);
});

test('an unknown price is said to be unknown, never nothing', () => {
  const unknown = row({ unpriced: 1, nanos: 0 });
  expect(told([unknown])[0]).toMatch(/, price unknown$/);
  expect(told([row(), unknown])[0]).toMatch(/, \$0\.50 and the unknown price of one call$/);
  expect(told([row({ nanos: 0 })])[0]).toMatch(/, \$0\.00$/);
});

test('many models are told together', () => {
  const rows = Array.from({ length: 11 }, (_, at) => row({ model: `model-${at}`, input: 1_000 - at }));
  const lines = told(rows);
  expect(lines).toHaveLength(10);
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/^- 3 more models: 3 calls/),
    expect.stringMatching(/^- \*\*Together\*\*: 11 calls/),
  ]);
  expect(lines.join('\n').length).toBeLessThan(1_800);
});

test('budgets are told with what is left of them', () => {
  const limit = {
    whose: 'server',
    account: 'all',
    period: 'month',
    unit: 'nanos',
    most: 5_000_000_000,
  } as const;
  const budgets = [
    { ...limit, spent: 1_250_000_000, resets: 1_700_000_000_000 },
    {
      ...limit,
      whose: 'role',
      account: 'role:7',
      period: 'day',
      unit: 'tokens',
      most: 10,
      spent: 1,
      resets: 0,
    } as const,
  ];
  expect(
    describeUsage([], budgets)
      .slice(1)
      .map((line) => say('en', line)),
  ).toEqual([
    '- **Budget of the server for this month**: $1.25 of $5.00 (25%), anew <t:1700000000:R>',
    '- **Budget of those who have the role <@&7> for today**: one token of 10 tokens (10%), anew <t:0:R>',
  ]);
});
