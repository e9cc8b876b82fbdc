import { codeBlock } from './code.ts';
import { plainText } from './plain.ts';
import type { Block, Reader } from './reader.ts';
import { displayWidth } from './width.ts';

/** Columns of monospace text that a phone shows in one line. */
const PHONE_COLUMNS = 48;

/** UTF-16 code units; a longer line is no row. */
const LONGEST_ROW = 2_000;

const GAP = '  ';
const DELIMITERS = /^[ \t>]*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$/;
const DIVIDERS = /(`+)(?!`)[^\n]{0,300}?(?<!`)\1(?!`)|\\.|\|/g;

type Align = 'left' | 'right' | 'center';

interface Table {
  /** Empty where the header says nothing. */
  header: string[];
  rows: string[][];
  align: Align[];
}

/** A table: aligned in a code block, or as a list where that is too wide or would hide links and mentions. */
export function readTable({ lines, at, isWhole }: Reader): Block | 'later' | undefined {
  const header = lines[at] ?? '';
  if (!mayBeRow(header)) return undefined;
  const delimiters = lines[at + 1];
  if (delimiters === undefined) return isWhole ? undefined : 'later';
  if (!isDelimiters(delimiters)) return undefined;
  const quote = quoteOf(header);
  let end = at + 2;
  while (end < lines.length && mayBeRow(lines[end] ?? '') && quoteOf(lines[end] ?? '') === quote) end += 1;
  if (end === lines.length && !isWhole) return 'later';
  const table = read(header, delimiters, lines.slice(at + 2, end));
  return { count: end - at, shown: aligned(table, quote) ?? list(table, quote) };
}

/** Whether a line could be the header or a row of a table. */
export function mayBeRow(line: string): boolean {
  if (!line.includes('|') || line.length > LONGEST_ROW) return false;
  return Array.from(line.matchAll(DIVIDERS)).some(([mark]) => mark === '|');
}

/** Whether a line could stand between the header and the rows of a table. */
export function isDelimiters(line: string): boolean {
  return line.length <= LONGEST_ROW && DELIMITERS.test(line);
}

function quoteOf(line: string): string {
  return (/^[\s>]*/.exec(line)?.[0] ?? '').replaceAll(/[^>]/g, '').replaceAll('>', '> ');
}

function read(header: string, delimiters: string, rows: string[]): Table {
  const align = cellsOf(delimiters).map(alignOf);
  const head = cellsOf(header);
  const width = Math.max(align.length, head.length);
  const fit = (cells: string[]) =>
    [
      ...cells.slice(0, width - 1),
      // A cell too many is no reason to lose it.
      cells.slice(width - 1).join(' '),
      ...Array.from({ length: width - Math.max(cells.length, width - 1) - 1 }, () => ''),
    ].slice(0, width);
  return {
    header: head.every((cell) => cell === '') ? [] : fit(head),
    rows: rows.map((row) => fit(cellsOf(row))),
    align: Array.from({ length: width }, (_, column) => align[column] ?? 'left'),
  };
}

function cellsOf(row: string): string[] {
  const text = row.replace(/^[ \t>]*\|?/, '').trimEnd();
  const cells: string[] = [];
  let from = 0;
  for (const match of text.matchAll(DIVIDERS)) {
    if (match[0] !== '|') continue;
    cells.push(text.slice(from, match.index).trim());
    from = match.index + 1;
  }
  const last = text.slice(from).trim();
  return last === '' && from > 0 ? cells : [...cells, last];
}

function alignOf(delimiter: string): Align {
  if (!delimiter.endsWith(':')) return 'left';
  return delimiter.startsWith(':') ? 'center' : 'right';
}

function aligned({ header, rows, align }: Table, quote: string): string | undefined {
  const all = header.length > 0 ? [header, ...rows] : rows;
  if (all.length === 0 || all.flat().some(needsMarkdown)) return undefined;
  const texts = all.map((row) => row.map(plainText));
  const widths = align.map((_, column) => Math.max(...texts.map((row) => displayWidth(row[column] ?? ''))));
  const width = widths.reduce((sum, one) => sum + one + GAP.length, -GAP.length);
  if (width > PHONE_COLUMNS) return undefined;
  const lines = texts.map((row) =>
    row.map((cell, at) => pad(cell, widths[at] ?? 0, align[at] ?? 'left')).join(GAP),
  );
  if (header.length > 0) lines.splice(1, 0, widths.map((one) => '-'.repeat(one)).join(GAP));
  return codeBlock(lines.map((line) => line.trimEnd()).join('\n'), '', quote);
}

/** In a code block it would be dead text. */
function needsMarkdown(cell: string): boolean {
  return /\]\(|https?:\/\/|<(?:@|#|t:|a?:\w{2,32}:|a\s|img\s)/i.test(cell);
}

function pad(text: string, width: number, align: Align): string {
  const room = width - displayWidth(text);
  const before = align === 'left' ? 0 : align === 'right' ? room : Math.floor(room / 2);
  return ' '.repeat(before) + text + ' '.repeat(room - before);
}

function list({ header, rows }: Table, quote: string): string {
  if (rows.length === 0) return quote + header.map(bold).join(' · ');
  return rows
    .map((row) =>
      item(header, row)
        .map((line) => quote + line)
        .join('\n'),
    )
    .join('\n');
}

function item(header: string[], [first = '', ...others]: string[]): string[] {
  const name = bold(first);
  const details = others.flatMap((cell, at) => {
    const title = withoutBold(header[at + 1] ?? '');
    return cell === '' ? [] : [(title === '' ? '' : `${title}: `) + oneLine(cell)];
  });
  const [only = '', ...more] = details;
  if (name === '') return [`- ${only}`, ...more.map((line) => `  ${line}`)];
  if (more.length === 0) return [only === '' ? `- ${name}` : `- ${name}: ${only}`];
  return [`- ${name}`, ...details.map((line) => `  ${line}`)];
}

function bold(cell: string): string {
  const text = withoutBold(cell);
  return text === '' ? '' : `**${text}**`;
}

function withoutBold(cell: string): string {
  return oneLine(cell)
    .replaceAll(/\*\*|__/g, '')
    .trim();
}

function oneLine(cell: string): string {
  return cell.replaceAll(/\s*<br\s*\/?>\s*/gi, ' · ');
}
