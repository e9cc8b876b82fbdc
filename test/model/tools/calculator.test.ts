import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { calculate, calculator } from '../../../src/model/tools/calculator.ts';
import { ToolError } from '../../../src/model/tools/tool.ts';
import { say } from '../../../src/language/language.ts';

test.each([
  ['6*7', '42'],
  ['0.1 + 0.2', '0.3'],
  ['2 + 3 * 4', '14'],
  ['(2 + 3) * 4', '20'],
  ['7 % 3', '1'],
  ['-7 % 3', '-1'],
  ['1/3', '0.3333333333333333333333333333333333333333'],
  ['123456789012 * 987654321098', '121932631136585886175176'],
  ['2^100', '1267650600228229401496703205376'],
  ['2**10', '1024'],
  ['-2^2', '-4'],
  ['(-2)^2', '4'],
  ['--2^2', '4'],
  ['-(1 + 1)^2', '-4'],
  ['2^3^2', '512'],
  ['2^-2', '0.25'],
  ['4^0.5', '2'],
  ['10 - 2^2 * 3', '-2'],
  ['sqrt(2)^2', '2'],
  ['cbrt(27)', '3'],
  ['factorial(25)', '15511210043330985984000000'],
  ['round(2.5)', '3'],
  ['round(2.567, 2)', '2.57'],
  ['floor(-1.5) + ceil(-1.5)', '-3'],
  ['min(3, 1, 2) + max(3, 1, 2)', '4'],
  ['sum(0.1, 0.2, 0.3)', '0.6'],
  ['abs(-3)', '3'],
  ['ln(e)', '1'],
  ['log(1000)', '3'],
  ['log(8, 2)', '3'],
  ['sin(pi)', '0'],
  ['cos(0)', '1'],
  ['exp(1)', '2.71828182845905'],
  ['PI', '3.141592653589793238462643383279502884197'],
  ['1e3 + 1', '1001'],
  ['1e-1999 * 1e-1999', '0'],
])('%s is %s', (expression, expected) => {
  expect(calculate(expression)).toBe(expected);
});

test.each([
  ['', /does not know/],
  ['1 +', /can’t be calculated/],
  ['(1', /can’t be calculated/],
  ['1 2', /does not know/],
  ['1, 2', /does not know/],
  ['x = 1', /can’t be calculated/],
  ['"a" + 1', /does not know/],
  ['true', /does not know/],
  ['this', /does not know/],
  ['[1, 2]', /does not know/],
  ['1 ? 2 : 3', /does not know/],
  ['constructor', /does not know/],
  ['toString()', /does not know/],
  ['__proto__()', /does not know/],
  ['a.b', /does not know/],
  ['abs.constructor("return process")()', /does not know/],
  ['process.exit()', /does not know/],
  ['sqrt', /does not know/],
  ['(sqrt)(4)', /does not know/],
  ['1 << 2', /does not know/],
  ['1 / 0', /too large, or endless/],
  ['0 / 0', /no value/],
  ['sqrt(-1)', /no value/],
  ['1e5000', /too large/],
  ['9^9^9^9', /too large/],
  ['exp(exp(exp(exp(9))))', /too large/],
  ['factorial(801)', /from 0 to 800/],
  ['factorial(0.5)', /whole numbers/],
  ['factorial(-1)', /whole numbers/],
  ['min()', /another number of values/],
  ['abs(1, 2)', /another number of values/],
])('%j has no value: %s', (expression, expected) => {
  expect(() => calculate(expression)).toThrow(expected);
  expect(() => calculate(expression)).toThrow(ToolError);
});

test('whatever it is given, it says something short, soon', () => {
  const parts = fc.constantFrom(
    ...'0 1 2 9 9e99 1e999 . + - * / % ^ ** ( ) , sqrt( exp( ln( factorial( sin( round( log( pi e x " [ ] ; = ! ~'.split(
      ' ',
    ),
  );
  const expressions = fc.array(parts, { maxLength: 60 }).map((some) => some.join(''));
  fc.assert(
    fc.property(expressions, (expression) => {
      const started = performance.now();
      let said: string;
      try {
        said = calculate(expression);
      } catch (error) {
        expect(error).toBeInstanceOf(ToolError);
        said = '';
      }
      expect(said.length).toBeLessThan(60);
      expect(performance.now() - started).toBeLessThan(500);
    }),
    { seed: 7, numRuns: 2_000 },
  );
});

test('takes no long expressions', () => {
  expect(() => calculator.doing({ expression: '1+'.repeat(300) })).toThrow('<=500 characters');
  expect(say('en', calculator.doing({ expression: '1+1' }))).toBe('calculating 1+1');
});
