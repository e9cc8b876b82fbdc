import { codeLine, opensCode } from './code.ts';
import { type Fence, afterLine } from '../../conversation/code-fences.ts';
import { inline } from './inline.ts';
import { mayBeTitle, showMarks, underlined } from './marks.ts';
import { readFormula } from './math.ts';
import { readPre } from './pre.ts';
import type { Block, Reader } from './reader.ts';
import { RULES } from './rules.ts';
import { isDelimiters, readTable } from './tables.ts';

/** A block, and the code block that is open behind it. */
export interface Read extends Block {
  fence: Fence | undefined;
}

/** What takes several lines to know. */
const READERS = [readTable, readFormula, readPre, readTitle];

/** Rounds in which what came out is looked at again: HTML in a heading, an image in HTML … */
const ROUNDS = 4;

/**
 * The block that the reader is at, for Discord; undefined when lines that are still to come may change what it is.
 * Blocks know nothing of each other but which code block is open, so an answer can be shown one by one.
 */
export function readBlock(reader: Reader, fence: Fence | undefined, rounds = ROUNDS): Read | undefined {
  const line = reader.lines[reader.at] ?? '';
  const after = afterLine(fence, line);
  if (fence || after) {
    const isDecided = reader.isWhole || !after || after === fence || reader.at + 1 < reader.lines.length;
    return isDecided ? { count: 1, shown: codeLine(line, fence, after), fence: after } : undefined;
  }
  for (const read of READERS) {
    const block = read(reader, rounds);
    if (block === 'later') return undefined;
    if (block) return { count: block.count, shown: again(block.shown, rounds), fence };
  }
  return { count: 1, shown: showLine(line, rounds), fence };
}

/**
 * All blocks of a Markdown text as models write it, in what Discord shows of it
 * (https://support.discord.com/hc/en-us/articles/210298617): tables become aligned code blocks or lists, deep headings
 * bold lines, images links, HTML its Markdown or its text, formulas code in Unicode. Code, links and Discord's own tags
 * stay, as does all the rest, byte for byte. What went through once goes through again unchanged.
 */
export function showBlocks(lines: readonly string[], fence?: Fence, rounds = ROUNDS): string {
  const shown: string[] = [];
  for (let at = 0, open = fence; at < lines.length;) {
    const block = readBlock({ lines, at, isWhole: true }, open, rounds);
    if (!block) break;
    shown.push(block.shown);
    open = block.fence;
    at += block.count;
  }
  return shown.join('\n');
}

function showLine(line: string, rounds: number): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  const shown = continued(inline(showMarks(text), RULES), text);
  if (shown === text || shown.split('\n').some(bindsLines)) return line;
  return again(shown, rounds);
}

/** What would make one block of a line and those around it: no line becomes that which was not. */
function bindsLines(line: string): boolean {
  return (
    opensCode(line) ||
    /^[\s>]*(?:\$\$|\\\[|<pre\b)|(?:\$\$|\\\]|<\/pre>)\s*$/i.test(line) ||
    isDelimiters(line) ||
    underlined(line) === '# '
  );
}

function again(shown: string, rounds: number): string {
  return rounds > 0 ? showBlocks(shown.split('\n'), undefined, rounds - 1) : shown;
}

/** Lines that a line was broken into stay in its quote or list. */
function continued(shown: string, line: string): string {
  if (!shown.includes('\n')) return shown;
  const [, quote = '', mark = ''] = /^((?:\s|>)*)((?:(?:[-*+]|\d{1,9}[.)])\s+)?)/.exec(line) ?? [];
  return shown.replaceAll('\n', `\n${quote}${' '.repeat(mark.length)}`);
}

/** A title and the line of dashes or equals signs under it. */
function readTitle({ lines, at, isWhole }: Reader, rounds: number): Block | 'later' | undefined {
  const line = lines[at] ?? '';
  const next = lines[at + 1];
  if (line.trim() === '') return undefined;
  if (next === undefined) return isWhole ? undefined : 'later';
  const mark = underlined(next);
  if (!mark) return undefined;
  const shown = showLine(line, rounds).split('\n');
  const title = shown.pop()?.trim() ?? '';
  return mayBeTitle(title) ? { count: 2, shown: [...shown, mark + title].join('\n') } : undefined;
}
