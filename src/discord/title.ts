/** Characters of a thread's title. Discord allows 100; more than this is cut in the list of threads. */
const TITLE_LENGTH = 60;

/** White space, controls and direction marks; not the joiners inside an emoji. */
const INVISIBLE = /[\s\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** Markdown that a title does not show; an underscore inside a word is none. */
const MARKUP = /^[#>\s-]+|\*\*|__|~~|\|\||`|(?<![\w*])[*_]|[*_](?![\w*])/gm;

/** Quotation marks around the whole, with the full stop that may follow. */
const QUOTED = /^(["'“”„‟«»‹›‘’‚「『])(.+?)["'“”„«»‹›‘’」』]\.?$/u;

/** A title for the thread that is opened from a message: its first words in one plain line. */
export function titleOf(text: string, fallback: string): string {
  return shorten(firstLine(text) ?? fallback);
}

/** A title from what a model said; '' where it said nothing that names anything. */
export function titleFrom(said: string): string {
  const line = firstLine(said) ?? '';
  const [, mark = '', quoted = ''] = QUOTED.exec(line) ?? [];
  const title = quoted === '' || quoted.includes(mark) ? line : quoted.trim();
  return /[\p{L}\p{N}\p{S}]/u.test(title) ? shorten(title) : '';
}

function firstLine(text: string): string | undefined {
  return text
    .replace(/```\w*\n?/g, ' ')
    .replace(/<a?:(\w+):\d+>/g, ':$1:')
    .replace(/<(?:[@#][!&]?|t:|\/)[^>]*>/g, ' ')
    .replace(MARKUP, '')
    .split('\n')
    .map((one) => one.replace(INVISIBLE, ' ').trim())
    .find((one) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(one));
}

function shorten(line: string): string {
  if (line.length <= TITLE_LENGTH) return line;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (kept.length + segment.length >= TITLE_LENGTH) break;
    kept += segment;
  }
  const lastSpace = kept.lastIndexOf(' ');
  return `${(lastSpace > TITLE_LENGTH / 2 ? kept.slice(0, lastSpace) : kept).trim()}…`;
}
