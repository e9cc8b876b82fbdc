const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** East Asian wide and full-width forms, and what is drawn as an emoji: https://www.unicode.org/reports/tr11/ */
const WIDE =
  /^(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\p{RGI_Emoji})/v;
const HALF_WIDTH = /^[\uff61-\uffdc]/;
const NO_WIDTH = /^[\p{Cc}\p{Cf}\p{M}]+$/u;

/** Columns that a text takes in a monospace font. */
export function displayWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (!NO_WIDTH.test(segment)) width += WIDE.test(segment) && !HALF_WIDTH.test(segment) ? 2 : 1;
  }
  return width;
}
