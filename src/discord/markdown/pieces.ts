import type { Locale } from '../../language/language.ts';
import type { Piece } from './pages.ts';
import { createReading, type Reading } from './reading.ts';
import { LONGEST_WITH_REFERENCES, resolveReferences } from './references.ts';
import { reopened } from './reopened.ts';
import { MESSAGE_LIMIT } from './split.ts';

/** The messages of an answer that grows. */
export interface Pieces {
  /** Takes all of the answer so far. What is settled never changes again; what is open is one message, perhaps empty. */
  push(soFar: string): { settled: readonly Piece[]; open: Piece };
  /**
   * All messages of the complete answer, the settled ones first, with `below` as the last paragraphs. They start anew
   * when it is not the answer that was pushed.
   */
  end(whole: string, below?: string): Piece[];
}

export interface PiecesOptions {
  /** UTF-16 code units of a message; 400 or more. */
  limit?: number;
  /** Whether code that is longer than a message becomes a file. Otherwise it goes on in the next message. */
  files?: boolean;
  /** What the answer goes on with. */
  before?: string;
  /** The language of the small print; default English. */
  locale?: Locale;
}

/**
 * Cuts an answer into messages while it grows. Blocks are shown for Discord as soon as nothing that may still come can
 * change them; a message is settled when such blocks go beyond it. The open one shows the rest, and no more than fits
 * in: what is longer, and not settled, waits.
 *
 * A code block that is longer than a message is a preview and a file, from the moment when it outgrows a message; until
 * then no message is settled that has a part of it.
 */
export function createPieces({
  limit = MESSAGE_LIMIT,
  files = false,
  before = '',
  locale = 'en',
}: PiecesOptions = {}): Pieces {
  const begin = (): Reading => createReading({ limit, files, before, locale });
  const reading = begin();
  let known = '';

  const goesOn = (text: string) => text.startsWith(known.slice(0, reading.taken));
  /** What a shorter answer refers to may still come. */
  const mayRefer = (text: string) => text.length <= LONGEST_WITH_REFERENCES;

  return {
    push(soFar) {
      const text = reopened(before, soFar);
      if (goesOn(text)) {
        known = text;
        reading.take(text);
      }
      const open = reading.open(known);
      const { decided } = reading;
      return mayRefer(known) ? { settled: [], open: decided[0] ?? open } : { settled: decided, open };
    },

    end(words, below = '') {
      const whole = reopened(before, words);
      return mayRefer(whole) || reading.decided.length === 0 || !goesOn(whole)
        ? begin().finish(resolveReferences(whole), below)
        : reading.finish(whole, below);
    },
  };
}
