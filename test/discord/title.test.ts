import { expect, test } from 'vitest';
import { titleFrom, titleOf } from '../../src/discord/title.ts';

test.each([
  ['What is a black hole?', 'What is a black hole?'],
  ['', 'Chat with Ada'],
  ['\n\n', 'Chat with Ada'],
  ['```', 'Chat with Ada'],
  ['**Bold** and `code`', 'Bold and code'],
  ['What is a **black hole**?', 'What is a black hole?'],
  ['_my_ snake_case and 2 * 3', 'my snake_case and 2 3'],
  ['# Heading\nmore', 'Heading'],
  ['> quoted', 'quoted'],
  ['```ts\nconst a = 1;\n```', 'const a = 1;'],
  ['<@123> <#4> look <:smile:55>', 'look :smile:'],
  ['two\nlines', 'two'],
  ['a\u0000b\u202ec', 'a b c'],
  ['word '.repeat(30), 'word word word word word word word word word word word…'],
  ['x'.repeat(200), `${'x'.repeat(59)}…`],
  ['👨‍👩‍👧'.repeat(20), `${'👨‍👩‍👧'.repeat(7)}…`],
])('the title of a thread for %j is %j', (text, title) => {
  expect(titleOf(text, 'Chat with Ada')).toBe(title);
  expect(title.length).toBeLessThanOrEqual(60);
});

test.each([
  ['Black holes and their edges', 'Black holes and their edges'],
  ['“Black holes”', 'Black holes'],
  ['"Black holes".', 'Black holes'],
  ["**'Black holes'**", 'Black holes'],
  ['"**Black holes**"', 'Black holes'],
  ['„Schwarze Löcher“', 'Schwarze Löcher'],
  ['«Trous noirs»', 'Trous noirs'],
  ['「ブラックホール」', 'ブラックホール'],
  ['"Tea" or "coffee"', '"Tea" or "coffee"'],
  ['The word “tea”', 'The word “tea”'],
  ['"', ''],
  ['""', ''],
  ['…', ''],
  ['# Black holes\n\nThis title says …', 'Black holes'],
  ['Ask <@123> about\t<#4> \u202etea', 'Ask about tea'],
  [' \n\u200b ', ''],
  ['', ''],
  [`"${'long '.repeat(30)}"`, 'long long long long long long long long long long long…'],
])('the title of a thread from the model’s %j is %j', (said, title) => {
  expect(titleFrom(said)).toBe(title);
  expect(title.length).toBeLessThanOrEqual(60);
});
