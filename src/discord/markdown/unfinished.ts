import { LONGEST_LINE } from '../../conversation/code-fences.ts';
import { opensCode } from './code.ts';
import { closingMarks } from './emphasis.ts';
import { scan } from './inline.ts';
import { showMarks } from './marks.ts';
import { RULES } from './rules.ts';

/** List and quote marks, and what may still become more than it is: a heading, a rule, the number of a list. */
const ONLY_MARKS = /^(?:\s|>|[-*+]\s|\d{1,9}[.)]\s)*(?:[-*+_=#~]*|`{1,2}|-#|\d{1,9}[.)]?|[-*_\s]*)\s*$/;

/** The row of a table, but no spoiler. */
const ROW = /^[\s>]*\|(?!\|\S)/;

/** What is still being written at the end of a line and would look different in a moment: links, tags, entities, formulas. */
const HALF = [
  /!*\[[^\]\n]{0,200}(?:\](?:\([^)\n]{0,500}|\[[^\]\n]{0,60})?)?$/y,
  /<[^<>\s][^<>\n]{0,120}$/y,
  /&#?\w{0,24}$/y,
  /\\(?:[([][^\n]{0,300})?$/y,
  /\$\$?(?![\d\s])[^$\n]{0,120}$/y,
  /https?:\/\/\S*$/y,
];

/** The last line of a text that goes on, without what is half written, and with what is open closed. */
export function finishedLine(line: string): string {
  if (ONLY_MARKS.test(line) || ROW.test(line)) return '';
  if (opensCode(line)) return beforeFence(line);
  const { tokens, loose } = scan(line, RULES);
  const link = tokens.at(-1)?.span[0];
  const starts = link === undefined ? loose : [...loose, link].toSorted((a, b) => a - b);
  const held = starts.find((at) => HALF.some((half) => matchesAt(half, line, at))) ?? line.length;
  const shown = line.slice(0, held);
  const tick = loose.find((at) => at < held && line.charAt(at) === '`');
  const finished = tick === undefined ? withMarks(shown) : withTicks(shown, tick);
  // What is held back may have been all that spoke against a fence.
  return opensCode(finished) ? '' : finished;
}

/** A line of text that a code block begins behind, without it. */
export function beforeFence(line: string): string {
  const text = line.replace(/(?:`{3,}|~{3,})[^`]*$/, '').trimEnd();
  return ONLY_MARKS.test(text) || opensCode(text) ? '' : text;
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function withMarks(line: string): string {
  // The last of them may be half of one.
  const text = line
    .trimEnd()
    .replace(/(?<!\\)[*_~|]+$/, '')
    .trimEnd();
  return ONLY_MARKS.test(text) ? '' : text + closingMarks(text);
}

/** Inline code that is not closed yet, from `at` on. */
function withTicks(line: string, at: number): string {
  const [, ticks = '', code = ''] = /^(`+)(.*?)\s*`*$/s.exec(line.slice(at).trimEnd()) ?? [];
  const before = line.slice(0, at);
  if (code.trim() === '') return withMarks(before);
  return before + ticks + code + ticks + closingMarks(before);
}

/** How much of an unfinished line stays as it is, whatever comes: whole words of a long line of text. */
export function unchanging(line: string): number {
  if (line.length <= LONGEST_LINE || line.includes('|')) return 0;
  if (/^[\s>]*#{4}/.test(line) || showMarks(line) !== line) return 0;
  const { tokens, loose } = scan(line, RULES);
  const changes = tokens.find(
    ({ span: [start, end], shown }) => end === line.length || shown !== line.slice(start, end),
  );
  const end = Math.min(loose[0] ?? Infinity, changes?.span[0] ?? Infinity, line.length);
  return Math.max(0, line.lastIndexOf(' ', end - 1));
}
