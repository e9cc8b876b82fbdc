import { describe, expect, test } from 'vitest';
import { parseMarkdown } from '../../playground/page/markdown/blocks.ts';
import { tokens } from '../../playground/page/markdown/code.ts';
import { parseInline } from '../../playground/page/markdown/inline.ts';
import { showMoment, showTime } from '../../playground/page/markdown/time.ts';
import type { Block, Inline } from '../../playground/page/markdown/tree.ts';

// Trees in short: bold(a) for what stands around a text, quotes only where a text is code.

const NAMES: Record<string, string> = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strike: 's',
  spoiler: 'spoiler',
};

function inline(nodes: Inline[]): string {
  return nodes.map(one).join('');
}

function one(node: Inline): string {
  switch (node.type) {
    case 'text':
    case 'everyone':
      return node.type === 'text' ? node.text : `everyone(${node.text})`;
    case 'code':
      return `code(${node.text})`;
    case 'link':
      return `link(${inline(node.children)} → ${node.url})`;
    case 'user':
    case 'role':
    case 'channel':
      return `${node.type}(${node.id})`;
    case 'command':
    case 'emoji':
      return `${node.type}(${node.name})`;
    case 'time':
      return `time(${node.seconds} ${node.style})`;
    case 'bold':
    case 'italic':
    case 'underline':
    case 'strike':
    case 'spoiler':
      break;
  }
  return `${NAMES[node.type]}(${inline(node.children)})`;
}

function block(node: Block): string {
  switch (node.type) {
    case 'paragraph':
      return inline(node.children);
    case 'subtext':
      return `sub(${inline(node.children)})`;
    case 'heading':
      return `h${node.level}(${inline(node.children)})`;
    case 'quote':
      return `quote(${blocks(node.children)})`;
    case 'code':
      return `pre[${node.language}](${node.text})`;
    case 'list':
      break;
  }
  const items = node.items.map(blocks).join('; ');
  return node.start === undefined ? `ul(${items})` : `ol ${node.start}(${items})`;
}

function blocks(nodes: Block[]): string {
  return nodes.map(block).join(' + ');
}

describe('within a line', () => {
  test.each([
    ['plain text', 'plain text'],
    ['**bold** *italic* _italic_ __under__ ~~struck~~', 'b(bold) i(italic) i(italic) u(under) s(struck)'],
    ['***both***', 'b(i(both))'],
    ['**bold *and italic***', 'b(bold i(and italic))'],
    ['a ||spoiler with **bold**|| b', 'a spoiler(spoiler with b(bold)) b'],
    ['snake_case_name stays', 'snake_case_name stays'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['**never closed', '**never closed'],
    [String.raw`\*not italic\*`, '*not italic*'],
    ['`code **not bold**`', 'code(code **not bold**)'],
    ['``a ` b``', 'code(a ` b)'],
    ['**`a ** b`**', 'b(code(a ** b))'],
    ['bold\n**over\nlines**', 'bold\nb(over\nlines)'],
    ['¯\\_(ツ)_/¯', '¯_(ツ)_/¯'],
  ])('%j', (text, expected) => {
    expect(inline(parseInline(text))).toBe(expected);
  });

  test.each([
    ['https://a.example/b.', 'link(https://a.example/b → https://a.example/b).'],
    ['(https://a.example/b_(c))', '(link(https://a.example/b_(c) → https://a.example/b_(c)))'],
    ['<https://a.example>', 'link(https://a.example → https://a.example)'],
    ['[a **b**](https://a.example/x_(y))', 'link(a b(b) → https://a.example/x_(y))'],
    ['[run](javascript:alert(1))', '[run](javascript:alert(1))'],
    ['![alt](https://a.example/i.png)', '!link(alt → https://a.example/i.png)'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('link %j', (text, expected) => {
    expect(inline(parseInline(text))).toBe(expected);
  });

  test.each([
    ['<@12> <@!34> <@&56> <#78>', 'user(12) user(34) role(56) channel(78)'],
    ['</settings prompt:123>', 'command(settings prompt)'],
    ['<:party:1> <a:wave:2>', 'emoji(party) emoji(wave)'],
    ['<t:1700000000> <t:1700000000:R>', 'time(1700000000 f) time(1700000000 R)'],
    ['@everyone and @here', 'everyone(@everyone) and everyone(@here)'],
    ['`<@12>`', 'code(<@12>)'],
  ])('mention %j', (text, expected) => {
    expect(inline(parseInline(text))).toBe(expected);
  });
});

describe('lines', () => {
  test.each([
    ['# One\n## Two\n### Three\n#### four', 'h1(One) + h2(Two) + h3(Three) + #### four'],
    ['#no heading', '#no heading'],
    ['-# small', 'sub(small)'],
    ['a\nb\n\nc', 'a\nb\n\nc'],
    ['> a\n> **b**\nc', 'quote(a\nb(b)) + c'],
    ['a\n>>> b\nc', 'a + quote(b\nc)'],
    ['>no quote', '>no quote'],
    ['- a\n- b', 'ul(a; b)'],
    ['* a\n  - b\n    1. c\n* d', 'ul(a + ul(b + ol 1(c)); d)'],
    ['3. a\n4. b', 'ol 3(a; b)'],
    ['1. a\n\n2. b\n\nafter', 'ol 1(a; b) + \nafter'],
    ['1. a\n   ```js\n   x\n     y\n   ```\n2. b', 'ol 1(a + pre[js](x\n  y); b)'],
    ['- a\n```\nx\n```', 'ul(a) + pre[](x)'],
    ['```ts\nconst a = 1;\n```', 'pre[ts](const a = 1;)'],
    ['```one line```', 'pre[](one line)'],
    ['see ```js\nx``` there', 'see  + pre[js](x) +  there'],
    ['```ts\nnot closed', '```ts\nnot closed'],
    ['> ```js\n> x\n> ```', 'quote(pre[js](x))'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', '| a | b |\n|---|---|\n| 1 | 2 |'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(blocks(parseMarkdown(text))).toBe(expected);
  });

  test.each([
    ['stars', '*'.repeat(4000)],
    ['brackets', '['.repeat(4000)],
    ['backticks', '`a'.repeat(2000)],
    ['quotes in lists', '- '.repeat(2000)],
    ['spoilers', '||a'.repeat(1300)],
    ['pairs', '**a __b '.repeat(500)],
  ])('hostile %s take no time', (_, text) => {
    const start = performance.now();
    parseMarkdown(text);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

test.each([
  ['ts', 'const a = "b"; // c', 'keyword:const string:"b" comment:// c'],
  ['py', 'x = 1 # two', 'number:1 comment:# two'],
  ['sql', 'SELECT 1 -- one', 'keyword:SELECT number:1 comment:-- one'],
  ['diff', '- one\n  two\n+ three', 'removed:- one\n added:+ three'],
  ['', 'const a', ''],
  ['text', 'const a', ''],
])('code in %j: %s', (language, code, expected) => {
  const found = tokens(code, language);
  expect(found.map(({ text }) => text).join('')).toBe(code);
  const coloured = found.filter(({ kind }) => kind !== 'plain').map(({ kind, text }) => `${kind}:${text}`);
  expect(coloured.join(' ')).toBe(expected);
});

test('times are shown as people say them', () => {
  const now = new Date(2026, 0, 2, 15, 30);
  const seconds = now.getTime() / 1000;
  expect(showTime(seconds - 7200, 'R', now)).toBe('2 hours ago');
  expect(showTime(seconds + 86_400, 'R', now)).toBe('tomorrow');
  expect(showTime(seconds, 't', now)).toBe('15:30');
  expect(showMoment(now, now)).toBe('Today at 15:30');
  expect(showMoment(new Date(2026, 0, 1, 9, 5), now)).toBe('Yesterday at 09:05');
});
