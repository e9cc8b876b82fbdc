import { draw, fitted, widthOf } from './text.ts';

// The picture of /usage: three rows of bars, one bar a day. There are no words in it but the names of models, since it is the
// same in all languages; what its rows are, and the figures, stand below it.

/** What is shown of one day. */
export interface ChartDay {
  /** YYYY-MM-DD. */
  day: string;
  /** Tokens and billionths of a dollar, by model. */
  models: ReadonlyMap<string, { tokens: number; nanos: number }>;
  /** The share of the input that came from the provider's cache, from 0 to 1; undefined: there was no input. */
  fromCache: number | undefined;
  /** Whether nobody knows what some of it cost. */
  isPartlyUnknown: boolean;
}

/** Pixels: Discord shows it half as wide. */
const WIDTH = 1_000;
const LEFT = 140;
const RIGHT = 30;
const SMALL = 26;
const GAP = 50;
const ROWS = { tokens: 190, money: 190, cache: 80 };
const TOP = 30;

/** Neither light nor dark: legible on both of Discord's themes. */
const BACKGROUND = '#2b2d31';
const INK = '#e3e5e8';
const LINES = '#5c5f66';

/** Colours that colour-blind people tell apart, on dark ground. https://jfly.uni-koeln.de/color/ */
const COLOURS = ['#56b4e9', '#e69f00', '#00c08b', '#f0e442', '#e38fc0'] as const;
const OTHERS = '#a3a6aa';
const CACHE = '#ffffff';

/** The bars of these days, which stand beside each other, as SVG. */
export function usageChart(days: readonly ChartDay[]): string {
  const colours = coloursOf(days);
  const money = days.some(({ models }) => [...models.values()].some(({ nanos }) => nanos > 0));
  let y = TOP;
  const rows: string[] = [];
  const add = (height: number, row: (top: number) => string) => {
    rows.push(row(y));
    y += height + GAP;
  };
  add(ROWS.tokens, (top) =>
    stacked(days, colours, { top, height: ROWS.tokens, of: 'tokens', label: inShort }),
  );
  if (money)
    add(
      ROWS.money,
      (top) =>
        stacked(days, colours, { top, height: ROWS.money, of: 'nanos', label: dollars }) +
        unknown(days, top + ROWS.money),
    );
  add(ROWS.cache, (top) => shares(days, top));
  rows.push(dates(days, y - GAP + 34));
  const legend = legendOf(colours, y + 30);
  const height = legend.bottom + 24;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">` +
    `<rect width="100%" height="100%" rx="16" fill="${BACKGROUND}"/>${rows.join('')}${legend.svg}</svg>`
  );
}

/** The models that were used most have colours of their own; the others share one. */
function coloursOf(days: readonly ChartDay[]): Map<string, string> {
  const tokens = new Map<string, number>();
  for (const { models } of days)
    for (const [model, one] of models) tokens.set(model, (tokens.get(model) ?? 0) + one.tokens);
  const most = [...tokens].toSorted(([, a], [, b]) => b - a);
  return new Map(most.map(([model], at) => [model, COLOURS[at] ?? OTHERS]));
}

interface Stack {
  top: number;
  height: number;
  of: 'tokens' | 'nanos';
  label: (value: number) => string;
}

function stacked(
  days: readonly ChartDay[],
  colours: Map<string, string>,
  { top, height, of, label }: Stack,
): string {
  const sums = days.map(({ models }) => [...models.values()].reduce((sum, one) => sum + one[of], 0));
  const most = niceAbove(Math.max(...sums));
  const bars = days.flatMap(({ models }, at) => {
    let base = top + height;
    return [...colours].map(([model, colour]) => {
      const part = ((models.get(model)?.[of] ?? 0) / most) * height;
      base -= part;
      return bar(at, days.length, base, part, colour);
    });
  });
  return axis(top, height, [label(most), label(most / 2), '0']) + bars.join('');
}

function shares(days: readonly ChartDay[], top: number): string {
  const bars = days.map(({ fromCache = 0 }, at) => {
    const part = fromCache * ROWS.cache;
    return bar(at, days.length, top + ROWS.cache - part, part, CACHE);
  });
  return axis(top, ROWS.cache, ['100 %', '0 %']) + bars.join('');
}

/** A question mark for each day of whose cost something is unknown: it is not nothing. */
function unknown(days: readonly ChartDay[], base: number): string {
  const step = stepOf(days.length);
  return days
    .map(({ isPartlyUnknown }, at) => {
      if (!isPartlyUnknown) return '';
      return draw('?', {
        x: LEFT + (at + 0.5) * step,
        y: base - 6,
        size: SMALL,
        fill: INK,
        anchor: 'middle',
      });
    })
    .join('');
}

function bar(at: number, count: number, y: number, height: number, fill: string): string {
  if (height <= 0) return '';
  const step = stepOf(count);
  const [x, width] = [LEFT + at * step + step * 0.12, step * 0.76];
  // A little is not nothing.
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(Math.max(height, 1.5))}" fill="${fill}"/>`;
}

/** Lines across the bars, the topmost first, each with its label. */
function axis(top: number, height: number, labels: readonly string[]): string {
  return labels
    .map((label, at) => {
      const y = top + (height * at) / (labels.length - 1);
      const line = `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="${LINES}" stroke-width="1.5"/>`;
      return line + draw(label, { x: LEFT - 14, y: y + SMALL / 3, size: SMALL, fill: INK, anchor: 'end' });
    })
    .join('');
}

/** Month and day of each seventh, the last one among them. */
function dates(days: readonly ChartDay[], y: number): string {
  const step = stepOf(days.length);
  return days
    .map(({ day }, at) => {
      if ((days.length - 1 - at) % 7 !== 0) return '';
      const date = day.slice('YYYY-'.length);
      const x = Math.min(LEFT + (at + 0.5) * step, WIDTH - RIGHT - widthOf(date, SMALL) / 2);
      return draw(date, { x, y, size: SMALL, fill: INK, anchor: 'middle' });
    })
    .join('');
}

function legendOf(colours: Map<string, string>, top: number): { svg: string; bottom: number } {
  const own = [...colours].filter(([, colour]) => colour !== OTHERS);
  const rest = colours.size - own.length;
  const entries = [...own, ...(rest > 0 ? [[`+${rest}`, OTHERS] as const] : [])];
  let [x, y] = [LEFT, top];
  const svg = entries.map(([model, colour]) => {
    const name = fitted(model, SMALL, WIDTH - LEFT - RIGHT - 60);
    const width = 32 + widthOf(name, SMALL) + 34;
    if (x > LEFT && x + width > WIDTH) [x, y] = [LEFT, y + 40];
    const square = `<rect x="${x}" y="${y - 18}" width="20" height="20" rx="4" fill="${colour}"/>`;
    const entry = square + draw(name, { x: x + 32, y, size: SMALL, fill: INK });
    x += width;
    return entry;
  });
  return { svg: svg.join(''), bottom: y };
}

/** The next number above that is 1, 2 or 5 and noughts. */
export function niceAbove(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((digit) => digit * power).find((one) => one >= value) ?? 10 * power;
}

function inShort(tokens: number): string {
  if (tokens >= 1_000_000) return `${trimmed(tokens / 1_000_000)}M`;
  return tokens >= 1_000 ? `${trimmed(tokens / 1_000)}k` : trimmed(tokens);
}

function dollars(nanos: number): string {
  // Ticks are 1, 2 or 5 and noughts, or half of that: two digits say them exactly.
  return `$${(nanos / 1_000_000_000).toLocaleString('en', { maximumSignificantDigits: 2 })}`;
}

/** Pixels from one day to the next. */
const stepOf = (days: number) => (WIDTH - LEFT - RIGHT) / days;

const trimmed = (value: number) => String(Math.round(value * 100) / 100);

const round = (pixels: number) => Math.round(pixels * 10) / 10;
