/** What may be spent: billionths of a dollar, or tokens. */
export interface Budget {
  unit: 'nanos' | 'tokens';
  most: number;
}

const NANOS_PER_DOLLAR = 1_000_000_000;

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
    return budget('nanos', numberIn(money['before'] ?? money['after'] ?? ''), NANOS_PER_DOLLAR, MOST_DOLLARS);
  const { number = '', times = '' } = TOKENS.exec(text)?.groups ?? {};
  const by = times === '' ? 1 : TIMES[times.toLowerCase() === 'k' ? 'k' : 'm'];
  return budget('tokens', numberIn(number), by, MOST_TOKENS / by);
}

function budget(unit: Budget['unit'], number: number, by: number, most: number): Budget | undefined {
  return number > 0 && number <= most ? { unit, most: Math.round(number * by) } : undefined;
}

/** Commas, points and spaces stand between thousands; the last one before other than three digits is the decimal point. */
function numberIn(text: string): number {
  const [, whole = text, part = ''] = /^(.*)[.,](\d{1,2}|\d{4,})$/.exec(text) ?? [];
  const digits = whole.replaceAll(/[., ](?=\d{3}(?:\D|$))/g, '');
  return /^\d+$/.test(digits || '0') && text !== '' ? Number(`${digits || '0'}.${part || '0'}`) : NaN;
}

/** Money, as exactly as it matters: four decimal places below a dollar. */
export function money(nanos: number): string {
  const dollars = nanos / NANOS_PER_DOLLAR;
  const digits = dollars !== 0 && dollars < 1 ? 4 : 2;
  if (nanos > 0 && dollars < 0.0001) return 'less than $0.0001';
  return `$${dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}
