import { createHash } from 'node:crypto';
import type { Pixels } from '../looks-like.ts';
import { hasDot, LETTER, plain } from './font.ts';
import { type Block, CELL, fitText } from './lines.ts';
import { type Colour, encodePng } from './png.ts';

const PAPER: Colour = [250, 246, 236];
const INK: Colour = [44, 40, 52];

/** Warp and weft of a cloth, in two shades each. */
const CLOTHS: readonly (readonly [Colour, Colour, Colour, Colour])[] = [
  [
    [196, 78, 82],
    [178, 64, 70],
    [232, 196, 144],
    [222, 182, 126],
  ],
  [
    [66, 110, 160],
    [54, 96, 146],
    [196, 216, 226],
    [182, 204, 216],
  ],
  [
    [84, 132, 92],
    [70, 118, 80],
    [226, 214, 160],
    [214, 200, 142],
  ],
  [
    [122, 88, 150],
    [108, 74, 136],
    [236, 200, 206],
    [226, 184, 192],
  ],
  [
    [210, 136, 60],
    [196, 120, 46],
    [120, 150, 150],
    [106, 136, 138],
  ],
];

/** Pixels of a thread, of the paper's edge, and of the paper's margin. */
const THREAD = 32;
const EDGE = 96;
const MARGIN = 32;

/** Of the paper's height, what a note below the words may take. */
const NOTE_SHARE = 0.15;

/** A test picture: a cloth whose colours come from the words, and a paper on it with the words. The same each time. */
export function drawPicture({ width, height }: Pixels, words: string, note = ''): Buffer {
  const cloth = CLOTHS[(createHash('sha256').update(words).digest()[0] ?? 0) % CLOTHS.length] ?? [];
  const pixels = new Uint8Array(width * height);
  weave(pixels, width);

  const edge = Math.min(EDGE, Math.floor(Math.min(width, height) / 8));
  const paper = { left: edge, top: edge, width: width - 2 * edge, height: height - 2 * edge };
  fill(pixels, width, paper, PAPER_INDEX);

  const inner = { width: paper.width - 2 * MARGIN, height: paper.height - 2 * MARGIN };
  const small = note === '' ? undefined : fitText(plain(note), inner.width, inner.height * NOTE_SHARE);
  const noteHeight = small ? heightOf(small) : 0;
  const text = fitText(plain(words), inner.width, inner.height - noteHeight);
  const left = paper.left + MARGIN;
  const top = paper.top + MARGIN;
  write(pixels, width, text, left, top + Math.floor((inner.height - noteHeight - heightOf(text)) / 2));
  if (small) write(pixels, width, small, left, top + inner.height - noteHeight);
  return encodePng(width, pixels, [...cloth, PAPER, INK]);
}

/** Behind the four colours of the cloth. */
const PAPER_INDEX = 4;
const INK_INDEX = 5;

function weave(pixels: Uint8Array, width: number): void {
  for (let at = 0; at < pixels.length; at++) {
    const x = at % width;
    const y = (at - x) / width;
    const isWarp = (Math.floor(x / THREAD) + Math.floor(y / THREAD)) % 2 === 0;
    const across = (isWarp ? x : y) % THREAD;
    const isShaded = across < THREAD / 8 || across >= THREAD - THREAD / 8;
    pixels[at] = (isWarp ? 0 : 2) + (isShaded ? 1 : 0);
  }
}

interface Box extends Pixels {
  left: number;
  top: number;
}

function fill(pixels: Uint8Array, width: number, box: Box, index: number): void {
  for (let y = box.top; y < box.top + box.height; y++)
    pixels.fill(index, y * width + box.left, y * width + box.left + box.width);
}

function write(pixels: Uint8Array, width: number, { lines, dot }: Block, left: number, top: number): void {
  for (const [row, line] of lines.entries())
    for (const [column, letter] of Array.from(line).entries())
      for (let x = 0; x < LETTER.width; x++)
        for (let y = 0; y < LETTER.height; y++)
          if (hasDot(letter, x, y)) {
            const box = {
              left: left + (column * CELL.width + x) * dot,
              top: top + (row * CELL.height + y) * dot,
              width: dot,
              height: dot,
            };
            fill(pixels, width, box, INK_INDEX);
          }
}

function heightOf({ lines, dot }: Block): number {
  return lines.length * CELL.height * dot;
}
