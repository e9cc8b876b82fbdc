import { codeBlock, inlineCode } from './code.ts';
import type { Rule } from './inline.ts';
import type { Block, Reader } from './reader.ts';
import { readableTex } from './tex.ts';

/** Lines of a formula that stands by itself; what is longer is none. */
const LONGEST_FORMULA = 40;

/** A line that begins with a formula of its own: `$$` or `\[`. */
const OPENING = /^([\s>]*)(\$\$|\\\[)(.*)$/;

/** Formulas inside of a line, as inline code without their delimiters. */
export const formulas: readonly Rule[] = [
  { pattern: /\\\((.{1,300}?)\\\)/y, show: ([, tex = '']) => code(tex) },
  {
    pattern: /\\\[(.{1,300}?)\\\](?![([:])/y,
    show: ([, tex = '']) => (isClearlyMath(tex) ? code(tex) : undefined),
  },
  { pattern: /\$\$(?!\$)([^$]{1,300}?)\$\$(?!\$)/y, show: ([, tex = '']) => code(tex) },
  {
    pattern: /(?<![\w$\\])\$(?![\s$])([^$]{1,200}?)(?<![\s\\])\$(?![\w$])/y,
    show: ([, tex = '']) => (isClearlyMath(tex) ? code(tex) : undefined),
  },
];

/** A formula on lines of its own, as a code block. */
export function readFormula({ lines, at, isWhole }: Reader): Block | 'later' | undefined {
  const [, quote = '', opener, rest = ''] = OPENING.exec(lines[at] ?? '') ?? [];
  if (opener === undefined) return undefined;
  const closer = opener === '$$' ? '$$' : String.raw`\]`;
  const found: string[] = [];
  for (let index = at; index < at + LONGEST_FORMULA; index++) {
    const line = index === at ? rest : lines[index];
    if (line === undefined) return isWhole ? undefined : 'later';
    if (line.includes('```')) return undefined;
    const end = line.indexOf(closer);
    found.push((end === -1 ? line : line.slice(0, end)).replace(/^[\s>]+/, ''));
    if (end === -1) continue;
    if (line.slice(end + closer.length).trim() !== '') return undefined;
    return formula(found.join('\n'), opener, quote, index + 1 - at);
  }
  return undefined;
}

function formula(tex: string, opener: string, quote: string, count: number): Block | undefined {
  if (tex.trim() === '' || (opener !== '$$' && !isClearlyMath(tex))) return undefined;
  return {
    count,
    shown: codeBlock(readableTex(tex), '', quote.replaceAll(/[^>]/g, '').replaceAll('>', '> ')),
  };
}

/** Neither money nor a shell's variable nor escaped brackets. */
function isClearlyMath(tex: string): boolean {
  if (/\\[a-zA-Z]+|[\^=]|\w_[\w{]/.test(tex) && !/[€£]/.test(tex)) return !isProse(tex);
  return (
    /^[a-zA-Z]'*$/.test(tex.trim()) ||
    (/[a-zA-Z]\([a-zA-Z]|[+<>*/|-]/.test(tex) && /[a-zA-Z]/.test(tex) && !isProse(tex))
  );
}

/** Words of everyday language, outside of commands and their arguments. */
function isProse(tex: string): boolean {
  return /(?<![\\a-zA-Z])(?!sqrt|sinh|cosh|tanh)[a-zA-Z]{4,}/.test(
    tex.replaceAll(/\\[a-zA-Z]+\*?(?:\{[^{}]*\})*|_\{[^{}]*\}/g, ' '),
  );
}

function code(tex: string): string | undefined {
  const shown = inlineCode(readableTex(tex));
  return shown.startsWith('`') ? shown : undefined;
}
