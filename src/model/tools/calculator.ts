import type { Decimal } from 'decimal.js';
import jsep from 'jsep';
import { z } from 'zod';
import { text } from '../../language/language.ts';
import { BINARY, CONSTANTS, Exact, fromNumber, FUNCTIONS, shown, within } from './numbers.ts';
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
  doing: ({ expression }) => text('doing.calculating', { expression }),
  run: ({ expression }) => calculate(expression),
});

/** The value of an expression, as text. Throws a ToolError where it has none. */
export function calculate(expression: string): string {
  return shown(within(valueOf(parse(expression))));
}

const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** All that an expression may be made of. */
type Node =
  | { type: 'Literal'; raw: string }
  | { type: 'Identifier'; name: string }
  | { type: 'Group'; inner: Node }
  | { type: 'UnaryExpression'; operator: '-' | '+'; argument: Node }
  | { type: 'BinaryExpression'; operator: string; left: Node; right: Node }
  | { type: 'CallExpression'; callee: { name: string }; arguments: Node[] };

const name = z.object({ type: z.literal('Identifier'), name: z.string() });

const node: z.ZodType<Node> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('Literal'), raw: z.string().regex(NUMBER) }),
    name,
    z.object({ type: z.literal('Group'), inner: node }),
    z.object({ type: z.literal('UnaryExpression'), operator: z.enum(['-', '+']), argument: node }),
    z.object({ type: z.literal('BinaryExpression'), operator: z.string(), left: node, right: node }),
    z.object({ type: z.literal('CallExpression'), callee: name, arguments: z.array(node) }),
  ]),
);

function parse(expression: string): Node {
  prepare();
  try {
    return node.parse(jsep(expression));
  } catch (error) {
    if (error instanceof z.ZodError) throw unknown('this');
    const why = error instanceof Error ? error.message : 'it is no expression';
    throw new ToolError(`This can’t be calculated: ${why}.`, { cause: error });
  }
}

/** Above the 10 of multiplication. */
const POWER_PRECEDENCE = 11;

/** jsep has one grammar for all who use it; in this process that is us. */
function prepare(): void {
  if (jsep.binary_ops['^'] === POWER_PRECEDENCE) return;
  jsep.addBinaryOp('^', POWER_PRECEDENCE, true);
  jsep.addBinaryOp('**', POWER_PRECEDENCE, true);
  // Parentheses are kept, for -2^2 is -(2^2), and not (-2)^2.
  jsep.hooks.add('gobble-token', function groups(env) {
    if (this.char === '(') env.node = { type: 'Group', inner: this.gobbleGroup() };
  });
}

function valueOf(one: Node): Decimal {
  if (one.type === 'Literal') return within(new Exact(one.raw));
  if (one.type === 'Identifier') return constant(one.name);
  if (one.type === 'Group') return valueOf(one.inner);
  if (one.type === 'UnaryExpression') return signed(one.operator, valueOf(one.argument));
  if (one.type === 'BinaryExpression') return binary(one.operator, one.left, one.right);
  return call(one.callee.name, one.arguments);
}

function constant(name: string): Decimal {
  const value = CONSTANTS.get(name.toLowerCase());
  if (value === undefined) throw unknown(name);
  return value;
}

function signed(sign: '-' | '+', value: Decimal): Decimal {
  return sign === '-' ? value.neg() : value;
}

function binary(operator: string, left: Node, right: Node): Decimal {
  if (operator === '^' || operator === '**') return power(left, valueOf(right));
  const work = BINARY.get(operator);
  if (work === undefined) throw unknown(operator);
  return within(work(valueOf(left), valueOf(right)));
}

/** A sign before a power is a sign of the power. */
function power(base: Node, exponent: Decimal): Decimal {
  if (base.type === 'UnaryExpression') return signed(base.operator, power(base.argument, exponent));
  const value = valueOf(base);
  if (exponent.isInteger()) return within(value.pow(exponent));
  return within(fromNumber(value.toNumber() ** exponent.toNumber()));
}

function call(name: string, given: readonly Node[]): Decimal {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (found === undefined) throw unknown(name);
  const [first, ...more] = given.map(valueOf);
  if (first === undefined || given.length < found.least || given.length > found.most)
    throw new ToolError(`The function ${name} takes another number of values.`);
  return within(found.of(first, ...more));
}

function unknown(what: string): ToolError {
  return new ToolError(`The calculator does not know “${what.slice(0, 50)}”. ${DESCRIPTION}`);
}
