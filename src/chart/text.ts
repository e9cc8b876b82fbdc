import glyphs from './glyphs.json' with { type: 'json' };

// Letters as paths: a slim container has no fonts, and text would silently be missing. glyphs.json has the outlines of ASCII
// in DejaVu Sans (Copyright 2003 Bitstream, Inc., and the public domain: https://dejavu-fonts.github.io/License.html), in
// hundredths of the size, with the baseline at 0.

const UNITS = 100;

/** What stands for a character that there is no outline of. */
const UNKNOWN = glyphs['?'];

const known = new Map<string, { width: number; path: string }>(Object.entries(glyphs));

const outlines = (text: string) => Array.from(text, (one) => known.get(one) ?? UNKNOWN);

/** How wide a text is, in pixels. */
export function widthOf(text: string, size: number): number {
  return (outlines(text).reduce((sum, { width }) => sum + width, 0) * size) / UNITS;
}

/** A text as SVG. `anchor`: what stands at x. */
export function draw(
  text: string,
  {
    x,
    y,
    size,
    fill,
    anchor = 'start',
  }: { x: number; y: number; size: number; fill: string; anchor?: 'start' | 'middle' | 'end' },
): string {
  const left = { start: 0, middle: widthOf(text, size) / 2, end: widthOf(text, size) }[anchor];
  const scale = size / UNITS;
  let at = 0;
  const letters = outlines(text).map(({ width, path }) => {
    const letter = path === '' ? '' : `<path transform="translate(${at} 0)" d="${path}"/>`;
    at += width;
    return letter;
  });
  const place = `translate(${round(x - left)} ${round(y)}) scale(${scale})`;
  return `<g transform="${place}" fill="${fill}">${letters.join('')}</g>`;
}

/** As much of a text as there is room for. */
export function fitted(text: string, size: number, width: number): string {
  if (widthOf(text, size) <= width) return text;
  let shorter = text;
  while (shorter !== '' && widthOf(`${shorter}…`, size) > width) shorter = shorter.slice(0, -1);
  return `${shorter.trimEnd()}…`;
}

const round = (pixels: number) => Math.round(pixels * 10) / 10;
