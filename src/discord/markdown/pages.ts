import { closingLine, openFence } from '../../conversation/code-fences.ts';
import { SMALL_PRINT } from './long-code.ts';
import { split, splitOnce } from './split.ts';

/** One message of an answer. */
export interface Piece {
  /** What Discord is sent. */
  content: string;
  /** The part of the answer that people read in it: in the place of a preview, the whole code. */
  text: string;
  /** Holds the code whose preview stands at the end of the message. */
  file?: { name: string; text: string };
}

/** What is known of an answer, for Discord, on its way into messages. */
export interface Pages {
  /** The messages that nothing can change any more. */
  readonly decided: readonly Piece[];
  /** What stands behind them. */
  readonly text: string;
  /** Adds what comes next. */
  add(text: string): void;
  /** Decides on messages that are full. `behind` is what follows and is to stay whole, if it can. */
  fill(behind: string): void;
  /** Decides on messages until what is left of the text has room for a preview behind it. */
  makeRoomFor(preview: string): void;
  /** A message with a file ends here: the file stands below all that is in it. It takes the place of the text. */
  end(piece: Piece): void;
  /** The message that is open when `tail` follows: as much as fits in. */
  open(tail: string): Piece;
  /** All messages, with `below` as the last paragraphs. */
  all(below: string): Piece[];
}

/**
 * UTF-16 code units behind a cut that must be known. More than the longest line that may be a fence or a title: what
 * is cut in the middle stays a text.
 */
const MARGIN = 250;

export function createPages(limit: number): Pages {
  const decided: Piece[] = [];
  let text = '';
  /** Decided as soon as something follows; until then there may be small print below it. */
  let last: Piece | undefined;

  const decide = (...contents: string[]) => void decided.push(...contents.map(pieceOf));

  function leaveLast(): void {
    if (last) decided.push(last);
    last = undefined;
  }

  /** False where all that is left would have to be cut is what stands behind it. */
  function cut(behind: string): boolean {
    const { piece, rest } = splitOnce(text + behind, limit);
    if (!rest.endsWith(behind)) return false;
    if (piece !== '') decide(piece);
    text = rest.slice(0, rest.length - behind.length);
    return true;
  }

  return {
    decided,
    get text() {
      return text;
    },

    add(more) {
      if (more.trim() !== '') leaveLast();
      text += more;
    },

    fill(behind) {
      while (text.trim().length > limit + MARGIN) cut('');
      const isOver = () => behind !== '' && (text + behind).trim().length > limit;
      while (isOver() && cut(behind));
    },

    makeRoomFor(preview) {
      leaveLast();
      const contents = split(text + preview, limit - SMALL_PRINT);
      const end = contents.pop() ?? '';
      const isWhole = end.endsWith(preview);
      decide(...(isWhole ? contents : split(text, limit)));
      text = isWhole ? end.slice(0, -preview.length) : '';
    },

    end(piece) {
      leaveLast();
      last = piece;
      text = '';
    },

    open(tail) {
      const open = closed(text + tail).trim();
      if (last && open === '') return last;
      leaveLast();
      return pieceOf(open.length <= limit ? open : (split(open, limit)[0] ?? ''));
    },

    all(below) {
      if (last && text.trim() === '') return [...decided, ...withBelow(last, below, limit)];
      leaveLast();
      return [...decided, ...withoutBelow(split(`${closed(text)}\n\n${below}`, limit), below)];
    },
  };
}

export function pieceOf(content: string): Piece {
  return { content, text: content };
}

/** A code block that is left open would take what stands below it into the block. */
function closed(text: string): string {
  const end = text.trimEnd();
  const fence = openFence(end);
  return fence ? `${end}\n${closingLine(fence)}` : end;
}

/** A message with a last paragraph, which is one of its own where there is no room. */
export function withBelow(piece: Piece, below: string, limit: number): Piece[] {
  if (below === '') return [piece];
  const content = `${piece.content}\n\n${below}`;
  return content.length <= limit ? [{ ...piece, content }] : [piece, { content: below, text: '' }];
}

/** Messages whose text is what stands in them without the paragraphs below the answer. */
function withoutBelow(contents: readonly string[], below: string): Piece[] {
  const left = below === '' ? [] : below.split('\n\n');
  const pieces = contents.toReversed().map((content) => {
    let text = content;
    for (let end = left.at(-1); end !== undefined && text !== '' && text.endsWith(end); end = left.at(-1)) {
      text = text.slice(0, -end.length).trimEnd();
      left.pop();
    }
    return { content, text };
  });
  return pieces.toReversed();
}
