import { expect, test } from 'vitest';
import { countLinks } from '../../../src/discord/markdown/count-links.ts';

test.each([
  ['', 0],
  ['no link at all: a/b, x://y', 0],
  ['see https://a.example', 1],
  ['see http://a.example/?q=a,b and https://b.example.', 2],
  ['[the docs](https://a.example/b_(c)) and [more](https://b.example "B")', 2],
  ['[https://a.example](https://a.example)', 1],
  ['- [a](https://a.example)\n- **https://b.example**\n> https://c.example', 3],
  ['||https://a.example||', 1],
  ['<https://a.example> and [b](<https://b.example>)', 0],
  ['[1]: <https://a.example>', 0],
  ['`https://a.example` and ``[a](https://b.example) ` ``', 0],
  ['```sh\ncurl https://a.example https://b.example\n```', 0],
  ['> ```\n> https://a.example\n> ```\nhttps://b.example', 1],
  ['~~~\nhttps://a.example\n~~~\nhttps://b.example', 1],
  ['[a](ftp://a.example) <@1> <t:1:R>', 0],
  [String.raw`\[a](https://a.example)`, 1],
])('of %j: %i', (markdown, count) => expect(countLinks(markdown)).toBe(count));
