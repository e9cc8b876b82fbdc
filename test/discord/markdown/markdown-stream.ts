import assert from 'node:assert/strict';
import { type Fence, afterLine, openFence } from '../../../src/conversation/code-fences.ts';
import { forDiscord } from './for-discord.ts';
import { createPieces } from '../../../src/discord/markdown/pieces.ts';
import type { Piece } from '../../../src/discord/markdown/pages.ts';

/** What people read: code and text, without fences, quote marks and white space. */
function readable(pieces: readonly string[]): { code: string; text: string } {
  const read = { code: '', text: '' };
  for (const piece of pieces) {
    let fence: Fence | undefined;
    for (const line of piece.split('\n')) {
      const after = afterLine(fence, line);
      const bare = after === fence ? line : withoutFence(line, fence ?? after);
      read[fence ? 'code' : 'text'] += bare.replaceAll(/[\s>\u200b]/g, '');
      fence = after;
    }
  }
  return read;
}

function withoutFence(line: string, fence: Fence | undefined): string {
  const [whole, before = ''] = /^((?:\s|>|[-*+]\s|\d+[.)]\s)*)(?:`{3,}|~{3,})/.exec(line) ?? [];
  return whole === undefined ? line.slice(0, line.lastIndexOf(fence?.marker ?? '')) : before;
}

/** A file holds the whole code, and its message ends with the beginning of it. */
function checkFile({ content, text, file }: Piece): void {
  assert.ok(file);
  const print = /\n-# The whole code is in the file `(.*)`, ([\d,]+) lines?\.$/.exec(content);
  assert.equal(print?.[1], file.name);
  assert.equal(Number(print[2]?.replaceAll(',', '')), file.text.split('\n').length - 1);
  assert.ok(readable([text]).code.endsWith(readable([`${'~'.repeat(20)}\n${file.text}`]).code));
  const preview = readable([content.slice(0, print.index).replace(/ …(?=\n[\s>]*```$)/, '')]);
  assert.ok(preview.code !== '' && readable([text]).code.startsWith(preview.code));
  assert.equal(preview.text, readable([text]).text);
}

export interface Stream {
  answer: string;
  /** Of the chunks, in turn: UTF-16 code units. */
  sizes: readonly number[];
  limit: number;
  files: boolean;
  /** Only of documents whose code blocks are closed can it be said that those of every piece are. */
  isClosed?: boolean;
}

/** Writes an answer in chunks and sees that all is well at every moment; returns how often it was settled. */
export function checkStream({ answer, sizes, limit, files, isClosed = true }: Stream): number {
  const pieces = createPieces({ limit, files });
  let settled: Piece[] = [];
  for (let at = 0, turn = 0; at < answer.length; turn++) {
    at += sizes[turn % sizes.length] ?? 1;
    const now = pieces.push(answer.slice(0, at));
    assert.deepEqual(now.settled.slice(0, settled.length), settled);
    assert.ok(now.open.content.length <= limit);
    if (isClosed) assert.equal(openFence(now.open.content), undefined);
    settled = [...now.settled];
  }
  const all = pieces.end(answer);
  assert.deepEqual(all.slice(0, settled.length), settled);
  for (const piece of all) {
    assert.ok(piece.content.length <= limit && piece.content.trim() !== '');
    if (isClosed) assert.equal(openFence(piece.content), undefined);
    if (piece.file) checkFile(piece);
    else assert.equal(piece.text, piece.content);
  }
  assert.deepEqual(readable(all.map(({ text }) => text)), readable([forDiscord(answer)]));
  const atOnce = createPieces({ limit, files }).end(answer);
  assert.deepEqual(filesOf(all), filesOf(atOnce));
  return settled.length;
}

function filesOf(pieces: readonly Piece[]): Piece['file'][] {
  return pieces.flatMap(({ file }) => (file ? [file] : []));
}
