/** Letters at the beginning of a word that make it look like others: "open" in "opens" and "opening". */
const STEM = 4;

/** Letters of a word that count; a longer one is no word that anybody asks for. */
const LONGEST_WORD = 40;

/** Scripts that put no spaces between words. */
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => String.raw`\p{Script=${script}}`)
  .join('');

const RUN = new RegExp(
  String.raw`(?<unspaced>[${UNSPACED}][${UNSPACED}\p{M}]*)|(?:(?![${UNSPACED}])[\p{L}\p{N}\p{M}])+`,
  'gu',
);

/**
 * The words of a text, as they are looked up: in lower case, without accents, each of some length twice: whole, and as
 * its first letters. That finds other forms of a word in most languages, without a dictionary of any. Where a script
 * has no spaces, each two letters in a row count as a word.
 */
export function words(text: string): string[] {
  const parts = text.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2'); // maxTokens
  const bare = parts
    .toWellFormed()
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '');
  return [...bare.normalize('NFC').matchAll(RUN)].flatMap(({ 0: run, groups }) =>
    groups?.['unspaced'] ? pairs(run) : forms(run.slice(0, LONGEST_WORD)),
  );
}

function forms(word: string): string[] {
  return word.length < STEM ? [word] : [word, `${word.slice(0, STEM)}*`];
}

function pairs(run: string): string[] {
  const letters = Array.from(run);
  return letters.length === 1 ? letters : letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}
