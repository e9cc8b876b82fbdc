import { describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { toPng } from '../../src/chart/png.ts';
import { draw, fitted, widthOf } from '../../src/chart/text.ts';
import { type ChartDay, niceAbove, usageChart } from '../../src/chart/usage.ts';
import { dayAfter } from '../../src/store/usage.ts';

const days = (models: string[], nanos = 1_000): ChartDay[] =>
  Array.from({ length: 30 }, (_, at) => ({
    day: dayAfter('2026-11-21', at - 29),
    models: new Map(
      models.map((model, rank) => [model, { tokens: (at * 1_000) / (rank + 1), nanos: at * nanos }]),
    ),
    fromCache: at === 0 ? undefined : at / 30,
    isPartlyUnknown: false,
  }));

const count = (svg: string, what: RegExp) => [...svg.matchAll(what)].length;

describe('the chart', () => {
  test('has a bar for each day and model on which something was used, for tokens, money and cache', () => {
    const svg = usageChart(days(['a', 'b']));
    const bars = count(svg, /<rect x="[\d.]+" y="[\d.]+" width="[\d.]+" height="[\d.]+" fill="#/g);
    expect(bars).toBe(29 * 2 * 2 + 29);
  });

  test('marks the days of whose cost something is unknown', () => {
    const marks = (unknown: boolean) =>
      count(usageChart(days(['a']).map((day) => ({ ...day, isPartlyUnknown: unknown }))), /<g /g);
    expect(marks(true) - marks(false)).toBe(30);
  });

  test('needs no font', () => {
    expect(usageChart(days(['gpt-5.4-mini', 'モデル <&>']))).not.toMatch(/<text|font|モデル|<&>/);
  });

  test('says nothing of money where there is none', () => {
    const height = (svg: string) => Number(/height="(\d+)"/.exec(svg)?.[1]);
    expect(height(usageChart(days(['a'], 0)))).toBeLessThan(height(usageChart(days(['a']))) - 200);
  });

  test('gives the five models that are used most colours of their own, the others one', () => {
    const svg = usageChart(days(['a', 'b', 'c', 'd', 'e', 'f', 'g']));
    expect(count(svg, /rx="4"/g)).toBe(6);
    expect(new Set(svg.match(/#[0-9a-f]{6}(?="\/>)/g)).size).toBeGreaterThanOrEqual(7);
  });

  test('can be drawn where nothing was used at all', () => {
    expect(usageChart(days([]))).not.toMatch(/NaN|Infinity/);
  });

  test('becomes a picture', async () => {
    const { format, width, height } = await sharp(await toPng(usageChart(days(['a'])))).metadata();
    expect({ format, width }).toEqual({ format: 'png', width: 1_000 });
    expect(height).toBeGreaterThan(400);
  });
});

test.each([
  [0, 1],
  [1, 1],
  [1.1, 2],
  [3, 5],
  [6, 10],
  [99, 100],
  [101, 200],
  [0.003, 0.005],
])('above %d the next round number is %d', (value, nice) => {
  expect(niceAbove(value)).toBeCloseTo(nice, 10);
});

describe('text', () => {
  test('is paths, wider the more it says', () => {
    expect(draw('Ab c', { x: 0, y: 0, size: 20, fill: '#fff' }).match(/<path/g)).toHaveLength(3);
    expect(widthOf('wide', 20)).toBeGreaterThan(widthOf('ill', 20));
    expect(widthOf('x', 40)).toBe(2 * widthOf('x', 20));
  });

  test('is cut where there is no room for it', () => {
    expect(fitted('short', 20, 500)).toBe('short');
    const cut = fitted('a very long name of a model', 20, 120);
    expect(cut).toMatch(/^a very.*…$/);
    expect(widthOf(cut, 20)).toBeLessThanOrEqual(120);
  });
});
