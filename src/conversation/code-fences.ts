/**
 * A fenced code block that is still open. Lines are read as CommonMark says (https://spec.commonmark.org/0.31.2/#fenced-code-blocks),
 * with two things that Discord allows and models do: a fence may open at the end of a line of text, and close at the
 * end of a line of code. Discord itself draws only blocks of three backticks; `~~~` and longer fences are shown as they
 * are written, but a piece of them is no worse than the whole.
 */
export interface Fence {
  /** What it was opened with: three or more backticks or tildes. */
  marker: string;
  /** The first word behind the marker: all that Discord looks at. '' where there is none, or a very long one. */
  language: string;
  /** What every line of it begins with in a block quote: '> '. Otherwise ''. */
  quote: string;
  /** What its closing line begins with: the quote, and spaces as wide as the list marker. */
  indent: string;
}

/** Characters. A longer line is text, whatever it looks like; this and the limits below bound what a cut costs. */
export const LONGEST_LINE = 200;
/** Characters; the longest name of a language in highlight.js has 24. */
const LONGEST_LANGUAGE = 30;

/** Up to 40 quote and list markers and spaces, up to 20 backticks or tildes, and the info string. */
const OPENING = /^((?:\s|>|[-*+]\s|\d{1,9}[.)]\s){0,40})(`{3,20}|~{3,20})(?![`~])(.*)$/;
const TRAILING = /^([^`]|`(?!``))*[^`]```([\w+#.-]*)$/;
const QUOTED = /^\s*>/;
const MARKERS_ONLY = /^[\s>]*(?:`+|~+)\s*$/;

/** The code block that is open at the end of `markdown`, if there is one. */
export function openFence(markdown: string): Fence | undefined {
  let fence: Fence | undefined;
  for (const line of markdown.split('\n')) fence = afterLine(fence, line);
  return fence;
}

/** What is open after `line`, when `fence` was open before it; the same object where nothing changes. */
export function afterLine(fence: Fence | undefined, line: string): Fence | undefined {
  if (!fence || endsWithoutQuote(fence, line)) return opened(line);
  return closes(fence, line) ? undefined : fence;
}

/** A block in a quote ends with the quote, closed or not. */
export function endsWithoutQuote(fence: Fence, line: string): boolean {
  return fence.quote !== '' && !QUOTED.test(line);
}

/** The line that opens this block again. Not indented: Discord trims what a message begins with. */
export function openingLine(fence: Fence): string {
  return fence.quote + fence.marker + fence.language;
}

export function closingLine(fence: Fence): string {
  return fence.indent + fence.marker;
}

/** Whether there is nothing but a fence in this line. */
export function isBareFence(line: string): boolean {
  return line.length <= LONGEST_LINE && MARKERS_ONLY.test(line);
}

function opened(line: string): Fence | undefined {
  if (line.length > LONGEST_LINE) return undefined;
  const trimmed = line.trimEnd();
  const [whole, prefix = '', marker = '', info = ''] = OPENING.exec(trimmed) ?? [];
  if (whole !== undefined && !(marker.startsWith('`') && info.includes('`'))) {
    return fenceFrom(prefix, marker, info);
  }
  const trailing = TRAILING.exec(trimmed);
  return trailing ? fenceFrom(QUOTED.test(line) ? '> ' : '', '```', trailing[2] ?? '') : undefined;
}

function fenceFrom(prefix: string, marker: string, info: string): Fence {
  // Discord's `>>> ` quotes all that follows, without a mark on the further lines.
  const indent = prefix.replace('>>>', '   ').replaceAll(/[^\s>]/g, ' ');
  const quote = indent.includes('>') ? `${indent.slice(0, indent.lastIndexOf('>') + 1).trimStart()} ` : '';
  const [word = ''] = info.trim().split(/\s/, 1);
  return { marker, language: word.length > LONGEST_LANGUAGE ? '' : word, quote, indent };
}

function closes(fence: Fence, line: string): boolean {
  if (line.length > LONGEST_LINE) return false;
  const trimmed = line.trimEnd();
  if (!trimmed.endsWith(fence.marker)) return false;
  const sign = fence.marker.charAt(0);
  let end = trimmed.length;
  while (trimmed.charAt(end - 1) === sign) end -= 1;
  const before = trimmed.slice(0, end);
  if (fence.quote ? /^[\s>]*$/.test(before) : before.trim() === '') return true;
  return sign === '`' && !before.includes('```');
}
