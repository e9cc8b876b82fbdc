import { describe, expect, test } from 'vitest';
import { admit, divide } from '../../src/attachments/admit.ts';
import { say } from '../../src/language/language.ts';

const MB = 1024 * 1024;
const file = (size: number, type = '') => ({ id: '1', name: 'a', type, size, url: '' });
const limits = { model: 'gpt-5.4-mini', count: (text: string) => text.length, tokens: 8_000 };
const whys = (sizes: number[], more = {}) =>
  admit(
    sizes.map((size) => file(size)),
    { ...limits, ...more },
  ).map(({ why }) => why && say('en', why).split(';')[0]);

test.each([
  [[], 10, []],
  [[5], 10, [5]],
  [[20], 10, [10]],
  [[1, 20, 20], 11, [1, 5, 5]],
  [[20, 1, 20], 11, [5, 1, 5]],
  [[Infinity, Infinity], 10, [5, 5]],
  [[3, 3, 3], 10, [3, 3, 3]],
  [[0, 5], 10, [0, 5]],
])('%j of %i are %j', (wanted, total, parts) => {
  expect(divide(total, wanted)).toEqual(parts);
});

describe('of a message', () => {
  test('every file is fetched where they are few and small', () => {
    expect(whys([1, 25 * MB, 0])).toEqual([undefined, undefined, undefined]);
  });

  test('a file that is too large is not', () => {
    expect(whys([1, 30 * MB])).toEqual([undefined, 'It is larger than the 25 MB that I read']);
    expect(whys([3 * MB], { fileBytes: 2 * MB })).toEqual(['It is larger than the 2 MB that I read']);
    expect(whys([26 * MB], { fileBytes: 99 * MB })).toEqual(['It is larger than the 25 MB that I read']);
  });

  test('no more files are than it may have', () => {
    expect(whys(Array.from({ length: 12 }, () => 1)).slice(9)).toEqual([
      undefined,
      'I read only the first 10 of a message’s files',
      'I read only the first 10 of a message’s files',
    ]);
    expect(whys([1, 1], { files: 1 })).toEqual([undefined, 'I read only the first 1 of a message’s files']);
  });

  test('no more bytes are than it may have, though a smaller file behind still is', () => {
    const found = whys([25, 25, 25, 24, 2, 1].map((size) => size * MB));
    const why = 'All files together are larger than the 100 MB that I read of a message';
    expect(found).toEqual([undefined, undefined, undefined, undefined, why, undefined]);
  });

  test('the tokens are for what is fetched; a small text needs few, a picture no more than one can cost', () => {
    const files = [
      file(100, 'text/plain'),
      file(MB, 'image/png'),
      file(MB, 'application/pdf'),
      file(30 * MB),
    ];
    const [text, picture, pdf, large] = admit(files, limits).map(({ tokens }) => tokens);
    expect([text, large]).toEqual([100, 0]);
    expect(picture).toBeLessThan(1_900);
    expect(text! + picture! + pdf!).toBe(8_000);
  });
});
