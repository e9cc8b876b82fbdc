import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createThoughtFilter, withoutThoughts } from '../../src/model/think.ts';

const FENCE = '```html\n<think>a</think>\n```\n';

const ANSWERS: [name: string, answer: string, visible: string][] = [
  ['nothing', '', ''],
  ['only white space', ' \n', ''],
  [
    'an answer without a thought',
    '  Hello,\n\n- **you** & `me` < > </ <t\n',
    '  Hello,\n\n- **you** & `me` < > </ <t\n',
  ],
  ['a thought at the beginning', '<think>\nHm.\n</think>\n\nHello', 'Hello'],
  ['white space before it', '\n<think>Hm.</think>\n\nHello', 'Hello'],
  ['the other name', '<thinking>Hm.</thinking>Hello', 'Hello'],
  ['capitals', '<THINK>Hm.</Think>Hello', 'Hello'],
  ['names that are mixed up', '<think>Hm.</thinking>Hello', 'Hello'],
  ['an empty thought', '<think>\n\n</think>\n\nHello', 'Hello'],
  ['thoughts in between', 'One <think>a</think>two<think>b</think>\n\nthree', 'One two\n\nthree'],
  ['two at the beginning', '<think>a</think>\n<think>b</think>\n Hello', 'Hello'],
  ['only the closing tag', 'Hm. `x`\n```\ny\n```\n</think>\n\nHello', 'Hello'],
  ['a second closing tag', '<think>Not </think> here</think>Hello', 'Hello'],
  ['a thought that never closes', 'Hello<think>Hm, `</thi', 'Hello'],
  ['nothing but a thought that never closes', '\n<think>Hm.', ''],
  ['nothing but a thought', '<think>Hm.</think>\n\n', ''],
  ['an opening tag in a thought', '<think>a <think> b</think>Hello', 'Hello'],
  ['backticks in a thought', '<think>`a\n```\nb</think>Hello', 'Hello'],
  ['other tags', 'a <thinker> </ think> <b>', 'a <thinker> </ think> <b>'],
  ['the beginning of a tag at the end', 'a <thin', 'a <thin'],
  ['half a character at the end', 'a\ud83d', 'a\ud83d'],
  ['inline code', 'Say `<think>` and ``</think> ` `` here', 'Say `<think>` and ``</think> ` `` here'],
  ['a thought behind inline code', '`a` <think>b</think>c', '`a` c'],
  ['a backtick that is not closed on its line', 'a ` b\n<think>c</think>d', 'a ` b\nd'],
  ['a code block', FENCE, FENCE],
  ['a thought behind a code block', `${FENCE}<think>a</think>b`, `${FENCE}b`],
  ['a code block behind a thought', `<think>a</think>\n${FENCE}`, FENCE],
  ['a code block right behind a closing tag', `Hm.</think>${FENCE}`, FENCE],
  ['a code block in a list', '1. ```\n   <think>\n   ```\n<think>a', '1. ```\n   <think>\n   ```\n'],
  [
    'a code block in a quote',
    '> ~~~~\r\n> ~~~ <think>\r\n> ~~~~\r\n<think>a',
    '> ~~~~\r\n> ~~~ <think>\r\n> ~~~~\r\n',
  ],
  ['a code block behind words', 'So: ```html\n<think>\n```\n<think>a', 'So: ```html\n<think>\n```\n'],
  ['a code block in another', '````\n```\n<think>\n````\n<think>a', '````\n```\n<think>\n````\n'],
  ['three backticks that are inline', '```a``` <think>b</think>c\n<think>d', '```a``` c\n'],
];

/** The text after each chunk, and at the end. */
function growth(chunks: string[]): { texts: string[]; unopened: boolean } {
  const filter = createThoughtFilter();
  const texts = chunks.map((chunk) => {
    filter.add(chunk);
    return filter.text;
  });
  filter.end();
  return { texts: [...texts, filter.text], unopened: filter.unopened };
}

describe('what people see of', () => {
  test.each(ANSWERS)('%s', (_, answer, visible) => {
    expect(withoutThoughts(answer)).toBe(visible);
    expect(growth(answer.split('')).texts.at(-1)).toBe(visible);
    for (let cut = 0; cut <= answer.length; cut++) {
      expect(growth([answer.slice(0, cut), answer.slice(cut)]).texts.at(-1)).toBe(visible);
    }
  });
});

test('what can’t be a tag is seen at once', () => {
  expect(growth(['Hel', 'lo <b', '> a`', 'b` <th', 'e>']).texts).toEqual([
    'Hel',
    'Hello <b',
    'Hello <b> a',
    'Hello <b> a`b` ',
    'Hello <b> a`b` <the>',
    'Hello <b> a`b` <the>',
  ]);
});

test('a character is seen whole', () => {
  expect(growth(['a\ud83d', '\ude42b']).texts).toEqual(['a', 'a🙂b', 'a🙂b']);
});

test('a thought that nothing opened is hidden as soon as it ends', () => {
  expect(growth(['Hm. ', 'So', '</think>', '\n\nHello']).texts).toEqual([
    'Hm. ',
    'Hm. So',
    '',
    'Hello',
    'Hello',
  ]);
});

const words = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((text) => `${text.replaceAll(/[`~<]/g, '')} words\n`);
const inlineCode = fc.constantFrom(' `<think>` ', ' ``</thinking>`` ', ' `a` ');
const codeBlock = fc.constantFrom(`\n${FENCE}`, '\n~~~\n</think>\n~~~\n', '\n- ```\n  <thinking>\n  ```\n');
const seen = fc.oneof({ weight: 3, arbitrary: words }, inlineCode, codeBlock);
const thought = fc
  .tuple(
    fc.constantFrom('think', 'thinking'),
    fc.oneof(
      words,
      codeBlock.map((code) => code.replaceAll('</', '<')),
    ),
  )
  .map(([tag, text]) => ({ thought: `<${tag}>${text}</${tag}>` }));
const answers = fc.array(fc.oneof(seen, thought), { maxLength: 8 });
const cuts = fc.array(fc.nat(12), { minLength: 1, maxLength: 20 });

/** Cut into pieces of these lengths, again and again. */
function chop(text: string, lengths: number[]): string[] {
  const chunks: string[] = [];
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const length = Math.max(1, lengths[turn % lengths.length]!);
    chunks.push(text.slice(at, (at += length)));
  }
  return chunks;
}

test('however it is chunked, the thoughts are hidden and nothing else is', () => {
  const property = fc.property(answers, cuts, fc.option(words), (parts, lengths, before) => {
    const answer = parts.map((part) => (typeof part === 'string' ? part : part.thought)).join('');
    const shown = parts.filter((part) => typeof part === 'string').join('');
    const begins = before !== null || typeof parts[0] === 'object';
    const { texts, unopened } = growth(
      chop(before === null ? answer : `${before}</think>${answer}`, lengths),
    );
    expect(texts.at(-1)).toBe(begins ? shown.trimStart() : shown);
    expect(unopened).toBe(before !== null);
    const drops = texts.filter((text, at) => at > 0 && !text.startsWith(texts[at - 1]!));
    expect(drops.length).toBeLessThanOrEqual(before === null ? 0 : 1);
  });
  fc.assert(property, { seed: 3, numRuns: 2_000 });
});
