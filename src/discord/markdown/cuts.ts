import { SENTENCE, type Span, WORD, characterBreak, surrounding, unbreakable, wordBreaks } from './breaks.ts';
import { type Fence, closingLine } from '../../conversation/code-fences.ts';
import { type Line, isHeading, lineAt, onlyClosesFence, opensFence, survivesCut } from './lines.ts';

/** What a piece can be taken from. */
export interface View {
  text: string;
  lines: Line[];
  /** Where the piece begins in the text. */
  start: number;
  /** The index of the line that it begins in. */
  first: number;
  /** UTF-16 code units that it can have. */
  room: number;
}

/** Where a piece ends, and the code block that is open there. */
export interface Cut {
  at: number;
  fence: Fence | undefined;
}

/** A place to cut; the lower its rank, the better. */
interface Break extends Cut {
  rank: number;
}

const PARAGRAPH = 0;
const LINE = 1;
const CODE_PARAGRAPH = 2;
const CODE_LINE = 3;
/** Would leave a heading alone at the end of a piece. Sentences and words come before this. */
const HEADING = Math.max(SENTENCE, WORD) + 1;

/** Parts of a full piece: what one has, unless there is no other cut but a worse one. */
const HALF = 1 / 2;
/** The same, where a code block begins that fits into the next piece. */
const QUARTER = 1 / 4;
/** What should be left for the last piece. */
const REMNANT = 1 / 20;

/** Where the piece that begins at `view.start` ends. */
export function findCut(view: View): Cut {
  const { text, start, room } = view;
  if (text.length - start <= room) return { at: text.length, fence: undefined };
  const over = findOverflow(view);
  const between = breaksBetween(view, over);
  const inside = breaksInside(view, over);
  const good = [...between.filter(({ rank }) => rank !== HEADING), ...inside.breaks];
  const soft = text.length - room * REMNANT;
  return (
    beforeBlock(view, over, good) ??
    best(good, start + room * HALF, soft) ??
    best(good, start + room * HALF) ??
    (inside.stuck ? undefined : (best(good) ?? best(between))) ??
    cutAnywhere(view, over, inside.whole, soft)
  );
}

/** The last of the best breaks. */
function best(breaks: Break[], least = 0, most = Infinity): Break | undefined {
  let found: Break | undefined;
  for (const one of breaks) {
    if (one.at >= least && one.at <= most && (!found || one.rank <= found.rank)) found = one;
  }
  return found;
}

/** The first line that a piece can't have as a whole. */
interface Overflow {
  index: number;
  line: Line;
  /** Where the part of it that a piece can get begins, and the last place where that can end. */
  start: number;
  most: number;
}

function findOverflow({ text, lines, start, first, room }: View): Overflow {
  const end = start + room;
  let index = first;
  let line = lineAt(lines, index);
  while (line.blank || (line.end + closingLength(line.after) <= end && line.end < text.length)) {
    index += 1;
    line = lineAt(lines, index);
  }
  if (onlyClosesFence(text, line)) {
    // Something of the block has to go along with its end.
    do line = lineAt(lines, --index);
    while (line.blank);
  }
  const most = Math.min(end - closingLength(line.before), line.end - 1);
  return { index, line, start: Math.max(start, line.start), most };
}

/** What it costs to close the block at a cut. */
function closingLength(fence: Fence | undefined): number {
  return fence ? closingLine(fence).length + '\n'.length : 0;
}

/** Ends of lines, but none that leaves an empty code block. */
function breaksBetween({ text, lines, first }: View, over: Overflow): Break[] {
  const breaks: Break[] = [];
  let last: Line | undefined;
  let blanks = 0;
  for (const line of lines.slice(first, over.index + 1)) {
    if (line.blank) {
      blanks += 1;
      continue;
    }
    if (last && !opensFence(last) && !onlyClosesFence(text, line)) {
      breaks.push({ at: last.end, fence: last.after, rank: rankBetween(text, last, line, blanks) });
    }
    last = line;
    blanks = 0;
  }
  return breaks;
}

function rankBetween(text: string, last: Line, next: Line, blanks: number): number {
  if (last.after) return blanks > 0 ? CODE_PARAGRAPH : CODE_LINE;
  if (isHeading(text, last)) return HEADING;
  return blanks > 0 || last.before || opensFence(next) || isHeading(text, next) ? PARAGRAPH : LINE;
}

interface Inside {
  breaks: Break[];
  whole: Span[];
  /** Whether the word, or what else is not to be divided, that the piece ends in is longer than any piece. */
  stuck: boolean;
}

/** Ends of sentences and words in the line that does not fit. */
function breaksInside({ text, room }: View, { line, start, most }: Overflow): Inside {
  const marker = line.before ? /[\s>]*/y : /\s*(?:(?:[-*+>#]+|\d{1,9}[.)])\s+)*/y;
  marker.lastIndex = start;
  const from = start + (marker.exec(text)?.[0].length ?? 0);
  const end = Math.min(line.end, most + room);
  const whole = line.before ? [] : unbreakable(text, [start, end], room * HALF);
  const found = wordBreaks(text, [from, end], whole).filter(({ at }) => survivesCut(text, line, start, at));
  const breaks = found
    .filter(({ at }) => at <= most)
    .map(({ at, rank }) => ({ at, rank, fence: line.before }));
  const next = found[breaks.length]?.at ?? end;
  return { breaks, whole, stuck: from < most && next - (breaks.at(-1)?.at ?? from) > room };
}

/** A code block stays whole when it fits into the next piece and this one does not get too small. */
function beforeBlock({ lines, start, room }: View, over: Overflow, breaks: Break[]): Break | undefined {
  if (!over.line.before) return undefined;
  const outside = breaks.filter(({ fence }) => !fence);
  const cut = best(outside, start + room * QUARTER);
  if (!cut) return undefined;
  const last = lines.slice(over.index, over.index + room).find((line) => !line.after);
  return last && last.end - cut.at <= room ? cut : undefined;
}

/** Tries to find a place that does not make a fence of what is none. */
const TRIES = 32;

function cutAnywhere(view: View, over: Overflow, whole: Span[], soft: number): Cut {
  const { text } = view;
  const { line, start, most } = over;
  const goal = soft > start && soft < most ? Math.floor(soft) : most;
  const span = surrounding(whole, goal);
  const end = Math.max(span && span[0] > start ? span[0] : goal, start + 1);
  let at = characterBreak(text, [start, end]);
  for (let tries = 0; tries < TRIES && at > start + 1 && !survivesCut(text, line, start, at); tries++) {
    at = characterBreak(text, [start, at - 1]);
  }
  return { at, fence: line.before };
}
