import { describe, expect, test } from 'vitest';
import { forDiscord } from '../../src/discord/markdown/for-discord.ts';
import { growing } from '../../src/discord/markdown/growing.ts';
import { createPieces } from '../../src/discord/markdown/pieces.ts';

describe('what is shown of an unfinished answer', () => {
  test.each([
    ['text', 'Hello wor', 'Hello wor'],
    ['code', '```js\nlet x', '```js\nlet x\n```'],
    ['a block that has no code yet', 'So:\n```js\n', 'So:\n'],
    ['a block that begins behind a text', 'So: ```js\n', 'So:'],
    ['half an opening fence', 'So:\n``', 'So:\n'],
    ['an opening fence, perhaps', 'So:\n```j', 'So:\n'],
    ['half a closing fence', '```\nx\n``', '```\nx\n```'],
    ['a closing fence', '```\nx\n```', '```\nx\n```'],
    ['code in a quote', '> ```\n> x', '> ```\n> x\n> ```'],
    ['inline code', 'use `npm i', 'use `npm i`'],
    ['bold', 'so **very bo', 'so **very bo**'],
    ['bold, half closed', 'so **very bold*', 'so **very bold**'],
    ['bold that only begins', 'so **', 'so'],
    ['bold and italic', '**bold _both', '**bold _both_**'],
    ['bold that is over', '**bold** and', '**bold** and'],
    ['a spoiler', 'it is ||the butl', 'it is ||the butl||'],
    ['snake_case and 2*3', 'snake_case 2*3', 'snake_case 2*3'],
    ['an item', '- **bold** text\n- *', '- **bold** text\n'],
    ['half a link', 'see [the docs](https://a.ex', 'see'],
    ['a link’s text', 'see [the do', 'see'],
    ['half an image', 'see ![the do', 'see'],
    ['half an address', 'see https://a.exam', 'see'],
    ['an address', 'see https://a.example now', 'see https://a.example now'],
    ['half a mention', 'ask <@123', 'ask'],
    ['half a tag', 'H<sub', 'H'],
    ['half an entity', 'a &nbs', 'a'],
    ['half a formula', String.raw`so \(E = m`, 'so'],
    ['money', 'it costs $5 or', 'it costs $5 or'],
    ['a formula of several lines', 'so\n$$\nx\n', 'so'],
    ['a heading’s mark', 'a\n##', 'a\n'],
    ['a list’s mark', 'a\n- ', 'a\n'],
    ['half a task', '- [', ''],
    ['half an emoji', 'a 👩\u200d', 'a 👩'],
    ['the header of a table', 'a\n\n| b | c |\n|--', 'a\n'],
    ['a table', '| a | b |\n|--|--|\n| 1 | 2 |\n| 3', '| a | b |\n|--|--|\n| 1 | 2 |'],
  ])('%s', (_name, markdown, shown) => expect(growing(markdown)).toBe(shown));

  test('of a table: whole rows, once it is one', () => {
    const answer = 'So:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nDone.';
    const seen = new Set<string>();
    for (let at = 1; at <= answer.length; at++) seen.add(forDiscord(growing(answer.slice(0, at))).trim());
    expect([...seen]).toEqual([
      'S',
      'So',
      'So:',
      'So:\n\n```\na  b\n-  -\n```',
      'So:\n\n```\na  b\n-  -\n1  2\n```',
      'So:\n\n```\na  b\n-  -\n1  2\n3  4\n```',
      ...['D', 'Do', 'Don', 'Done', 'Done.'].map(
        (end) => `So:\n\n\`\`\`\na  b\n-  -\n1  2\n3  4\n\`\`\`\n\n${end}`,
      ),
    ]);
  });
});

describe('the messages of an answer that grows', () => {
  const paragraph = `${'word '.repeat(120).trim()}.\n\n`;

  /** All that was shown while the answer was written in steps of 20. */
  function write(answer: string) {
    const pieces = createPieces();
    const shown: string[][] = [];
    for (let at = 20; at < answer.length + 20; at += 20) {
      const { settled, open } = pieces.push(answer.slice(0, at));
      shown.push([...settled, open]);
    }
    return { shown, all: pieces.end(answer) };
  }

  test('are settled one by one, and the open one grows', () => {
    const { shown, all } = write(paragraph.repeat(8));
    expect(all.map((piece) => piece.length)).toEqual([1804, 1804, 1202]);
    for (const [step, now] of shown.entries()) {
      const before = shown[step - 1] ?? [];
      if (now.length === before.length)
        expect(now.at(-1)!.length).toBeGreaterThanOrEqual(before.at(-1)!.length - 200);
      expect(now.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
    }
  });

  test('do not wait for the end of a long paragraph', () => {
    const { shown } = write('word '.repeat(2000));
    const [waiting = 0] = shown
      .map((now) => now.length)
      .flatMap((count, step) => (count === 2 ? [step] : []));
    expect(waiting * 20).toBeLessThan(2_400);
  });

  test('of code are closed and opened again', () => {
    const { shown, all } = write(`\`\`\`js\n${'let x = 1;\n'.repeat(400)}\`\`\``);
    expect(all).toHaveLength(3);
    for (const piece of [...all, ...shown.flat()]) expect(piece).toMatch(/^$|^```js\n[^]*\n```$/);
  });

  test('have notes below', () => {
    const pieces = createPieces();
    pieces.push('```\ncode');
    expect(pieces.end('```\ncode', '-# Stopped.')).toEqual(['```\ncode\n```\n\n-# Stopped.']);
    expect(createPieces().end('')).toEqual([]);
  });

  test('stay what they are when white space at the end goes', () => {
    const pieces = createPieces();
    const { settled } = pieces.push(`${paragraph.repeat(5)}Done. \n\n`);
    expect(pieces.end(`${paragraph.repeat(5)}Done.`)[0]).toBe(settled[0]);
  });

  test('are those of the complete answer when it is another one', () => {
    const pieces = createPieces();
    pieces.push(paragraph.repeat(5));
    expect(pieces.end('Something else.')).toEqual(['Something else.']);
  });
});
