import { describe, expect, test } from 'vitest';
import { forDiscord } from './for-discord.ts';
import { growing } from '../../../src/discord/markdown/growing.ts';
import { createPieces, type PiecesOptions } from '../../../src/discord/markdown/pieces.ts';
import { reopened } from '../../../src/discord/markdown/reopened.ts';

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
  function write(answer: string, options: PiecesOptions = {}) {
    const pieces = createPieces(options);
    const shown: string[][] = [];
    for (let at = 20; at < answer.length + 20; at += 20) {
      const { settled, open } = pieces.push(answer.slice(0, at));
      shown.push([...settled, open].map(({ content }) => content));
    }
    return { shown, all: pieces.end(answer) };
  }

  test('are settled one by one, and the open one grows', () => {
    const { shown, all } = write(paragraph.repeat(8));
    expect(all.map(({ content }) => content.length)).toEqual([1804, 1804, 1202]);
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
    const contents = [...all.map(({ content }) => content), ...shown.flat()];
    for (const content of contents) expect(content).toMatch(/^$|^```js\n[^]*\n```$/);
  });

  test('have notes below', () => {
    const pieces = createPieces();
    pieces.push('```\ncode');
    expect(pieces.end('```\ncode', '-# One.\n\n-# Two.')).toEqual([
      { content: '```\ncode\n```\n\n-# One.\n\n-# Two.', text: '```\ncode\n```' },
    ]);
    expect(createPieces().end('')).toEqual([]);
  });

  test('stay what they are when white space at the end goes', () => {
    const pieces = createPieces();
    const { settled } = pieces.push(`${paragraph.repeat(5)}Done. \n\n`);
    expect(pieces.end(`${paragraph.repeat(5)}Done.`)[0]).toEqual(settled[0]);
  });

  test('are those of the complete answer when it is another one', () => {
    const pieces = createPieces();
    pieces.push(paragraph.repeat(5));
    expect(pieces.end('Something else.')).toMatchObject([{ content: 'Something else.' }]);
  });

  describe('with code that is longer than a message', () => {
    const line = (at: number) => `const line${at} = 'some words of code';`;
    const code = Array.from({ length: 100 }, (_, at) => `${line(at)}\n`).join('');
    const block = `\`\`\`ts\n${code}\`\`\``;
    const preview = `\`\`\`ts\n${Array.from({ length: 10 }, (_, at) => line(at)).join('\n')}\n\`\`\``;
    const files = true;

    test('show the beginning of it, and have the whole in a file', () => {
      const [one, two, ...others] = createPieces({ files }).end(`Here:\n\n${block}\n\nDone.`, '-# Note.');
      expect(one).toEqual({
        content: `Here:\n\n${preview}\n-# The whole code is in the file \`code.ts\`, 100 lines.`,
        text: `Here:\n\n${block}`,
        file: { name: 'code.ts', text: code },
      });
      expect(two).toEqual({ content: 'Done.\n\n-# Note.', text: 'Done.' });
      expect(others).toEqual([]);
    });

    test('show how long it is while it is written, and are not flooded by it', () => {
      const { shown, all } = write(`Here:\n\n${block}\n\nDone.`, { files });
      expect(shown.find(([first]) => first?.includes('so far'))).toEqual([
        `Here:\n\n${preview}\n-# … 55 lines so far`,
      ]);
      expect(all.map(({ file }) => file?.name)).toEqual(['code.ts', undefined]);
      expect(shown.at(-1)).toEqual(all.map(({ content }) => content));
    });

    test('begin a new message for it where there is no room', () => {
      const { shown, all } = write(`${paragraph.repeat(3)}## A file\n\n${block}`, { files });
      expect(all.map(({ content }) => content.slice(0, 9))).toEqual(['word word', '## A file']);
      for (const now of shown) if (now.length > 1) expect(now[0]).toBe(all[0]?.content);
    });

    test('keep code whole that fits into the next message', () => {
      const short = `\`\`\`ts\n${code.slice(0, 1_000)}\n\`\`\``;
      const { shown, all } = write(`${paragraph.repeat(2)}${short}\n\n${paragraph.repeat(4)}`, { files });
      expect(all[1]?.content.startsWith(short)).toBe(true);
      for (const now of shown) if (now.length > 1) expect(now[0]).toBe(all[0]?.content);
    });

    test('have notes below a preview', () => {
      const pieces = createPieces({ files });
      pieces.push(`${block}\n`);
      const [only] = pieces.end(`${block}\n`, '-# Stopped.');
      expect(only?.content).toMatch(/100 lines\.\n\n-# Stopped\.$/);
      expect(only?.text).toBe(block);
    });

    test('have one that is cut in the middle, too', () => {
      const [only] = createPieces({ files }).end(`\`\`\`ts\n${code}const half`, '-# Stopped.');
      expect(only?.file).toEqual({ name: 'code.ts', text: `${code}const half\n` });
    });

    test.each([
      [
        'one long line',
        `\`\`\`json\n${'[1,2],'.repeat(500)}\n\`\`\``,
        'code.json',
        `${'[1,2],'.repeat(500)}\n`,
      ],
      ['a quote', `> \`\`\`ts\n${code.replaceAll(/^(?=.)/gm, '> ')}> \`\`\``, 'code.ts', code],
      ['a list', `- Do:\n  \`\`\`ts\n${code.replaceAll(/^(?=.)/gm, '  ')}  \`\`\``, 'code.ts', code],
      [
        'tildes, with fences inside',
        `~~~md\n\`\`\`\n${code}\`\`\`\n~~~`,
        'code.md',
        `\`\`\`\n${code}\`\`\`\n`,
      ],
      ['a line of text', `So: \`\`\`ts\n${code}\`\`\``, 'code.ts', code],
      ['a file’s name', `**foo.ts**\n\n\`\`\`\n${code}\`\`\``, 'foo.ts', code],
      ['Windows lines', block.replaceAll('\n', '\r\n'), 'code.ts', code],
    ])('know its file: %s', (_, answer, name, text) => {
      const { shown, all } = write(answer, { files });
      expect(all.map(({ file }) => file)).toEqual([{ name, text }]);
      for (const now of shown) expect(now).toHaveLength(1);
    });

    test('number files of the same name', () => {
      const all = createPieces({ files }).end(`${block}\n\n${block}\n\n**code.ts**\n${block}`);
      expect(all.map(({ file }) => file?.name)).toEqual(['code.ts', 'code-2.ts', 'code-3.ts']);
    });

    test('go on with it: the file holds all of it', () => {
      const before = `**foo.ts**\n\`\`\`ts\n${code}const ha`;
      const [only] = createPieces({ files, before }).end(`lf = 1;\n${code}\`\`\``);
      expect(only?.content).toMatch(/^```ts\nlf = 1;\n[^]*`foo\.ts`, 201 lines\.$/);
      expect(only?.file).toEqual({ name: 'foo.ts', text: `${code}const half = 1;\n${code}` });
      expect(only?.text).toBe(`\`\`\`ts\nlf = 1;\n${code}\`\`\``);
    });
  });
});

describe('what goes on inside of code, by itself', () => {
  test.each([
    ['text', 'One', ' two', ' two'],
    ['code', '```ts\na();\n', 'b();\n```\nDone.', '```ts\nb();\n```\nDone.'],
    ['code in the middle of a line', '```ts\nconst a', ' = 1;', '```ts\n = 1;'],
    ['code in a quote', '> ```js\n> let x', ' = 1;\n> ```', '> ```js\n>  = 1;\n> ```'],
    ['code in a list', '- a\n  ```js\n  x\n', '  y\n  ```', '```js\n  y\n  ```'],
    ['nothing but the end of code', '```ts\na();\n', '\n```\nDone.', 'Done.'],
    ['nothing at all', '```ts\na();\n', '```', ''],
    ['what may become the end of code', '```ts\na();\n', '``', ''],
  ])('%s', (_, before, words, text) => expect(reopened(before, words)).toBe(text));
});
