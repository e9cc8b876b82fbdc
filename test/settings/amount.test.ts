import { expect, test } from 'vitest';
import { say } from '../../src/language/language.ts';
import { money, readAmount, writeAmount } from '../../src/settings/amount.ts';

const dollars = (nanos: number) => ({ unit: 'nanos', most: nanos });
const tokens = (most: number) => ({ unit: 'tokens', most });

test.each([
  ['$5', dollars(5_000_000_000)],
  [' $ 0.25 ', dollars(250_000_000)],
  ['2.50 USD', dollars(2_500_000_000)],
  ['2,50 $', dollars(2_500_000_000)],
  ['1 dollar', dollars(1_000_000_000)],
  ['$1,000', dollars(1_000_000_000_000)],
  ['$1,000.50', dollars(1_000_500_000_000)],
  ['$.5', dollars(500_000_000)],
  ['$0.0005', dollars(500_000)],
  ['$0.125', dollars(125_000_000)],
  ['$0.005', dollars(5_000_000)],
  ['0.500 USD', dollars(500_000_000)],
  ['0,125 $', dollars(125_000_000)],
  ['$.125', dollars(125_000_000)],
  ['$1.250', dollars(1_250_000_000)],
  ['0.125M tokens', tokens(125_000)],
  ['1.234M tokens', tokens(1_234_000)],
  ['1,234k tokens', tokens(1_234)],
  ['200000 tokens', tokens(200_000)],
  ['200,000 tokens', tokens(200_000)],
  ['200.000 tokens', tokens(200_000)],
  ['200 000 Tokens', tokens(200_000)],
  ['200k tokens', tokens(200_000)],
  ['1.5M tokens', tokens(1_500_000)],
  ['1 token', tokens(1)],
])('reads %s', (written, budget) => {
  expect(readAmount(written)).toEqual(budget);
});

test.each([
  '',
  '5',
  '$',
  '$0',
  '$-1',
  '0 tokens',
  'many tokens',
  'tokens',
  '$1e9',
  '5 €',
  '$5 $',
  '$99999999',
  '1 2 tokens',
])('takes %o for no amount', (written) => {
  expect(readAmount(written)).toBeUndefined();
});

test.each([
  ['$.125', '$0.125'],
  ['5 dollars', '$5.00'],
  ['1250,5 $', '$1,250.50'],
  ['$1.250', '$1.25'],
  ['$1,000.125', '$1,000.125'],
  ['0.000000001 $', '$0.000000001'],
  ['1.5M tokens', '1,500,000 tokens'],
  ['1.500 tokens', '1,500 tokens'],
])('understands %s as %s, and that again', (written, understood) => {
  const budget = readAmount(written);
  expect(budget && writeAmount(budget)).toBe(understood);
  expect(readAmount(understood)).toEqual(budget);
});

test.each([
  [0, '$0.00'],
  [1, 'less than $0.0001'],
  [123_456, '$0.0001'],
  [412_500_000, '$0.4125'],
  [500_000_000, '$0.50'],
  [12_345_678_900, '$12.35'],
  [1_234_567_000_000, '$1,234.57'],
])('writes %d billionths of a dollar as %s', (nanos, text) => {
  expect(say('en', money(nanos))).toBe(text);
});
