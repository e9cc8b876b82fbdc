import { PROTECTED, scan } from './inline.ts';

/** A mark of emphasis that is not closed yet. */
interface Open {
  sign: string;
  length: number;
}

const MARK = /\*{1,3}|_{1,3}|~~|\|\|/g;

/** The marks that close what a line leaves open: bold, italics, underline, strikethrough, spoilers. */
export function closingMarks(line: string): string {
  const open: Open[] = [];
  const spans = scan(line, PROTECTED).tokens.map(({ span }) => span);
  let next = 0;
  for (const { 0: mark, index } of line.matchAll(MARK)) {
    while ((spans[next]?.[1] ?? Infinity) <= index) next += 1;
    if ((spans[next]?.[0] ?? Infinity) <= index) continue;
    const left = line.charAt(index - 1);
    const right = line.charAt(index + mark.length);
    const rest = closes(mark, left, right) ? close(open, mark) : mark.length;
    if (rest > 0 && opens(mark, left, right)) open.push({ sign: mark.charAt(0), length: rest });
  }
  return open
    .toReversed()
    .map(({ sign, length }) => sign.repeat(length))
    .join('');
}

function opens(mark: string, left: string, right: string): boolean {
  if (right.trim() === '') return false;
  return mark.length > 1 && !mark.startsWith('_') ? true : !/\w/.test(left);
}

function closes(mark: string, left: string, right: string): boolean {
  return left.trim() !== '' && !(mark.startsWith('_') && /\w/.test(right));
}

/** Takes what a mark closes off the open ones; returns how much of it closes nothing. */
function close(open: Open[], mark: string): number {
  let left = mark.length;
  while (left > 0) {
    const at = open.findLastIndex(({ sign }) => mark.startsWith(sign));
    const found = open[at];
    if (!found) return left;
    const used = Math.min(found.length, left);
    left -= used;
    found.length -= used;
    open.length = found.length === 0 ? at : at + 1;
  }
  return 0;
}
