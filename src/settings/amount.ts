import { type Text, text } from '../language/language.ts';
import { readNumber } from './number.ts';

/** What may be spent: billionths of a dollar, or tokens. */
export interface Budget {
  unit: 'nanos' | 'tokens';
  most: number;
}

/** Money is counted in whole billionths of a dollar: sums stay exact, and Redis counts integers only. */
export const NANOS_PER_DOLLAR = 1_000_000_000;

/** What is less is not told exactly. */
const LEAST_DOLLARS = 0.0001;

/** Dollars, and tokens, that nobody means. */
const MOST_DOLLARS = 1_000_000;
const MOST_TOKENS = 1_000_000_000_000;

/** Characters: more than any amount has. */
export const AMOUNT_CHARACTERS = 40;

const MONEY = /^(?:\$\s*(?<before>[\d.,]+)|(?<after>[\d.,]+)\s*(?:\$|usd|dollars?))$/i;
const TOKENS = /^(?<number>\d[\d., ]*?)\s*(?<times>[km])?\s*tokens?$/i;
const TIMES = { k: 1_000, m: 1_000_000 } as const;

/** An amount as a person writes it: `$5`, `2.50 USD`, `200000 tokens`, `1.5M tokens`. Undefined: it is none. */
export function readAmount(written: string): Budget | undefined {
  const text = written.trim();
  const money = MONEY.exec(text)?.groups;
  if (money)
    return budget(
      'nanos',
      readNumber(money['before'] ?? money['after'] ?? '', ','),
      NANOS_PER_DOLLAR,
      MOST_DOLLARS,
    );
  const { number = '', times = '' } = TOKENS.exec(text)?.groups ?? {};
  const by = times === '' ? 1 : TIMES[times.toLowerCase() === 'k' ? 'k' : 'm'];
  return budget('tokens', readNumber(number, times === '' ? ',.' : ''), by, MOST_TOKENS / by);
}

function budget(unit: Budget['unit'], number: number, by: number, most: number): Budget | undefined {
  return number > 0 && number <= most ? { unit, most: Math.round(number * by) } : undefined;
}

/** An amount as it was understood, for those who wrote it; read again it is the same. */
export function writeAmount({ unit, most }: Budget): string {
  if (unit === 'tokens') return `${most.toLocaleString('en')} tokens`;
  const dollars = (most / NANOS_PER_DOLLAR).toLocaleString('en', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 9,
  });
  return `$${dollars}`;
}

/** Money, as exactly as it matters: four decimal places below a dollar. */
export function money(nanos: number): Text {
  const dollars = nanos / NANOS_PER_DOLLAR;
  if (nanos > 0 && dollars < LEAST_DOLLARS) return text('money.tiny', { dollars: LEAST_DOLLARS });
  return text(dollars < 1 ? 'money.small' : 'money', { dollars });
}
