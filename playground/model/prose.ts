import { wordsOf } from './script.ts';

const WORDS =
  'thread needle cloth spool loom yarn pattern stitch knot ribbon wool cotton colour light morning evening river stone garden window kitchen table letter story answer question friend winter summer mountain harbour the a one every some small quiet bright slow gentle old new long green silver turns winds holds carries finds keeps begins follows remembers and under over beside between with without through'.split(
    ' ',
  );
const SENTENCE = { least: 6, most: 14 };
const SENTENCES_IN_PARAGRAPH = 6;

/** So many words in sentences and paragraphs; always the same ones. They make no sense. */
export function prose(words: number): string {
  let left = words;
  let seed = 1;
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647; // the "minimal standard" generator of Park and Miller
    return seed % below;
  };
  const sentences: string[] = [];
  while (left > 0) {
    const length = Math.min(left, SENTENCE.least + next(SENTENCE.most - SENTENCE.least + 1));
    left -= length;
    const text = Array.from({ length }, () => WORDS[next(WORDS.length)]).join(' ');
    sentences.push(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
  }
  return sentences
    .map((sentence, i) => (i === 0 ? '' : i % SENTENCES_IN_PARAGRAPH === 0 ? '\n\n' : ' ') + sentence)
    .join('');
}

/** So many words more, with which a text goes on that was prose until it was cut off. */
export function proseAfter(text: string, words: number): string {
  const before = wordsOf(text.trimEnd()).length;
  return wordsOf(prose(before + words))
    .slice(before)
    .join('');
}
