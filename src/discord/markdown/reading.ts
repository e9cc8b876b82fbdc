import {
  closingLine,
  endsWithoutQuote,
  type Fence,
  LONGEST_LINE,
  openingLine,
} from '../../conversation/code-fences.ts';
import type { Locale } from '../../language/language.ts';
import { type Read, readBlock, showBlocks } from './blocks.ts';
import { codeLine, FENCE } from './code.ts';
import { withNumber } from './file-names.ts';
import { growing } from './growing.ts';
import {
  addLine,
  blockAtEnd,
  type CodeBlock,
  openBlock,
  previewOf,
  printBelow,
  printBelowGrowing,
} from './long-code.ts';
import { createPages, type Piece } from './pages.ts';
import { unchanging } from './unfinished.ts';

/** An answer that is read from its beginning, for Discord. */
export interface Reading {
  /** How much of the answer is read for good. */
  readonly taken: number;
  /** The messages that nothing can change any more. */
  readonly decided: readonly Piece[];
  /** Reads what is new in an answer so far, and decides what can be decided. */
  take(soFar: string): void;
  /** The message behind those that are decided, perhaps empty, of an answer so far. */
  open(soFar: string): Piece;
  /** All messages of the whole answer, with `below` as its last paragraphs. */
  finish(whole: string, below: string): Piece[];
}

export interface ReadingOptions {
  /** UTF-16 code units of a message. */
  limit: number;
  /** Whether messages may have files: code that is longer than a message is one then. */
  files: boolean;
  /** What the answer goes on with. */
  before: string;
  /** The language of the small print. */
  locale: Locale;
}

export function createReading({ limit, files, before, locale }: ReadingOptions): Reading {
  const pages = createPages(limit);
  const earlier = blockAtEnd(before);
  const names = new Set<string>();
  /** How much of the answer is read, up to the beginning of a line, and how much of what is shown of that line. */
  let taken = 0;
  let begun = 0;
  let fence: Fence | undefined;
  let above = '';
  /** The code block that is open, where it may become a file, and what is shown of it once it is known to be one. */
  let block: CodeBlock | undefined;
  let preview: string | undefined;

  /** Reads lines as far as nothing that may still come can change them; true: all of them. */
  function read(lines: readonly string[], isWhole: boolean): boolean {
    for (let at = 0; at < lines.length;) {
      const found = readBlock({ lines, at, isWhole }, fence);
      if (!found) return false;
      put(lines[at] ?? '', found);
      begun = 0;
      for (const end = at + found.count; at < end; at++) {
        const line = lines[at] ?? '';
        taken += line.length + 1;
        if (line.trim() !== '') above = line;
      }
    }
    return true;
  }

  function put(line: string, { shown, fence: after }: Read): void {
    const open = fence;
    fence = after;
    if (block && open && !endsWithoutQuote(open, line)) {
      addLine(block, line);
      if (after) measure(block, '');
      else close(block);
      return;
    }
    if (block) close(block);
    if (files && after && after !== open) block = opened(line, after);
    else pages.add(`${shown.slice(begun)}\n`);
  }

  function readUnfinished(line: string): void {
    if (fence) {
      // A closing line is never that long.
      if (block && line.length > LONGEST_LINE) measure(block, codeLine(line, fence, fence));
      return;
    }
    const sure = unchanging(line);
    if (sure <= begun) return;
    pages.add(line.slice(begun, sure));
    begun = sure;
  }

  function opened(line: string, by: Fence): CodeBlock {
    const begins = openBlock(line, by, above);
    const goesOn = earlier && taken === 0 && line === openingLine(earlier.fence);
    return goesOn ? { ...begins, name: earlier.name, earlier: earlier.source } : begins;
  }

  /** A block that turns out to be longer than a message is a preview from then on. */
  function measure(code: CodeBlock, unfinished: string): void {
    if (preview !== undefined) return;
    preview = previewOf(code, unfinished, limit);
    if (preview !== undefined) pages.makeRoomFor(preview);
  }

  function close(code: CodeBlock): void {
    if (preview === undefined) pages.add(code.lines);
    else {
      const name = withNumber(code.name, names);
      names.add(name.toLowerCase());
      pages.end(pieceWithFile(pages.text, preview, code, name, locale));
    }
    block = undefined;
    preview = undefined;
  }

  return {
    get taken() {
      return taken + begun;
    },
    decided: pages.decided,

    take(soFar) {
      const lines = soFar.slice(taken).split('\n');
      const unfinished = lines.pop() ?? '';
      if (read(lines, false)) readUnfinished(unfinished);
      if (!block) pages.fill('');
      else if (preview === undefined)
        pages.fill(block.lines + closingLine({ ...block.fence, marker: FENCE }));
    },

    open(soFar) {
      if (block && preview !== undefined)
        return pages.open(`${preview}\n${printBelowGrowing(locale, block)}`);
      const tail = growing(soFar.slice(taken), fence).split('\n');
      return pages.open((block?.lines ?? '') + showBlocks(tail, fence).slice(begun));
    },

    finish(whole, below) {
      read(whole.slice(taken).split('\n'), true);
      if (block) close(block);
      return pages.all(below);
    },
  };
}

/** The message with a preview, behind the text that stands there before it. */
function pieceWithFile(head: string, preview: string, block: CodeBlock, name: string, locale: Locale): Piece {
  const { prefix, language, fence, source, earlier } = block;
  const text = earlier + source;
  return {
    content: `${head}${preview}\n${printBelow(locale, name, text)}`.trim(),
    text: `${head}${prefix}${fence.marker}${language}\n${source}${fence.marker}`.trim(),
    file: { name, text },
  };
}
