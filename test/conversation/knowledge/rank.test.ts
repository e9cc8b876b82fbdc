import { describe, expect, test } from 'vitest';
import { fuse, rankByWords, type Scored } from '../../../src/conversation/knowledge/rank.ts';
import type { Posting } from '../../../src/store/knowledge.ts';

const at = (number: number, times = 1): Posting => ({ source: 'a', number, times });
const order = (scored: readonly Scored[]) => scored.map(({ source, number }) => `${source}${number}`);

describe('passages that have words of a question', () => {
  test.each<[string, Posting[][], string[]]>([
    ['are none where no word is found', [[], []], []],
    ['with more of its words come first', [[at(1), at(2)], [at(2)]], ['a2', 'a1']],
    ['with rarer words come first', [[at(1), at(2), at(3)], [at(4)]], ['a4', 'a1', 'a2', 'a3']],
    ['that say a word more often come first', [[at(1), at(2, 3)]], ['a2', 'a1']],
    ['but not before those that have one word more', [[at(1, 2), at(2)], [at(2)]], ['a2', 'a1']],
    ['equal ones stay in the order of the text', [[at(3), at(1), at(2)]], ['a1', 'a2', 'a3']],
    [
      'of several sources are told apart',
      [[at(1), { source: 'b', number: 1, times: 1 }], [{ source: 'b', number: 1, times: 1 }]],
      ['b1', 'a1'],
    ],
  ])('%s', (_, found, ranked) => {
    expect(order(rankByWords(found, 100))).toEqual(ranked);
  });

  test('a word that one passage has counts 1, whatever the number of passages', () => {
    for (const passages of [1, 10, 2_000])
      expect(rankByWords([[at(1)]], passages)[0]?.score).toBeCloseTo(1, 5);
  });

  test('a word that all have counts next to nothing', () => {
    const all = Array.from({ length: 100 }, (_, number) => at(number));
    expect(rankByWords([all], 100)[0]?.score).toBeLessThan(0.01);
  });
});

describe('several lists become one', () => {
  const list = (...numbers: number[]): Scored[] => numbers.map((number) => ({ ...at(number), score: 1 }));

  test.each([
    ['of one, its order', [list(3, 1, 2)], ['a3', 'a1', 'a2']],
    ['what stands in both comes first', [list(1, 2), list(3, 2)], ['a2', 'a1', 'a3']],
    ['of none, none', [[], []], []],
  ])('%s', (_, lists, fused) => {
    expect(order(fuse(lists))).toEqual(fused);
  });
});
