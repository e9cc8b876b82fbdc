import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, PASSAGE_CHARACTERS } from '../../../src/conversation/knowledge/cut.ts';

const long = (word: string, characters: number) => `${word} `.repeat(characters / (word.length + 1)).trim();

describe('a text is cut into passages', () => {
  test.each([
    ['nothing of nothing', ' \n\n', []],
    ['a text without headings is one, where it is short', 'One.\n\nTwo.', [['', 'One.\n\nTwo.']]],
    [
      'at headings, which each keeps',
      'Before.\n# Visit\nCome in.\n## Hours\nNine to five.\n# Pay\nCash only.',
      [
        ['', 'Before.'],
        ['Visit', 'Come in.'],
        ['Visit › Hours', 'Nine to five.'],
        ['Pay', 'Cash only.'],
      ],
    ],
    [
      'and a level that is left out is no heading',
      '# A\n### C\ndeep\n## B\nless deep',
      [
        ['A › C', 'deep'],
        ['A › B', 'less deep'],
      ],
    ],
    [
      'headings lose their Markdown',
      '## The `name` of [Ada](https://example.com/a) *here* ##\nText.',
      [['The name of Ada here', 'Text.']],
    ],
    [
      'a # in code is none, and a blank line there is no end',
      '# A\n```sh\n# a comment\n\nls\n```\n\n~~~\n# B\n~~~',
      [['A', '```sh\n# a comment\n\nls\n```\n\n~~~\n# B\n~~~']],
    ],
    ['nor is one without a space, or seven of them', '#tag\n\n####### x', [['', '#tag\n\n####### x']]],
    ['a heading alone says nothing', '# A\n\n# B\nText.', [['B', 'Text.']]],
    ['Windows’ line ends', '# A\r\nOne.\r\n\r\nTwo.\r\n', [['A', 'One.\n\nTwo.']]],
  ])('%s', (_, text, passages) => {
    expect(cut(text).map((passage) => [passage.heading, passage.text])).toEqual(passages);
  });

  test('of a long section, between paragraphs', () => {
    const [one, two, three] = ['one', 'two', 'three'].map((word) => long(word, 650));
    expect(cut(`# A\n\n${one}\n\n${two}\n\n${three}`)).toEqual([
      { heading: 'A', text: one },
      { heading: 'A', text: two },
      { heading: 'A', text: three },
    ]);
  });

  test.each([
    ['lines', `${'x '.repeat(500)}first\n${'y '.repeat(500)}`, /first$/],
    ['sentences', `${long('word', 900)}. ${long('other', 900)}`, /word\.$/],
    ['sentences of other scripts', `${'字'.repeat(900)}。${'文'.repeat(900)}`, /字。$/],
    ['words', long('word', 3_000), /word$/],
    ['letters, never within one', '😀'.repeat(2_000), /^(😀)+$/u],
  ])('of a long paragraph, between %s', (_, text, ending) => {
    const [first, ...others] = cut(text);
    expect(first?.text).toMatch(ending);
    expect(others.length).toBeGreaterThan(0);
  });

  test('whatever it is: no passage is too long or blank, and nothing is lost', () => {
    const bare = (text: string) => text.replaceAll(/\s/g, '');
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom('\n', '\n\n', '```\n', '. ', '\t'),
            fc.string({ unit: 'grapheme', maxLength: 900 }).filter((text) => !text.includes('#')),
          ),
          { maxLength: 20 },
        ),
        (pieces) => {
          const passages = cut(pieces.join(''));
          for (const { text } of passages) {
            expect(text.length).toBeLessThanOrEqual(PASSAGE_CHARACTERS);
            expect(text.trim()).not.toBe('');
          }
          expect(bare(passages.map(({ text }) => text).join(''))).toBe(bare(pieces.join('')));
        },
      ),
      { seed: 5, numRuns: 500 },
    );
  });

  test.each([
    ['one line', 'a '.repeat(500_000)],
    ['nothing but spaces in a heading', `# a${' '.repeat(1_000_000)}b`],
    ['many headings', '# a\n\nb\n\n'.repeat(100_000)],
  ])('a million characters of %s take no time', (_, text) => {
    const start = performance.now();
    cut(text);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
