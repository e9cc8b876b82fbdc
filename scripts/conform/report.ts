import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';

/** One request with its answer: the route that it belongs to, and what is wrong with it. */
export interface Finding {
  route: string;
  problems: string[];
}

/** The entries that the playground wrote to files with this ending. */
export function entriesIn<T>(folder: string, ending: string, entry: z.ZodType<T>): T[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => entry.parse(JSON.parse(line)));
}

/** Prints how often each route conformed, and each problem once. True: there was something, and all of it did. */
export function report(whose: string, findings: Iterable<Finding>): boolean {
  const counts = new Map<string, { passed: number; failed: number }>();
  const failures = new Set<string>();
  for (const { route, problems } of findings) {
    const count = counts.get(route) ?? { passed: 0, failed: 0 };
    counts.set(route, count);
    count[problems.length === 0 ? 'passed' : 'failed'] += 1;
    for (const problem of problems) failures.add(`${route}: ${problem}`);
  }
  for (const [route, { passed, failed }] of [...counts].toSorted(([a], [b]) => a.localeCompare(b)))
    console.log(`${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed  ${route}`);
  for (const failure of [...failures].toSorted()) console.log(failure);
  const total = (side: 'passed' | 'failed'): number =>
    [...counts.values()].reduce((sum, count) => sum + count[side], 0);
  console.log(`${whose}: ${total('passed')} passed, ${total('failed')} failed`);
  if (total('passed') === 0) console.error('There was nothing to check.');
  return total('failed') === 0 && total('passed') > 0;
}
