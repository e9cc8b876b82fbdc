import { describe, expect, test } from 'vitest';
import { type Fence, openFence } from '../../../src/conversation/code-fences.ts';
import { split } from '../../../src/discord/markdown/split.ts';

const words = (length: number) => 'word '.repeat(length / 5).trim();
const code = (lines: number) => 'let x = 1;\n'.repeat(lines);

describe('where a text is cut', () => {
  const before = words(1200);

  test.each<[name: string, text: string, pieces: string[]]>([
    ['nothing', '', []],
    ['blank', ' \n\t\n', []],
    ['a text that fits', '\n  hello\n\nthere \n', ['hello\n\nthere']],
    ['at the limit', 'a'.repeat(2000), ['a'.repeat(2000)]],
    ['a newline exactly at the limit', `${'a'.repeat(2000)}\nb`, ['a'.repeat(2000), 'b']],
    ['paragraphs before lines', `${before}\n\none\ntwo ${before}`, [before, `one\ntwo ${before}`]],
    ['lines before sentences', `${before}\nOne. Two ${before}`, [before, `One. Two ${before}`]],
    ['sentences before words', `${before}. Two ${before}`, [`${before}.`, `Two ${before}`]],
    ['a short line before a very long one', `Hi\n${words(3000)}`, [`Hi\n${words(1995)}`, words(1005)]],
    [
      'a word longer than the limit',
      'a'.repeat(5000),
      ['a'.repeat(2000), 'a'.repeat(2000), 'a'.repeat(1000)],
    ],
    [
      'the last piece is no crumb',
      `${words(1050)}\n\n${words(930)}\n\n${words(50)}`,
      [words(1050), `${words(930)}\n\n${words(50)}`],
    ],
    [
      'a heading stays with what it heads',
      `${words(1980)}\n\n# Next\n${words(200)}`,
      [words(1980), `# Next\n${words(200)}`],
    ],
    ['no list begins by accident', `${words(2000)} - ${before}`, [words(1995), `word - ${before}`]],
    ['Chinese sentences', '你好世界。'.repeat(500), ['你好世界。'.repeat(400), '你好世界。'.repeat(100)]],
    ['Windows lines', `${before}\r\n\r\n${before}\r\n`, [before, before]],
  ])('%s', (_name, text, pieces) => {
    expect(split(text)).toEqual(pieces);
  });
});

describe('what is never divided', () => {
  test.each([
    ['a mention', '<@123456789012345678>'],
    ['a channel', '<#123456789012345678>'],
    ['a role', '<@&123456789012345678>'],
    ['an emoji of a server', '<a:party:123456789012345678>'],
    ['a command', '</settings prompt:123456789012345678>'],
    ['a time', '<t:1618953630:R>'],
    ['a link', 'https://example.com/a_b/c?d=e,f'],
    ['a masked link', '[a few words](<https://example.com/(x)> "title here")'],
    ['code in a line', '``a ` b, c``'],
    ['bold', '**a few, words**'],
    ['italics', '_a few, words_'],
    ['a flag', '🇩🇪'],
    ['a family', '👨‍👩‍👧‍👦'],
    ['a skin tone', '👍🏽'],
    ['an accent', 'é̂'],
  ])('%s', (_name, whole) => {
    for (let used = 1990 - whole.length; used <= 2005; used++) {
      for (const end of ['', ' ']) {
        const text = 'あ'.repeat(used) + end + whole + 'あ'.repeat(300);
        const pieces = split(text);
        expect(pieces.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        expect(pieces.some((piece) => piece.includes(whole))).toBe(true);
      }
    }
  });

  test('half a surrogate pair, where one visible character is longer than the limit', () => {
    const pieces = split(`a${'\u{1D167}'.repeat(3000)}`);
    expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
  });
});

describe('code blocks', () => {
  test('are closed and opened again', () => {
    const [first, second, ...rest] = split(`\`\`\`js\n${code(300)}\`\`\``);
    expect(first).toBe(`\`\`\`js\n${code(181)}\`\`\``);
    expect(second).toBe(`\`\`\`js\n${code(119)}\`\`\``);
    expect(rest).toEqual([]);
  });

  test('move to the next piece when they fit there', () => {
    const block = `\`\`\`js\n${code(150)}\`\`\``;
    expect(split(`${words(600)}\n\n${block}`)).toEqual([words(600), block]);
  });

  test.each([
    ['opening at 1,995', words(1995), '\n```js\ncode\n```'],
    ['closing at 2,000', words(1985), '\n```js\ncode();\n```'],
  ])('are not left empty: %s', (_name, text, block) => {
    expect(split(text + block)).toEqual([text, block.trim()]);
  });

  test.each<[name: string, opening: string, closing: string, reopening?: string]>([
    ['tildes', '~~~py', '~~~'],
    ['backticks inside', '````md', '````'],
    ['in a list', '- ```js', '  ```', '```js'],
    ['in a nested list', '  1. ```js', '     ```', '```js'],
    ['in a quote', '> ```js', '> ```'],
    ['only the language is repeated', '```js title="a b.js"', '```', '```js'],
    ['behind a text', 'Like so: ```js', '```', '```js'],
  ])('%s', (_name, opening, closing, reopening = opening) => {
    const quote = opening.startsWith('>') ? '> ' : '';
    const lines = Array.from({ length: 300 }, (_, i) => `${quote}line ${i} of \`\`\`x\`\`\` code`);
    const pieces = split([opening, ...lines, closing].join('\n'));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces[0]!.startsWith(`${opening.trim()}\n`)).toBe(true);
    for (const piece of pieces.slice(1)) expect(piece.startsWith(`${reopening}\n`)).toBe(true);
    for (const piece of pieces) expect(piece.endsWith(`\n${closing}`)).toBe(true);
    const content = pieces.flatMap((piece) => piece.split('\n').slice(1, -1));
    expect(content).toEqual(lines);
  });

  test('keep the indentation of the line that a piece begins with', () => {
    const pieces = split(`\`\`\`\n${'    indented\n'.repeat(300)}\`\`\``);
    for (const piece of pieces) expect(piece).toMatch(/^```\n {4}indented\n/);
  });

  test('that the text leaves open are left to the caller', () => {
    const pieces = split(`\`\`\`js\n${code(300)}`);
    expect(pieces.map((piece) => openFence(piece)?.language)).toEqual([undefined, 'js']);
  });

  test.each<[text: string, fence: Partial<Fence> | undefined]>([
    ['', undefined],
    ['```js\ncode', { marker: '```', language: 'js', quote: '', indent: '' }],
    ['```js\ncode\n```\n', undefined],
    ['```js\ncode```\n', undefined],
    ['````\n```\ncode\n```', { marker: '````' }],
    ['```\n~~~\n', { marker: '```' }],
    ['use ```this``` and `that`', undefined],
    ['```one line```', undefined],
    ['- a\n  - ```ts\n    code', { indent: '    ', language: 'ts' }],
    ['> ```\n> code', { quote: '> ' }],
    ['> ```\n> code\nno quote', undefined],
    ['>>> ```\ncode', { marker: '```', quote: '' }],
  ])('%j is open at the end: %j', (text, fence) => {
    const open = openFence(text);
    expect(open && { ...open, ...fence }).toEqual(fence && open);
  });
});

test('a very long text takes no time to speak of', () => {
  const text = `${words(1500)}\n\n\`\`\`js\n${code(50)}\`\`\`\n\n`.repeat(30);
  split(text);
  const start = performance.now();
  split(text);
  split('a'.repeat(200_000));
  split('*'.repeat(60_000));
  expect(performance.now() - start).toBeLessThan(250); // about 10 on an idle machine
});
