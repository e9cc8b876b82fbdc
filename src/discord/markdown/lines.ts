import { type Fence, afterLine, endsWithoutQuote, isBareFence } from '../../conversation/code-fences.ts';

/** One line of a text, and which code block is open around it. */
export interface Line {
  /** Where it begins and, without the white space at its end, ends: UTF-16 code units in the text. */
  start: number;
  end: number;
  before: Fence | undefined;
  after: Fence | undefined;
  /** Nothing stands in it, or in a quoted code block nothing but the quote's mark. */
  blank: boolean;
  /** It has more than two backticks or tildes in a row: cut, its parts may turn into fences. */
  fenceLike: boolean;
}

export function readLines(text: string): Line[] {
  const lines: Line[] = [];
  let fence: Fence | undefined;
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf('\n', start);
    const next = newline === -1 ? text.length : newline;
    const raw = text.slice(start, next);
    const last = lines.at(-1);
    if (fence && last && endsWithoutQuote(fence, raw)) last.after = fence = undefined;
    const before = fence;
    fence = afterLine(before, raw);
    const fenceLike = raw.includes('```') || raw.includes('~~~');
    const blank = before?.quote ? /^[\s>]*$/.test(raw) : raw.trim() === '';
    lines.push({ start, end: start + raw.trimEnd().length, before, after: fence, blank, fenceLike });
    start = next + 1;
  }
  return lines;
}

export function isHeading(text: string, line: Line): boolean {
  return !line.before && /^ {0,3}#{1,6}\s/.test(text.slice(line.start, line.start + 12));
}

export function opensFence(line: Line): boolean {
  return line.after !== undefined && line.after !== line.before;
}

/** Whether a code block ends here, and nothing else stands in the line. */
export function onlyClosesFence(text: string, line: Line): boolean {
  return line.before !== undefined && !line.after && isBareFence(text.slice(line.start, line.end));
}

/** Whether both parts of a line that is cut at `at` stay what they were: code, text or fence. */
export function survivesCut(text: string, line: Line, from: number, at: number): boolean {
  if (!line.fenceLike) return true;
  const left = afterLine(line.before, text.slice(from, at).trimEnd());
  const right = afterLine(line.before, text.slice(at, line.end).trimStart());
  return left === line.before && right?.marker === line.after?.marker;
}

export function lineAt(lines: Line[], index: number): Line {
  const line = lines[index];
  if (!line) throw new RangeError(`There is no line ${index}.`);
  return line;
}
