import type { Span } from './breaks.ts';

/** One kind of thing that stands inside of a line. */
export interface Rule {
  /** Sticky; it begins with one of the characters of `MAY_BEGIN`. */
  pattern: RegExp;
  /** What is shown instead; undefined where it is not that kind of thing after all. */
  show: (match: RegExpExecArray, inner: (text: string) => string) => string | undefined;
}

/** A part of a line that a rule knows, and what it becomes. */
export interface Token {
  span: Span;
  shown: string;
}

const MAY_BEGIN = /[\\`[$]|<(?!\s)|&(?=[#\w])|!(?=!*\[)|https?:\/\//g;

/** UTF-16 code units; what is longer is not looked for. Keeps the search for the end of things cheap. */
export const LONGEST_SPAN = 500;

const keep = ([whole]: RegExpExecArray): string => whole;

/** What stays as it is, whatever stands in it. The order counts: the first that matches is taken. */
export const PROTECTED: readonly Rule[] = [
  { pattern: /\\[^\w\s]/y, show: keep },
  { pattern: new RegExp(`(\`+)(?!\`).{0,${LONGEST_SPAN}}?(?<!\`)\\1(?!\`)`, 'y'), show: keep },
  { pattern: /`+/y, show: () => undefined },
  // Discord's own: https://docs.discord.com/developers/reference#message-formatting
  { pattern: /<(?:@[!&]?|#|t:|a?:\w{2,32}:|id:|https?:|\/[^<>:]{1,100}:\d)[^<>]*>/y, show: keep },
  { pattern: /\[(?:[^[\]]|\[[^[\]]*\])*\]\((?:[^()]|\([^()]*\))*\)/y, show: keep },
  { pattern: /https?:\/\/[^\s<>]+/y, show: keep },
];

/** What `rules` find in `text`, from left to right. `loose` is where something may begin
 * that is not complete. */
export function scan(text: string, rules: readonly Rule[]): { tokens: Token[]; loose: number[] } {
  const tokens: Token[] = [];
  const loose: number[] = [];
  for (let at = nextStart(text, 0); at !== -1;) {
    const found = tokenAt(text, at, rules);
    if (typeof found === 'number') loose.push(at);
    else {
      tokens.push(found);
      // An escape, as long as no formula ends behind it.
      if (/^\\[([]$/.test(text.slice(...found.span))) loose.push(at);
    }
    at = nextStart(text, typeof found === 'number' ? found : found.span[1]);
  }
  return { tokens, loose };
}

/** `text` with what `rules` find replaced by what is shown instead. */
export function inline(text: string, rules: readonly Rule[]): string {
  let shown = '';
  let from = 0;
  for (const token of scan(text, rules).tokens) {
    shown += text.slice(from, token.span[0]) + token.shown;
    from = token.span[1];
  }
  return shown + text.slice(from);
}

function nextStart(text: string, from: number): number {
  MAY_BEGIN.lastIndex = from;
  return MAY_BEGIN.exec(text)?.index ?? -1;
}

/** The token that begins at `at`, or where to go on when there is none. */
function tokenAt(text: string, at: number, rules: readonly Rule[]): Token | number {
  let next = at + 1;
  for (const { pattern, show } of rules) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) continue;
    const shown = show(match, (inner) => inline(inner, rules));
    const end = at + match[0].length;
    if (shown !== undefined) return { span: [at, end], shown };
    // A run of backticks that closes nothing is no shorter run either.
    if (text.charAt(at) === '`') next = Math.max(next, end);
  }
  return next;
}
