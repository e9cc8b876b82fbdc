import type { Decimal } from 'decimal.js';
import jsep from 'jsep';
import { z } from 'zod';
import { BINARY, CONSTANTS, Exact, fromNumber, FUNCTIONS, within } from './numbers.ts';
import { define, ToolError } from './tool.ts';

/** Characters of an expression. */
const LONGEST = 500;

const DESCRIPTION = `Calculates exactly. Knows + - * / % (remainder) ^ (power), parentheses, pi, e and these functions: \
${Object.keys(FUNCTIONS).join(', ')}; log(x, base) is to base 10 without a base, round(x, places) to a whole number \
without places, angles are in radians.`;

/** Calculates an expression. */
export const calculator = define({
  description: DESCRIPTION,
  input: z.object({ expression: z.string().max(LONGEST).describe('Such as (2 + 3) * sqrt(16)') }),
  doing: ({ expression }) => `calculating ${expression}`,
  run: ({ expression }) => calculate(expression),
});

/** The value of an expression, as text. Throws a ToolError where it has none. */
export function calculate(expression: string): string {
  try {
    return within(valueOf(parse(expression))).toString();
  } catch (error) {
    if (error instanceof ToolError || !(error instanceof Error)) throw error;
    throw new ToolError(`This can’t be calculated: ${error.message}.`, { cause: error });
  }
}

type Expression = jsep.Expression;

/** Its own kind of node, for a minus before parentheses belongs to what is in them, and -2^2 is -(2^2). */
const GROUP = 'Group';

function parse(expression: string): Expression {
  prepare();
  return jsep(expression);
}

/** jsep has one grammar for all who use it; in this process that is us. */
function prepare(): void {
  if (jsep.binary_ops['^'] === POWER_PRECEDENCE) return;
  jsep.addBinaryOp('^', POWER_PRECEDENCE, true);
  jsep.addBinaryOp('**', POWER_PRECEDENCE, true);
  jsep.hooks.add('gobble-token', function groups(env) {
    if (this.char === '(') env.node = { type: GROUP, inner: this.gobbleGroup() };
  });
}

/** Above the 10 of multiplication. */
const POWER_PRECEDENCE = 11;

function valueOf(node: jsep.baseTypes | Expression): Decimal {
  if (!isExpression(node)) throw unknown('this');
  switch (node.type) {
    case 'Literal':
      if (typeof node['value'] !== 'number') throw unknown(String(node['raw']));
      return within(new Exact(String(node['raw'])));
    case 'Identifier':
      return constant(String(node['name']));
    case GROUP:
      return valueOf(node['inner']);
    case 'UnaryExpression':
      return signed(String(node['operator']), valueOf(node['argument']));
    case 'BinaryExpression':
      return binary(String(node['operator']), node['left'], node['right']);
    case 'CallExpression':
      return call(node['callee'], node['arguments']);
    default:
      throw unknown('such an expression');
  }
}

function isExpression(node: jsep.baseTypes): node is Expression {
  return typeof node === 'object' && node !== null && 'type' in node;
}

function constant(name: string): Decimal {
  const value = CONSTANTS.get(name.toLowerCase());
  if (value === undefined) throw unknown(name);
  return value;
}

function signed(sign: string, value: Decimal): Decimal {
  if (sign !== '-' && sign !== '+') throw unknown(sign);
  return sign === '-' ? value.neg() : value;
}

function binary(operator: string, left: jsep.baseTypes, right: jsep.baseTypes): Decimal {
  if (operator === '^' || operator === '**') return power(left, valueOf(right));
  const work = BINARY.get(operator);
  if (work === undefined) throw unknown(operator);
  return within(work(valueOf(left), valueOf(right)));
}

/** A sign before a power is a sign of the power. */
function power(base: jsep.baseTypes, exponent: Decimal): Decimal {
  if (isExpression(base) && base.type === 'UnaryExpression')
    return signed(String(base['operator']), power(base['argument'], exponent));
  const value = valueOf(base);
  return within(
    exponent.isInteger() ? value.pow(exponent) : fromNumber(value.toNumber() ** exponent.toNumber()),
  );
}

function call(callee: jsep.baseTypes, given: jsep.baseTypes): Decimal {
  const name = isExpression(callee) && callee.type === 'Identifier' ? String(callee['name']) : 'this';
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (found === undefined || !Array.isArray(given)) throw unknown(name);
  if (given.length < found.least || given.length > found.most)
    throw new ToolError(`The function ${name} takes another number of values.`);
  const [first = new Exact(NaN), ...more] = given.map(valueOf);
  return within(found.of(first, ...more));
}

function unknown(what: string): ToolError {
  return new ToolError(`The calculator does not know “${what.slice(0, 50)}”. ${DESCRIPTION}`);
}
