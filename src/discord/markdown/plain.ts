import { decodeForCode, entity } from './entities.ts';
import { type Rule, inline } from './inline.ts';
import { RULES } from './rules.ts';

/** Markdown inside of a line as its text alone. */
export function plainText(markdown: string): string {
  const text = inline(markdown.replaceAll(/\s*<br\s*\/?>\s*/gi, ' · '), RULES);
  return inline(withoutEmphasis(text), stripping).replaceAll(/\s+/g, ' ').trim();
}

const stripping: readonly Rule[] = [
  { pattern: /\\([^\w\s])/y, show: ([, character = '']) => character },
  {
    pattern: /(`+)(?!`)(.{1,500}?)(?<!`)\1(?!`)/y,
    show: ([, , code = '']) => code.replace(/^ (?=`)|(?<=`) $/g, ''),
  },
  { pattern: /\[((?:[^[\]]|\[[^[\]]*\])*)\]\((?:[^()]|\([^()]*\))*\)/y, show: ([, text = '']) => text },
  { pattern: entity.pattern, show: ([whole = '']) => decodeForCode(whole) },
];

/** Code, escapes and links on one side, marks of emphasis on the other. */
const EMPHASIS =
  /(`+)(?!`).{1,500}?(?<!`)\1(?!`)|\\.|https?:\/\/\S+|\*\*+|~~|\|\||(?<!\w)__+|__+(?!\w)|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)/g;

function withoutEmphasis(text: string): string {
  return text.replaceAll(EMPHASIS, (mark) => (/^(?:[*~_]+|\|\|)$/.test(mark) ? '' : mark));
}
