import { join } from '../../conversation/continued.ts';
import { type Key, type Locale, say, text } from '../../language/language.ts';
import type { Settings } from '../../settings/schema.ts';
import { type Piece, pieceOf, withBelow } from './pages.ts';
import { createPieces } from './pieces.ts';
import { MESSAGE_LIMIT } from './split.ts';

/** Messages that an answer may have where a server wants a very long one as a file. */
const MOST_MESSAGES = 5;

/** UTF-16 code units of the beginning that is shown of an answer that is a file. */
const BEGINNING = 1_500;

/** How an answer is delivered. */
export interface Way {
  /** Whether messages may have files. */
  files: boolean;
  longReplies: Settings['longReplies'];
  /** What the answer goes on with. */
  before: string;
  locale: Locale;
}

/** An answer as the messages that people see. */
export interface Messages {
  readonly files: boolean;
  /** Takes all of the answer so far. `below` is the last paragraph for now. */
  soFar(answer: string, below?: string): Piece[];
  /** The messages of the complete answer, with `below` as the last paragraphs. */
  whole(answer: string, below: string): Piece[];
}

export function createMessages(way: Way): Messages {
  const pieces = createPieces(way);
  const isTooLong = (all: readonly Piece[]) =>
    way.files && way.longReplies === 'file' && all.length > MOST_MESSAGES;
  const small = (key: Key) => `-# ${say(way.locale, text(key))}`;

  return {
    files: way.files,

    soFar(answer, below = '') {
      const { settled, open } = pieces.push(answer);
      const all = open.content === '' ? [...settled] : [...settled, open];
      const shown = isTooLong(all)
        ? [...all.slice(0, MOST_MESSAGES), pieceOf(small('answer.gettingLong'))]
        : all;
      const last = shown.at(-1);
      if (!last) return below === '' ? [] : [pieceOf(below)];
      return [...shown.slice(0, -1), ...withBelow(last, below, MESSAGE_LIMIT)];
    },

    whole(answer, below) {
      const all = pieces.end(answer, below);
      // The model only closed the code block that it was to go on with.
      if (all.length === 0) return [{ content: small('answer.nothingMore'), text: '' }];
      return isTooLong(all) ? [inFile(answer, `${small('answer.inFile')}\n\n${below}`, way.before)] : all;
    },
  };
}

/** The beginning of an answer, and a file with all that it is and goes on with. */
function inFile(answer: string, below: string, before: string): Piece {
  const [beginning] = createPieces({ limit: BEGINNING, before }).end(answer);
  const paragraphs = [beginning?.content ?? '', below];
  return {
    content: paragraphs.join('\n\n').trim(),
    text: answer,
    file: { name: 'answer.md', text: `${join(before, answer)}\n` },
  };
}
