import { describe, expect, test } from 'vitest';
import { join, wordsAfter } from '../../src/conversation/continued.ts';

describe('what goes on with an answer', () => {
  test.each<[what: string, before: string, said: string, whole: string]>([
    ['words', 'It was a dark and', ' stormy night. ', 'It was a dark and stormy night.'],
    ['words without their space', 'It was a dark and', 'stormy night.', 'It was a dark and stormy night.'],
    ['a new line', 'One.\n', '\n- two', 'One.\n- two'],
    ['a mark that the model imitates', 'One', '⟦Bobbin 1⟧ two', 'One two'],
    ['code in its line', '```ts\nconst a', ' = 1;\n```\nDone.\n', '```ts\nconst a = 1;\n```\nDone.'],
    ['code in the middle of a word', '```ts\nconst na', 'me = 1;\n```', '```ts\nconst name = 1;\n```'],
    ['code with its indentation', '```py\nif a:\n', '  b()\n```', '```py\nif a:\n  b()\n```'],
    ['code that is opened again', '```ts\na();\n', '```ts\nb();\n```', '```ts\na();\nb();\n```'],
    ['code opened by another name', '```ts\na();\n', '```typescript\nb();\n```', '```ts\na();\nb();\n```'],
    ['code opened again in its line', '```ts\nconst a', '\n\n```ts\n = 1;\n```', '```ts\nconst a = 1;\n```'],
    ['code without a language, opened again', '```\na\n', '```\nb\n```\nDone.', '```\na\nb\n```\nDone.'],
    ['the end of code', '```ts\na();\n', '```\nDone.', '```ts\na();\n```\nDone.'],
    ['the end of code, behind its last line', '```ts\na();', '```\nDone.', '```ts\na();\n```\nDone.'],
    [
      'the end of code, and more code',
      '```\na\n',
      '```\nAnd:\n```\nb\n```',
      '```\na\n```\nAnd:\n```\nb\n```',
    ],
    ['code in a quote', '> ```js\n> let x', ' = 1;\n> ```', '> ```js\n> let x = 1;\n> ```'],
    ['tildes', '~~~js\na();\n', '~~~js\nb();\n~~~', '~~~js\na();\nb();\n~~~'],
    ['code in code', '````md\nSo:\n', '```js\nx\n```\n````', '````md\nSo:\n```js\nx\n```\n````'],
    ['code that is cut once more', '```ts\na();\n', '```ts\nb();\n', '```ts\na();\nb();\n'],
  ])('%s', (_, before, said, whole) => expect(join(before, wordsAfter(before, said))).toBe(whole));

  test.each([
    ['a whole answer', '\n Hello. \n', 'Hello.'],
    ['one that is cut in code', ' \n```js\nfoo(\n', '```js\nfoo(\n'],
    ['nothing', ' \n', ''],
  ])('%s by itself', (_, said, words) => expect(wordsAfter('', said)).toBe(words));

  test.each([
    ['', ''],
    ['``', '``'],
    ['```', '```'],
    ['```t', ''],
    ['```ts', ''],
    ['```ts\n', ''],
    ['```ts\nb', 'b'],
  ])('of %j so far: %j', (said, words) => expect(wordsAfter('```ts\na\n', said)).toBe(words));
});
