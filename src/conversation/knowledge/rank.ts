import type { PassageRef, Posting } from '../../store/knowledge.ts';

/** A passage, and how well it fits. */
export interface Scored extends PassageRef {
  score: number;
}

/** How soon a word counts no more for being there once more; the usual value. */
const SATURATION = 1.2;

/** How much the first places of a list count beside the others; the usual value, from the paper below. */
const FUSION = 60;

/**
 * Passages that have words of the question, the best first: BM25 (Robertson and Zaragoza, 2009), without its regard
 * for length, since passages are cut to one. A score of 1 means about: one word of the question that no other
 * passage has.
 */
export function rankByWords(found: readonly (readonly Posting[])[], passages: number): Scored[] {
  const rarity = (having: number) => Math.log(1 + (passages - having + 0.5) / (having + 0.5));
  const scores = new Map<string, Scored>();
  for (const postings of found) {
    const weight = rarity(postings.length) / rarity(1);
    for (const { source, number, times } of postings) {
      const key = keyOf({ source, number });
      const scored = scores.get(key) ?? { source, number, score: 0 };
      scored.score += (weight * times * (SATURATION + 1)) / (times + SATURATION);
      scores.set(key, scored);
    }
  }
  return best([...scores.values()]);
}

/** The best first; among equals the order of the text. */
export function best(scored: readonly Scored[]): Scored[] {
  return scored.toSorted((a, b) => b.score - a.score || a.number - b.number);
}

/** One list of several, by the places that passages have in them: https://doi.org/10.1145/1571941.1572114 */
export function fuse(lists: readonly (readonly Scored[])[]): Scored[] {
  const scores = new Map<string, Scored>();
  for (const list of lists)
    for (const [place, ref] of list.entries()) {
      const key = keyOf(ref);
      const score = (scores.get(key)?.score ?? 0) + 1 / (FUSION + place);
      scores.set(key, { ...ref, score });
    }
  return best([...scores.values()]);
}

function keyOf({ source, number }: PassageRef): string {
  return `${source} ${number}`;
}
