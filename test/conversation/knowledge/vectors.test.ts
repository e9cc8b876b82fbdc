import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packVectors, similarities } from '../../../src/conversation/knowledge/vectors.ts';

describe('packed vectors', () => {
  test('need one byte for each number', () => {
    expect(
      packVectors([
        [0.1, -0.2, 0],
        [3, 1.5, -3],
      ]),
    ).toEqual(new Uint8Array([64, 129, 0, 127, 64, 129]));
  });

  test.each([
    ['the same', [1, 2, 3], 1],
    ['the same, longer', [2, 4, 6], 1],
    ['the opposite', [-1, -2, -3], -1],
    ['something else', [3, 0, -1], 0],
    ['nothing', [0, 0, 0], 0],
  ])('%s', (_, vector, similarity) => {
    expect(similarities(packVectors([vector]), 1, [1, 2, 3])[0]).toBeCloseTo(similarity, 1);
  });

  test('of another length are not compared', () => {
    expect(similarities(packVectors([[1, 2, 3]]), 1, [1, 2])).toEqual([]);
  });

  test('are as near to each other as they were', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true });
    const vector = fc.array(number, { minLength: 64, maxLength: 64 }).filter((one) => Math.hypot(...one) > 1);
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const exact = a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
        const [packed] = similarities(packVectors([a]), 1, b);
        expect(packed).toBeCloseTo(exact / Math.hypot(...a) / Math.hypot(...b), 1);
      }),
      { seed: 3 },
    );
  });
});
