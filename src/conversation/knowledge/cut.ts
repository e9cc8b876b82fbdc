import type { Passage } from '../../store/knowledge.ts';
import { afterLine, type Fence, LONGEST_LINE } from '../code-fences.ts';

/** Characters; about 300 tokens. Longer ones find no better (bench/knowledge), and fewer of them fit. */
export const PASSAGE_CHARACTERS = 1_200;

/** Characters of one heading, of which a passage may stand under six. */
const HEADING_CHARACTERS = 100;

/** https://spec.commonmark.org/0.31.2/#atx-headings */
const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*$/;

/**
 * Cuts a text into passages: at its headings, then between paragraphs, then between lines, sentences and words. Each
 * passage keeps the headings that it stands under. Markdown is read as such; any other text has no headings.
 */
export function cut(text: string): Passage[] {
  const passages: Passage[] = [];
  const headings: string[] = [];
  let blocks: string[] = [];
  let block: string[] = [];
  let fence: Fence | undefined;

  function endBlock(): void {
    const whole = block.join('\n').trimEnd();
    if (whole.trim() !== '') blocks.push(whole);
    block = [];
  }

  function endSection(): void {
    endBlock();
    const heading = headings.filter(Boolean).join(' › ');
    passages.push(...pack(blocks).map((piece) => ({ heading, text: piece })));
    blocks = [];
  }

  for (const line of text.replaceAll(/\r\n?/g, '\n').split('\n')) {
    const was = fence;
    fence = afterLine(fence, line);
    const isText = was === undefined && fence === undefined && line.length <= LONGEST_LINE;
    const [, marks = '', title = ''] = (isText && HEADING.exec(line)) || [];
    if (marks !== '') {
      endSection();
      headings.length = marks.length - 1;
      headings[marks.length - 1] = plain(title);
    } else if (line.trim() === '' && !fence) endBlock();
    else block.push(line);
  }
  endSection();
  return passages;
}

/** As many blocks in each piece as fit. */
function pack(blocks: readonly string[]): string[] {
  const pieces: string[] = [];
  for (const block of blocks.flatMap(split)) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + 2 + block.length <= PASSAGE_CHARACTERS)
      pieces[pieces.length - 1] = `${last}\n\n${block}`;
    else pieces.push(block);
  }
  return pieces;
}

/** A block that is too long, in pieces that are not. */
function split(block: string): string[] {
  const pieces: string[] = [];
  let rest = block;
  while (rest.length > PASSAGE_CHARACTERS) {
    const end = endOf(rest);
    pieces.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end);
  }
  return [...pieces, rest].filter((piece) => piece.trim() !== '');
}

/** Behind the last line, sentence or word that fits, unless that leaves less than half. */
function endOf(text: string): number {
  const fitting = text.slice(0, PASSAGE_CHARACTERS);
  for (const boundary of [/\n/g, /[.!?。！？]\s|[。！？]/g, /\s/g]) {
    const last = [...fitting.matchAll(boundary)].at(-1);
    const end = last ? last.index + last[0].length : 0;
    if (end > PASSAGE_CHARACTERS / 2) return end;
  }
  const isHalf = /[\ud800-\udbff]$/.test(fitting);
  return PASSAGE_CHARACTERS - (isHalf ? 1 : 0);
}

/** A heading without its Markdown, so that it can be shown anywhere. */
function plain(heading: string): string {
  const text = heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
  return text.slice(0, HEADING_CHARACTERS).toWellFormed().trim();
}
