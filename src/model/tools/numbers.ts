import { Decimal } from 'decimal.js';
import { ToolError } from './tool.ts';

// What the calculator calculates with. Nothing here takes longer than some milliseconds.

/** Digits that are exact and shown. Roots and whole powers are, too; what is not is calculated as JavaScript does. */
const DIGITS = 40;

/** With some more to calculate with. */
export const Exact = Decimal.clone({ precision: DIGITS + 10, toExpPos: DIGITS, toExpNeg: -20 });

/** The largest power of ten, and the largest number with a factorial below it. */
const LARGEST = 2_000;
const LARGEST_FACTORIAL = 800;

/** Digits of a number in JavaScript that can be relied on. */
const NUMBER_DIGITS = 15;

export const CONSTANTS = new Map([
  ['pi', new Exact('3.14159265358979323846264338327950288419716939937511')],
  ['e', new Exact('2.71828182845904523536028747135266249775724709369996')],
]);

export const BINARY = new Map<string, (a: Decimal, b: Decimal) => Decimal>([
  ['+', (a, b) => a.plus(b)],
  ['-', (a, b) => a.minus(b)],
  ['*', (a, b) => a.times(b)],
  ['/', (a, b) => a.div(b)],
  ['%', (a, b) => a.mod(b)],
]);

interface Calculation {
  /** How many values it takes. */
  least: number;
  most: number;
  of: (x: Decimal, ...more: Decimal[]) => Decimal;
}

const one = (of: (x: Decimal) => Decimal): Calculation => ({ least: 1, most: 1, of });
const many = (of: (...x: Decimal[]) => Decimal): Calculation => ({ least: 1, most: Infinity, of });
const inexact = (of: (x: number) => number) => one((x) => fromNumber(of(x.toNumber())));
/** At these the last digits are those of pi, which no number has whole. */
const angle = (of: (x: number) => number) => inexact((x) => Number(of(x).toFixed(NUMBER_DIGITS)));

export const FUNCTIONS: Record<string, Calculation> = {
  abs: one((x) => x.abs()),
  sqrt: one((x) => x.sqrt()),
  cbrt: one((x) => x.cbrt()),
  floor: one((x) => x.floor()),
  ceil: one((x) => x.ceil()),
  round: { least: 1, most: 2, of: (x, places) => x.toDecimalPlaces(placesOf(places)) },
  factorial: one(factorial),
  min: many((...x) => Exact.min(...x)),
  max: many((...x) => Exact.max(...x)),
  sum: many((...x) => Exact.sum(...x)),
  exp: inexact(Math.exp),
  ln: inexact(Math.log),
  log: { least: 1, most: 2, of: logarithm },
  sin: angle(Math.sin),
  cos: angle(Math.cos),
  tan: angle(Math.tan),
  asin: angle(Math.asin),
  acos: angle(Math.acos),
  atan: angle(Math.atan),
};

export function shown(value: Decimal): string {
  return value.toSignificantDigits(DIGITS).toString();
}

/** Nothing takes long within these bounds. */
export function within(value: Decimal): Decimal {
  if (value.isNaN()) throw new ToolError('This has no value.');
  if (!value.isFinite() || value.abs().e > LARGEST)
    throw new ToolError('The result is too large, or endless.');
  return value.e < -LARGEST ? new Exact(0) : value;
}

export function fromNumber(value: number): Decimal {
  return new Exact(Number.isFinite(value) ? value.toPrecision(NUMBER_DIGITS) : value);
}

function logarithm(x: Decimal, base?: Decimal): Decimal {
  const value = Math.log10(x.toNumber());
  return fromNumber(base === undefined ? value : value / Math.log10(base.toNumber()));
}

function placesOf(places: Decimal | undefined): number {
  return Math.min(Math.max(places?.toNumber() ?? 0, 0), DIGITS);
}

function factorial(x: Decimal): Decimal {
  if (!x.isInteger() || x.isNegative() || x.gt(LARGEST_FACTORIAL))
    throw new ToolError(`A factorial is calculated of whole numbers from 0 to ${LARGEST_FACTORIAL}.`);
  let product = new Exact(1);
  for (let factor = 2; x.gte(factor); factor++) product = product.times(factor);
  return product;
}
