import { dayAfter, type UsageRow } from '../../store/usage.ts';

/** What was used, together. */
export type Sum = Omit<UsageRow, 'day' | 'model'>;

const NOTHING: Sum = { calls: 0, input: 0, cached: 0, output: 0, reasoning: 0, nanos: 0, unpriced: 0 };

export function total(rows: readonly Sum[]): Sum {
  return rows.reduce(
    (sum, row) => ({
      calls: sum.calls + row.calls,
      input: sum.input + row.input,
      cached: sum.cached + row.cached,
      output: sum.output + row.output,
      reasoning: sum.reasoning + row.reasoning,
      nanos: sum.nanos + row.nanos,
      unpriced: sum.unpriced + row.unpriced,
    }),
    NOTHING,
  );
}

/** What was used of each model, the most first. */
export function byModel(rows: readonly UsageRow[]): (Sum & { model: string })[] {
  const models = Map.groupBy(rows, ({ model }) => model);
  const sums = [...models].map(([model, some]) => ({ model, ...total(some) }));
  return sums.toSorted((a, b) => tokensOf(b) - tokensOf(a) || (a.model < b.model ? -1 : 1));
}

/** What was used on each of these days, also where that is nothing. */
export function byDay(
  rows: readonly UsageRow[],
  to: string,
  days: number,
): { day: string; rows: UsageRow[] }[] {
  const of = Map.groupBy(rows, ({ day }) => day);
  const all = Array.from({ length: days }, (_, at) => dayAfter(to, at + 1 - days));
  return all.map((day) => ({ day, rows: of.get(day) ?? [] }));
}

export function tokensOf({ input, output }: Sum): number {
  return input + output;
}

/** The share of the input that the provider's cache served, from 0 to 1; undefined: there was no input. */
export function fromCache({ input, cached }: Sum): number | undefined {
  return input === 0 ? undefined : cached / input;
}
