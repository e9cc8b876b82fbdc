import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHARACTERS, fitText, readText } from '../../src/attachments/text.ts';

/** A token is four characters. */
const count = (text: string) => Math.ceil(text.length / 4);
const room = (tokens: number) => ({ tokens, count });

describe('a text', () => {
  test.each([
    ['that fits is whole', 'one two', 2, 'one two', false],
    ['that does not ends behind a line', 'one two three\nfour', 4, 'one two three', true],
    ['or behind a word', 'one two three four', 4, 'one two three', true],
    ['or anywhere', 'abcdefghijklmnop', 2, 'abcdefgh', true],
    ['never ends within a character', 'abc👋👋👋👋👋', 1, 'abc', true],
    ['is nothing where there is no room', 'abc', 0, '', true],
  ])('%s', (_, text, tokens, kept, shortened) => {
    expect(fitText(text, room(tokens))).toEqual({ text: kept, tokens: count(kept), shortened });
  });

  test('is its own beginning, within the room, and tells whether that is all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(80), (text, tokens) => {
        const fitted = fitText(text, room(tokens));
        expect(text.startsWith(fitted.text)).toBe(true);
        expect(count(fitted.text)).toBeLessThanOrEqual(tokens);
        expect(fitted.shortened).toBe(fitted.text !== text);
      }),
      { seed: 7, numRuns: 2_000 },
    );
  });
});

describe('a text file', () => {
  test.each([
    ['in UTF-8', Buffer.from('Grüße\r\n東京'), 'utf-8', 'Grüße\n東京'],
    ['without the mark of its order', Buffer.from('\ufeffhi'), 'utf-8', 'hi'],
    ['of Windows', Buffer.from('\ufeffGrüße\r\n', 'utf16le'), 'utf-16le', 'Grüße\n'],
    ['the other way round', Buffer.from('\ufeffGrüße', 'utf16le').swap16(), 'utf-16be', 'Grüße'],
  ] as const)('is read %s', (_, bytes, encoding, text) => {
    expect(readText(bytes, encoding, room(99))).toMatchObject({ text, shortened: false });
  });

  test('of any size is read as far as there is room, and as far as a copy is large', () => {
    const megabytes = Buffer.alloc(20 * 1024 * 1024, 'x 漢');
    expect(readText(megabytes, 'utf-8', room(100))).toMatchObject({ tokens: 100, shortened: true });
    const most = readText(megabytes, 'utf-8', room(Number.MAX_SAFE_INTEGER));
    expect(most.text.length).toBeLessThanOrEqual(CHARACTERS);
    expect(Buffer.byteLength(most.text)).toBeLessThan(1024 * 1024);
    expect(most.shortened).toBe(true);
  });
});
