/** Where a line can be cut; the lower, the better. */
export const SENTENCE = 4;
export const WORD = 5;

/** A part of a text: from the first index up to, not including, the second. */
export type Span = readonly [start: number, end: number];

/** UTF-16 code units; longer emphasis may be cut. Keeps the search for its end cheap. */
const LONGEST_EMPHASIS = 500;

/** Discord's own tags are listed at https://docs.discord.com/developers/reference#message-formatting. */
const WHOLE = new RegExp(
  [
    String.raw`\\[^\s]`, // an escaped character
    '(?<!`)(`+)(?!`)[^\\n]*?(?<!`)\\1(?!`)', // inline code
    String.raw`!?\[(?:[^[\]\n]|\[[^[\]\n]*\])*\]\((?:[^()\n]|\([^()\n]*\))*\)`, // a masked link
    String.raw`<(?:@[!&]?|#|t:|a?:\w{2,32}:|id:|https?:|/)[^<>\n]*>`, // mention, channel, time, emoji, guide, link, command
    String.raw`https?://[^\s<>]+`,
    String.raw`:\w{2,32}:`, // :emoji_name:
  ].join('|'),
  'g',
);

const EMPHASIS = new RegExp(
  String.raw`((?<!\*)\*{1,3}(?!\*)|(?<!\w)_{1,2}(?!_)|~~|\|\|)(?=\S)[^\n]{0,${LONGEST_EMPHASIS}}?\S\1(?![*_])`,
  'g',
);

/** Behind a sentence, before white space, behind a CJK comma; but no list, heading or quote may begin there. */
const BREAKS =
  /(?<sentence>[.!?…]+["'”’)\]*_~|]*(?=\s)|[。！？｡]+[」』”’）】]*)(?!\s+(?:[-*+>#]+|\d{1,9}[.)])\s)|\s+(?!\s|(?:[-*+>#]+|\d{1,9}[.)]|-#)\s)|[，、；：]/g;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What should stay in one piece: code, links and tags always, emphasis while it is no longer than `longest`. */
export function unbreakable(text: string, [start, end]: Span, longest: number): Span[] {
  const part = text.slice(start, end);
  const spans: Span[] = [];
  for (const match of part.matchAll(WHOLE)) spans.push(spanOf(match, start));
  for (const match of part.matchAll(EMPHASIS)) {
    if (match[0].length <= longest) spans.push(spanOf(match, start));
  }
  return spans;
}

function spanOf(match: RegExpExecArray, offset: number): Span {
  return [offset + match.index, offset + match.index + match[0].length];
}

/** Ends of sentences and words in a part of one line, outside of `whole` spans. */
export function wordBreaks(text: string, [start, end]: Span, whole: Span[]): { at: number; rank: number }[] {
  const breaks: { at: number; rank: number }[] = [];
  for (const match of text.slice(start, end).matchAll(BREAKS)) {
    const isSpace = match[0].trim() === '';
    const at = start + match.index + (isSpace ? 0 : match[0].length);
    const rank = match.groups?.['sentence'] === undefined ? WORD : SENTENCE;
    if (at > start && at < end && !surrounding(whole, at)) breaks.push({ at, rank });
  }
  return breaks;
}

/** The outermost span that a cut at `at` would go through. */
export function surrounding(spans: Span[], at: number): Span | undefined {
  return spans.filter(([start, end]) => start < at && at < end).toSorted((a, b) => a[0] - b[0])[0];
}

/** The last place in a span, `end` included, that divides neither what people see as one character nor a surrogate pair. */
export function characterBreak(text: string, [start, end]: Span): number {
  // A few characters more, to see whether one goes on behind the end. ICU looks at the neighbourhood only.
  const part = text.slice(start, end + 64);
  const found = start + (graphemes.segment(part).containing(end - start)?.index ?? 0);
  if (found > start) return found;
  const dividesPair = /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(end - 1, end + 1));
  return dividesPair && end - 1 > start ? end - 1 : end;
}
