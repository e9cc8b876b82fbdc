import assert from 'node:assert/strict';
import { type Fence, afterLine, openFence } from '../../src/conversation/fences.ts';
import { forDiscord } from '../../src/discord/markdown/for-discord.ts';
import { createPieces } from '../../src/discord/markdown/pieces.ts';

/** What people read: code and text, without fences, quote marks and white space. */
function readable(pieces: readonly string[]): { code: string; text: string } {
  const read = { code: '', text: '' };
  for (const piece of pieces) {
    let fence: Fence | undefined;
    for (const line of piece.split('\n')) {
      const after = afterLine(fence, line);
      const bare = after === fence ? line : withoutFence(line, fence ?? after);
      read[fence ? 'code' : 'text'] += bare.replaceAll(/[\s>]/g, '');
      fence = after;
    }
  }
  return read;
}

function withoutFence(line: string, fence: Fence | undefined): string {
  const [whole, before = ''] = /^((?:\s|>|[-*+]\s|\d+[.)]\s)*)(?:`{3,}|~{3,})/.exec(line) ?? [];
  return whole === undefined ? line.slice(0, line.lastIndexOf(fence?.marker ?? '')) : before;
}

/**
 * Writes an answer in chunks of these sizes and sees that all is well at every moment; returns how often it was settled.
 * Only of documents whose code blocks are closed can it be said that those of every piece are.
 */
export function checkStream(
  answer: string,
  sizes: readonly number[],
  limit: number,
  isClosed = true,
): number {
  const pieces = createPieces(limit);
  let settled: string[] = [];
  for (let at = 0, turn = 0; at < answer.length; turn++) {
    at += sizes[turn % sizes.length] ?? 1;
    const now = pieces.push(answer.slice(0, at));
    assert.deepEqual(now.settled.slice(0, settled.length), settled);
    assert.ok(now.open.length <= limit);
    if (isClosed) assert.equal(openFence(now.open), undefined);
    settled = [...now.settled];
  }
  const all = pieces.end(answer);
  assert.deepEqual(all.slice(0, settled.length), settled);
  for (const piece of all) {
    assert.ok(piece.length <= limit && piece.trim() !== '');
    if (isClosed) assert.equal(openFence(piece), undefined);
  }
  assert.deepEqual(readable(all), readable([forDiscord(answer)]));
  return settled.length;
}
