import { parseInline } from './inline.ts';
import type { Block } from './tree.ts';

const FENCE = /```(?:([\w+\-.#]+)\n)?\n*([\s\S]*?[^\n`][\s\S]*?)\n*```/y;
const HEADING = /^(#{1,3}) +(\S.*)$/;
const SUBTEXT = /^-# +(\S.*)$/;
const QUOTE = /^ *> ?(?!>)/;
const LONG_QUOTE = /^ *>>> /;
const ITEM = /^( *)([-*]|\d{1,9}\.) +(?=\S)/;

// Discord stops indenting about here, too.
const MAX_DEPTH = 10;

/** Parses Markdown as Discord shows it. Tables, images and rules are no part of it and stay text. */
export function parseMarkdown(text: string): Block[] {
  return parse(text.replaceAll('\r\n', '\n'), 0, false);
}

function parse(text: string, depth: number, quoted: boolean): Block[] {
  const blocks: Block[] = [];
  let paragraph = '';
  const flush = (): void => {
    // One line break is what separates a paragraph from the block after it.
    const body = paragraph.replace(/\n$/, '');
    if (body) blocks.push({ type: 'paragraph', children: parseInline(body) });
    paragraph = '';
  };
  let at = 0;
  while (at < text.length) {
    const found = block(text, at, depth, quoted);
    if (found) {
      flush();
      blocks.push(found.block);
      at = found.end;
      continue;
    }
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const fence = fenceWithin(text, at, line);
    if (fence) {
      paragraph += text.slice(at, fence.start);
      flush();
      blocks.push(fence.block);
      at = afterBreak(text, fence.end);
    } else {
      paragraph += text.slice(at, end + 1);
      at = end + 1;
    }
  }
  flush();
  return blocks;
}

interface Found {
  block: Block;
  end: number;
}

/** The block whose first line starts at `at`. */
function block(text: string, at: number, depth: number, quoted: boolean): Found | undefined {
  const end = lineEnd(text, at);
  const line = text.slice(at, end);
  const heading = HEADING.exec(line);
  if (heading) {
    const [, marks = '', title = ''] = heading;
    return {
      block: { type: 'heading', level: marks.length, children: parseInline(title.trim()) },
      end: end + 1,
    };
  }
  const subtext = SUBTEXT.exec(line);
  if (subtext) return { block: { type: 'subtext', children: parseInline(subtext[1] ?? '') }, end: end + 1 };
  if (depth >= MAX_DEPTH) return undefined;
  if (!quoted && LONG_QUOTE.test(line)) {
    const body = text.slice(at).replace(LONG_QUOTE, '');
    return { block: { type: 'quote', children: parse(body, depth + 1, true) }, end: text.length };
  }
  if (!quoted && /^ *> /.test(line)) return quote(text, at, depth);
  return ITEM.test(line) ? list(text, at, depth, quoted) : undefined;
}

function quote(text: string, at: number, depth: number): Found {
  const lines: string[] = [];
  let end = at;
  while (end < text.length) {
    const line = text.slice(end, lineEnd(text, end));
    if (!/^ *>(?: |$)/.test(line)) break;
    lines.push(line.replace(QUOTE, ''));
    end = lineEnd(text, end) + 1;
  }
  return { block: { type: 'quote', children: parse(lines.join('\n'), depth + 1, true) }, end };
}

function list(text: string, at: number, depth: number, quoted: boolean): Found {
  const first = ITEM.exec(text.slice(at, lineEnd(text, at)));
  const indent = first?.[1]?.length ?? 0;
  const ordered = /\d/.test(first?.[2] ?? '');
  const items: string[][] = [];
  let offset = 0;
  let end = at;
  while (end < text.length) {
    const stop = itemLineEnd(text, end);
    const line = text.slice(end, stop);
    const marker = ITEM.exec(line);
    const depthOfLine = line.search(/\S/);
    if (marker && depthOfLine <= indent) {
      if (/\d/.test(marker[2] ?? '') !== ordered) break;
      offset = marker[0].length;
      items.push([dedent(line.slice(offset), offset)]);
    } else if (depthOfLine > indent) {
      items.at(-1)?.push(dedent(line, offset));
    } else if (depthOfLine < 0 && goesOn(text, stop + 1, indent, ordered)) {
      items.at(-1)?.push('');
    } else {
      break;
    }
    end = stop + 1;
  }
  const start = ordered ? Number.parseInt(first?.[2] ?? '1', 10) : undefined;
  const children = items.map((lines) => parse(lines.join('\n').trimEnd(), depth + 1, quoted));
  return { block: { type: 'list', start, items: children }, end };
}

/** A list goes on after an empty line when its next line is a further item or belongs to the last one. */
function goesOn(text: string, at: number, indent: number, ordered: boolean): boolean {
  const line =
    text
      .slice(at)
      .split('\n')
      .find((line) => line.trim() !== '') ?? '';
  const marker = ITEM.exec(line);
  return line.search(/\S/) > indent || (marker !== null && /\d/.test(marker[2] ?? '') === ordered);
}

/** A code block belongs to its item as a whole, however its lines are indented. */
function itemLineEnd(text: string, at: number): number {
  const end = lineEnd(text, at);
  const fence = fenceWithin(text, at, text.slice(at, end));
  return fence ? lineEnd(text, fence.end) : end;
}

function dedent(lines: string, columns: number): string {
  return lines.replaceAll(new RegExp(`^ {1,${Math.max(columns, 1)}}`, 'gm'), '');
}

function fenceWithin(
  text: string,
  at: number,
  line: string,
): { block: Block; start: number; end: number } | undefined {
  const offset = line.indexOf('```');
  if (offset < 0) return undefined;
  FENCE.lastIndex = at + offset;
  const found = FENCE.exec(text);
  if (!found) return undefined;
  const block: Block = { type: 'code', language: found[1] ?? '', text: found[2] ?? '' };
  return { block, start: at + offset, end: FENCE.lastIndex };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function afterBreak(text: string, at: number): number {
  return text[at] === '\n' ? at + 1 : at;
}
