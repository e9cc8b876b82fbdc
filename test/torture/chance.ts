import { createHash } from 'node:crypto';

/** Chance that can be repeated: the same seed gives the same sequence. */
export interface Chance {
  happens(probability: number): boolean;
  /** A whole number, both bounds included. */
  between(least: number, most: number): number;
  pick<T>(of: readonly T[]): T;
}

/** `about` what: each concern has a sequence of its own, so that they don't disturb each other. */
export function createChance(seed: number, about: string): Chance {
  let state = createHash('sha256').update(`${seed} ${about}`).digest().readInt32LE();

  /** From 0 to below 1: https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    happens: (probability) => next() < probability,
    between,
    pick(of) {
      const picked = of[between(0, of.length - 1)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
  };
}
