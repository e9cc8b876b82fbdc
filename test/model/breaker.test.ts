import { describe, expect, test } from 'vitest';
import { type Call, createBreaker } from '../../src/model/breaker.ts';

const SECOND = 1_000;

/** A step of a story, at a second: a call `a` begins (or is refused), or says how it went. */
type Step = [
  at: number,
  call: string,
  what: 'enters' | 'is refused' | 'taken' | 'answered' | 'failed' | 'left',
];

function play(steps: Step[]): (number | 'closes')[] {
  const changes: (number | 'closes')[] = [];
  const breaker = createBreaker((rest) => changes.push(rest === undefined ? 'closes' : rest / SECOND));
  const calls = new Map<string, Call>();
  for (const [at, name, what] of steps) {
    const now = at * SECOND;
    if (what === 'enters' || what === 'is refused') {
      const call = breaker.enter(now);
      expect([at, name, call ? 'enters' : 'is refused']).toEqual([at, name, what]);
      if (call) calls.set(name, call);
      else expect(breaker.isOpen(now)).toBe(true);
    } else if (what === 'left') calls.get(name)!.left();
    else calls.get(name)![what](now);
  }
  return changes;
}

/** So many calls, one after the other, all at this second. */
const failing = (count: number, at = 0): Step[] =>
  Array.from({ length: count }, (_, one): Step[] => [
    [at, `failing ${one}`, 'enters'],
    [at, `failing ${one}`, 'failed'],
  ]).flat();

const waiting = (count: number, at = 0): Step[] =>
  Array.from({ length: count }, (_, one) => [at, `waiting ${one}`, 'enters']);

describe('a breaker', () => {
  test.each<[name: string, steps: Step[], changes: (number | 'closes')[]]>([
    [
      'lets calls through that are answered',
      [...failing(4), [1, 'a', 'enters'], [2, 'a', 'answered'], ...failing(4, 3), [4, 'b', 'enters']],
      [],
    ],
    [
      'opens after five failures in a row',
      [...failing(5), [1, 'a', 'is refused'], [14.9, 'b', 'is refused']],
      [15],
    ],
    [
      'lets one call through as a trial',
      [...failing(5), [15, 'a', 'enters'], [16, 'b', 'is refused'], [100, 'c', 'is refused']],
      [15],
    ],
    [
      'closes when the trial is answered',
      [...failing(5), [15, 'a', 'enters'], [16, 'a', 'answered'], [16, 'b', 'enters'], [16, 'c', 'enters']],
      [15, 'closes'],
    ],
    [
      'still waits while the trial is only taken',
      [
        ...failing(5),
        [15, 'a', 'enters'],
        [16, 'a', 'taken'],
        [16, 'b', 'is refused'],
        [17, 'a', 'answered'],
        [17, 'c', 'enters'],
      ],
      [15, 'closes'],
    ],
    [
      'opens for longer when the trial fails, up to a minute',
      [
        ...failing(5),
        [15, 'a', 'enters'],
        [20, 'a', 'failed'],
        [49, 'b', 'is refused'],
        [50, 'b', 'enters'],
        [50, 'b', 'failed'],
        [109, 'c', 'is refused'],
        [110, 'c', 'enters'],
        [110, 'c', 'failed'],
        [170, 'd', 'enters'],
      ],
      [15, 30, 60, 60],
    ],
    [
      'begins anew after it was closed',
      [...failing(5), [15, 'a', 'enters'], [15, 'a', 'answered'], ...failing(5, 16), [31, 'b', 'enters']],
      [15, 'closes', 15],
    ],
    [
      'tries again at once when the trial was stopped',
      [...failing(5), [15, 'a', 'enters'], [16, 'a', 'left'], [16, 'b', 'enters'], [16, 'c', 'is refused']],
      [15],
    ],
    [
      'counts nothing that was stopped',
      [
        ...failing(4),
        [1, 'a', 'enters'],
        [1, 'a', 'left'],
        [2, 'b', 'enters'],
        [2, 'b', 'failed'],
        [2, 'c', 'is refused'],
      ],
      [15],
    ],
    [
      'does not open for longer by calls of before',
      [
        ...waiting(3),
        ...failing(5),
        [1, 'waiting 0', 'failed'],
        [16, 'waiting 1', 'failed'],
        [16, 'a', 'enters'],
      ],
      [15],
    ],
    [
      'closes by a call of before, too',
      [...waiting(1), ...failing(5), [1, 'waiting 0', 'answered'], [1, 'a', 'enters']],
      [15, 'closes'],
    ],
    [
      'closes once by a call that is told of twice',
      [...failing(5), [15, 'a', 'enters'], [15, 'a', 'answered'], [16, 'a', 'answered']],
      [15, 'closes'],
    ],
    [
      'opens when five calls have hung for a minute',
      [
        ...waiting(5),
        [59, 'a', 'enters'],
        [60, 'b', 'is refused'],
        [75, 'c', 'enters'],
        [75, 'd', 'is refused'],
      ],
      [15],
    ],
    ['does not mind four', [...waiting(4), [70, 'a', 'enters'], [100, 'b', 'enters']], []],
    [
      'does not mind a crowd while somebody gets an answer',
      [...waiting(8), [50, 'waiting 0', 'answered'], [100, 'a', 'enters'], [110, 'b', 'is refused']],
      [15],
    ],
    [
      'does not mind those that are taken and think for long',
      [...waiting(8), ...waiting(8).map(([, name]): Step => [1, name, 'taken']), [200, 'a', 'enters']],
      [],
    ],
  ])('%s', (_, steps, changes) => {
    expect(play(steps)).toEqual(changes);
  });
});
