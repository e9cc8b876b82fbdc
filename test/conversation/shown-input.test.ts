import { expect, test } from 'vitest';
import { shownInput } from '../../src/conversation/shown-input.ts';

test.each<[string, unknown, string]>([
  ['an object', { text: 'hello', count: 2 }, '{\n  "text": "hello",\n  "count": 2\n}'],
  ['nothing', {}, '{}'],
  ['no JSON at all', undefined, ''],
  ['lines in a text', 'a\nb\u2028c', String.raw`"a\nb\u2028c"`],
  ['text that is turned or hidden', 'a\u202eb\u200bc\u{e0041}', String.raw`"a\u202eb\u200bc\udb40\udc41"`],
  ['the end of a block of code', 'a `b` ```c', String.raw`"a ` + '`b` ' + String.raw`\u0060\u0060\u0060c"`],
  ['other languages', 'नमस्ते 你好', '"नमस्ते 你好"'],
  [
    'many lines',
    Array.from({ length: 30 }, (_, at) => at % 10),
    `[${'0,1,2,3,4,5,6,7,8,9,'.repeat(3).slice(0, -1)}]`,
  ],
])('%s is shown as what it is', (_, input, shown) => {
  expect(shownInput(input)).toEqual({ input: shown, left: 0 });
});

test('what is too long is cut, and how much of it is told', () => {
  const { input, left } = shownInput('😀'.repeat(5_000));
  expect(input).toHaveLength(1_400);
  expect(input.isWellFormed()).toBe(true);
  expect(left).toBe(8_602);
});
