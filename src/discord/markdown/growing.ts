import { readBlock } from './blocks.ts';
import { type Fence, afterLine, closingLine } from '../../conversation/code-fences.ts';
import { isDelimiters, mayBeRow } from './tables.ts';
import { beforeFence, finishedLine } from './unfinished.ts';

/**
 * An unfinished answer as it can be shown: what it will not look like in the end is held back (half a link, a table's
 * row, a formula, a fence), what is open is closed (code, bold, spoilers), so that nothing jumps while it grows. Of a
 * table the rows that are complete are shown, as soon as it is known to be one. `fence` is the code block that is
 * open where `markdown` begins.
 */
export function growing(markdown: string, fence?: Fence): string {
  // Half of an emoji.
  const lines = markdown.replace(/[\u200d\ud800-\udbff]+$/, '').split('\n');
  const last = lines.pop() ?? '';
  const open = readTo(lines, fence);
  if (open.fence) return inCode(lines, last, open.fence, open.at).join('\n');
  const kept = lines.slice(0, open.at);
  const block = lines.slice(open.at);
  return [...kept, ...(block.length > 0 ? inBlock(block, last) : [finishedLine(last)])].join('\n');
}

interface Position {
  /** The index of the line that an undecided block begins with, or that the open code block began with. */
  at: number;
  fence: Fence | undefined;
}

function readTo(lines: readonly string[], before: Fence | undefined): Position {
  let fence = before;
  let opening = -1;
  let at = 0;
  while (at < lines.length) {
    const block = readBlock({ lines, at, isWhole: false }, fence);
    if (!block) break;
    if (block.fence && block.fence !== fence) opening = at;
    fence = block.fence;
    at += block.count;
  }
  // An opening fence is not decided before the next line.
  const opened = fence ? undefined : afterLine(undefined, lines[at] ?? '');
  if (opened) return { at, fence: opened };
  return { at: fence ? opening : at, fence };
}

/** `lines` and the beginning of the last one, in which a code block is open since line `at`. */
function inCode(lines: readonly string[], last: string, fence: Fence, at: number): string[] {
  if (last.trim() !== '' && !afterLine(fence, last)) return [...lines, last];
  // It may be the beginning of a closing fence.
  const code = last.replace(/[`~]+\s*$/, '').trimEnd();
  const all = code === '' ? lines : [...lines, code];
  if (at !== -1 && all.slice(at + 1).every((line) => /^[\s>]*$/.test(line))) {
    return [...lines.slice(0, at), beforeFence(lines[at] ?? '')];
  }
  return [...all, closingLine(fence)];
}

/** Lines that are not known to be a block yet, and the beginning of the next one. */
function inBlock([first = '', second, ...others]: readonly string[], last: string): string[] {
  if (mayBeRow(first)) {
    if (second !== undefined && isDelimiters(second)) return [first, second, ...others];
    return /^[\s>]*\|/.test(first) && /^[\s>|:-]*$/.test(last) ? [] : [first, finishedLine(last)];
  }
  const isFormula = /^[\s>]*(?:\$\$|\\\[|<pre\b)/i.test(first);
  if (isFormula) return [];
  return [first, ...(second === undefined ? [] : [second]), ...others, finishedLine(last)];
}
