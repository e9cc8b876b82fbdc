import { time } from 'discord.js';
import type { ChartDay } from '../../src/chart/usage.ts';
import {
  byDay,
  byModel,
  fromCache,
  type Sum,
  tokensOf,
  total,
} from '../../src/conversation/spending/report.ts';
import { roleOf } from '../../src/conversation/spending/limits.ts';
import type { Spending } from '../../src/conversation/spending/spending.ts';
import { type Text, text } from '../../src/language/language.ts';
import { money, NANOS_PER_DOLLAR } from '../../src/settings/amount.ts';
import type { UsageRow } from '../../src/store/usage.ts';

/** Models that are told; the others are together. A Discord message holds 2,000 characters. */
const MODELS_SHOWN = 8;

type BudgetState = Awaited<ReturnType<Spending['budgets']>>[number];

/** What was used, and what is left, in sentences. */
export function describeUsage(rows: readonly UsageRow[], budgets: readonly BudgetState[]): Text[] {
  const models = byModel(rows);
  const [shown, others] = [models.slice(0, MODELS_SHOWN), models.slice(MODELS_SHOWN)];
  return [
    ...shown.map(({ model, ...sum }) => lineOf(`\`${model}\``, sum)),
    ...(others.length > 0 ? [lineOf(text('usage.others', { count: others.length }), total(others))] : []),
    ...(models.length > 1 ? [lineOf(text('usage.together'), total(rows))] : []),
    ...(models.length === 0 ? [text('usage.nothing')] : []),
    ...budgets.map(budgetLine),
  ];
}

function lineOf(name: Text | string, sum: Sum): Text {
  const { calls, input, output, reasoning } = sum;
  const cached = fromCache(sum) ?? 0;
  return text('usage.line', { name, calls, input, output, reasoning, cached, cost: costOf(sum) });
}

/** What nobody knows is said to be unknown. */
function costOf({ calls, nanos, unpriced }: Sum): Text | string {
  if (unpriced === 0) return money(nanos);
  return unpriced === calls
    ? text('usage.unknown')
    : text('usage.partly', { money: money(nanos), calls: unpriced });
}

function budgetLine(budget: BudgetState): Text {
  const { whose, period, unit, most, spent, resets } = budget;
  const amount = (value: number) =>
    unit === 'nanos' ? money(value) : text('usage.tokens', { count: value });
  const name = text(`usage.budget.${whose}`, { period, role: roleOf(budget) });
  const when = time(new Date(resets), 'R');
  return text('usage.budget', { name, spent: amount(spent), most: amount(most), share: spent / most, when });
}

/** What the picture shows. */
export function chartDays(rows: readonly UsageRow[], to: string, days: number): ChartDay[] {
  return byDay(rows, to, days).map(({ day, rows: some }) => ({
    day,
    models: new Map(byModel(some).map((sum) => [sum.model, { tokens: tokensOf(sum), nanos: sum.nanos }])),
    fromCache: fromCache(total(some)),
    isPartlyUnknown: some.some(({ unpriced }) => unpriced > 0),
  }));
}

/** Every figure, day by day and model by model; what nobody knows is empty. */
export function asCsv(rows: readonly UsageRow[]): string {
  const head = 'day,model,calls,input,cached,output,reasoning,dollars,calls of unknown price';
  const lines = rows.map(({ day, model, calls, input, cached, output, reasoning, nanos, unpriced }) => {
    const dollars = unpriced === calls ? '' : nanos / NANOS_PER_DOLLAR;
    const name = `"${model.replaceAll('"', '""')}"`;
    return [day, name, calls, input, cached, output, reasoning, dollars, unpriced].join(',');
  });
  return `${[head, ...lines].join('\n')}\n`;
}

/** The picture in a sentence, for those who can't see it. */
export function altText(rows: readonly UsageRow[], days: number): Text {
  const sum = total(rows);
  return text('usage.alt', { days, tokens: tokensOf(sum), cost: costOf(sum), cached: fromCache(sum) ?? 0 });
}
