import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boundsFor,
  fitPicture,
  pictureTokens,
  SEEN_WHOLE,
} from '../../../src/conversation/files/picture-tokens.ts';

describe('a picture costs', () => {
  // The first of each model is an example of OpenAI's page, where it has one.
  test.each([
    ['gpt-5.4', 1024, 1024, 1229],
    ['gpt-5.4-mini', 1024, 1024, 1229],
    ['gpt-5.4-mini', 1, 1, 2],
    ['gpt-5.4-mini', 33, 32, 3],
    ['gpt-5.4-mini', 1920, 1080, 1810],
    ['gpt-5.6-luna', 1024, 1024, 1229],
    ['gpt-5-mini', 1024, 1024, 1229],
    ['gpt-5-nano', 1024, 1024, 1536],
    ['gpt-4.1-mini', 1800, 2400, 2353],
    ['gpt-4.1-nano', 1024, 1024, 2520],
    ['o4-mini', 1024, 1024, 1762],
    ['gpt-4o', 1024, 1024, 765],
    ['gpt-4o', 2048, 4096, 1105],
    ['gpt-4o-2024-11-20', 512, 512, 255],
    ['gpt-4.1', 100, 100, 255],
    ['gpt-4o-mini', 512, 512, 8500],
    ['gpt-5', 1024, 1024, 630],
    ['gpt-5.1', 1024, 1024, 630],
    ['gpt-5-chat-latest', 1024, 1024, 630],
    ['o3', 1024, 1024, 675],
    ['llava', 1024, 1024, 1229],
    ['openai/gpt-4o', 1024, 1024, 765],
  ])('%s, %i × %i: %i tokens', (model, width, height, tokens) => {
    expect(pictureTokens(model, { width, height })).toBe(tokens);
  });

  test('no more than it may, within the bounds for that', () => {
    const pixels = fc.integer({ min: 1, max: 10_000 });
    const model = fc.constantFrom(
      'gpt-5.4-mini',
      'gpt-4.1-nano',
      'gpt-4o',
      'openai/gpt-4o-mini',
      'gpt-5',
      'o3',
    );
    fc.assert(
      fc.property(
        model,
        pixels,
        pixels,
        fc.integer({ min: 0, max: 60_000 }),
        (model, width, height, tokens) => {
          const bounds = boundsFor(model, tokens);
          if (bounds === undefined) expect(tokens).toBeLessThan(8_500);
          else
            expect(pictureTokens(model, fitPicture({ width, height }, bounds))).toBeLessThanOrEqual(tokens);
        },
      ),
      { seed: 7, numRuns: 10_000 },
    );
  });

  test.each([
    ['gpt-5.4-mini', 76, undefined],
    ['gpt-5.4-mini', 77, { side: 2048, patches: 64 }],
    ['gpt-5.4-mini', 100_000, SEEN_WHOLE],
    ['gpt-4o', 254, undefined],
    ['gpt-4o', 255, { side: 512, patches: 1536 }],
    ['gpt-4o', 765, { side: 1024, patches: 1536 }],
    ['gpt-4o', 1_445, SEEN_WHOLE],
    ['gpt-4o-mini', 8_499, undefined],
  ])('%s, with %i tokens: %j', (model, tokens, bounds) => {
    expect(boundsFor(model, tokens)).toEqual(bounds);
  });
});

describe('a picture is scaled to', () => {
  test.each([
    ['what it is, where that is within bounds', 1024, 1024, SEEN_WHOLE, 1024, 1024],
    ['what OpenAI’s page says for 1,536 patches', 1800, 2400, SEEN_WHOLE, 1056, 1408],
    ['what OpenAI’s page says for 2,500', 2048, 2048, { side: 2048, patches: 2500 }, 1600, 1600],
    ['the longest side', 4096, 64, SEEN_WHOLE, 2048, 32],
    ['at least one pixel', 100_000, 1, SEEN_WHOLE, 2048, 1],
  ])('%s', (_, width, height, bounds, toWidth, toHeight) => {
    expect(fitPicture({ width, height }, bounds)).toEqual({ width: toWidth, height: toHeight });
  });

  test('something within bounds, whatever it was, and stays as it is then', () => {
    const pixels = fc.integer({ min: 1, max: 70_000 });
    fc.assert(
      fc.property(pixels, pixels, fc.integer({ min: 64, max: 1_536 }), (width, height, patches) => {
        const bounds = { side: 2_048, patches };
        const fitted = fitPicture({ width, height }, bounds);
        expect(Math.ceil(fitted.width / 32) * Math.ceil(fitted.height / 32)).toBeLessThanOrEqual(patches);
        expect(Math.max(fitted.width, fitted.height)).toBeLessThanOrEqual(2_048);
        expect(fitPicture(fitted, bounds)).toEqual(fitted);
      }),
      { seed: 7, numRuns: 5_000 },
    );
  });
});
