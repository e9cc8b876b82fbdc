import type { Rule } from './inline.ts';
import { script } from './tex.ts';

const TEXT = String.raw`\[((?:[^[\]]|\[[^[\]]*\])*)\]`;
const TARGET = String.raw`\(((?:[^()]|\([^()]*\))*)\)`;

/** Images, as links: Discord shows pictures of its own accord, or not at all. */
export const images: readonly Rule[] = [
  {
    pattern: new RegExp(String.raw`\[\s*!${TEXT}${TARGET}\s*\]${TARGET}`, 'y'),
    show: ([, alt = '', source = '', target = '']) => link(alt, source, target),
  },
  {
    pattern: new RegExp(`!+${TEXT}${TARGET}`, 'y'),
    show: ([, alt = '', target = '']) => link(alt, target, target),
  },
];

/** The mark of a footnote in a text. */
export const footnoteMark: Rule = {
  pattern: /\[\^([^\][\s^]{1,40})\]/y,
  show: ([, label = '']) => footnoteSign(label),
};

/** ¹ for `[^1]`, (note) for `[^note]`. */
export function footnoteSign(label: string): string {
  return (/^\d+$/.test(label) && script('^', label)) || `(${label})`;
}

function link(alt: string, source: string, target: string): string {
  // In a link's text there can be neither another link nor an image.
  const text = alt.replaceAll(/[[\]]/g, '').trim();
  return `[${text || fileName(source)}](${target})`;
}

function fileName(target: string): string {
  const [path = ''] = target.trim().split(/[\s?#]/, 1);
  return /\/([\w.~-]+\.\w{2,5})$/.exec(path)?.[1] ?? 'picture';
}
