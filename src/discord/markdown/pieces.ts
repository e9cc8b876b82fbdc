import { readBlock, showBlocks } from './blocks.ts';
import { type Fence, closingLine, openFence } from '../../conversation/fences.ts';
import { forDiscord } from './for-discord.ts';
import { growing } from './growing.ts';
import { LONGEST_WITH_REFERENCES } from './references.ts';
import { MESSAGE_LIMIT, split, splitOnce } from './split.ts';
import { unchanging } from './unfinished.ts';

/**
 * UTF-16 code units behind a cut that must be known. More than the longest line that may be a fence or a title: what
 * is cut in the middle stays a text.
 */
const MARGIN = 250;

/** The messages of an answer that grows. */
export interface Pieces {
  /** Takes all of the answer so far. What is settled never changes again; what is open is one message, perhaps empty. */
  push(soFar: string): { settled: readonly string[]; open: string };
  /**
   * All messages of the complete answer, the settled ones first, with `below` as the last paragraph. They start anew
   * when it is not the answer that was pushed.
   */
  end(whole: string, below?: string): string[];
}

/**
 * Cuts an answer into messages while it grows. Blocks are shown for Discord as soon as nothing that may still come can
 * change them; a message is settled when such blocks go beyond it. The open one shows the rest, and no more than fits
 * in: what is longer, and not settled, waits.
 */
export function createPieces(limit: number = MESSAGE_LIMIT): Pieces {
  const settled: string[] = [];
  let known = '';
  /** How much of the answer is in `shown`, up to the beginning of a line, and of what is shown of that line. */
  let taken = 0;
  let begun = 0;
  let fence: Fence | undefined;
  /** For Discord, for good, and not in a settled message yet. */
  let shown = '';

  const goesOn = (text: string) => text.startsWith(known.slice(0, taken + begun));

  function take(soFar: string): void {
    known = soFar;
    const lines = soFar.slice(taken).split('\n');
    const last = lines.pop() ?? '';
    let at = 0;
    while (at < lines.length) {
      const block = readBlock({ lines, at, isWhole: false }, fence);
      if (!block) return;
      shown += `${block.shown.slice(begun)}\n`;
      begun = 0;
      fence = block.fence;
      for (const end = at + block.count; at < end; at++) taken += (lines[at]?.length ?? 0) + 1;
    }
    const sure = fence ? 0 : unchanging(last);
    if (sure > begun) {
      shown += last.slice(begun, sure);
      begun = sure;
    }
  }

  function settle(): void {
    if (known.length <= LONGEST_WITH_REFERENCES) return;
    while (shown.trim().length > limit + MARGIN) {
      const { piece, rest } = splitOnce(shown, limit);
      if (piece !== '') settled.push(piece);
      shown = rest;
    }
  }

  return {
    push(soFar) {
      if (goesOn(soFar)) {
        take(soFar);
        settle();
      }
      const tail = growing(known.slice(taken), fence).split('\n');
      const open = withBelow(shown + showBlocks(tail, fence).slice(begun)).trim();
      return { settled, open: open.length <= limit ? open : (split(open, limit)[0] ?? '') };
    },

    end(whole, below = '') {
      if (settled.length === 0 || !goesOn(whole)) return split(withBelow(forDiscord(whole), below), limit);
      const tail = showBlocks(whole.slice(taken).split('\n'), fence).slice(begun);
      return [...settled, ...split(withBelow(shown + tail, below), limit)];
    },
  };
}

/** A code block that is left open would take what stands below it into the block. */
function withBelow(text: string, below = ''): string {
  const end = text.trimEnd();
  const fence = openFence(end);
  return [fence ? `${end}\n${closingLine(fence)}` : end, below].join(below === '' ? '' : '\n\n');
}
