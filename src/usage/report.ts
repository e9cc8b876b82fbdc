import { byModel, fromCache, type Sum, tokensOf, total } from '../conversation/spending/report.ts';
import { say } from '../language/language.ts';
import { money } from '../settings/amount.ts';
import { DIRECT, type Payer, type UsageRow, type UsageStore } from '../store/usage.ts';
import { table } from './table.ts';

const HEAD = ['calls', 'tokens read', 'from cache', 'tokens written', 'reasoning', 'cost'];

/** What all servers used from one day to another, and which models, for a terminal. */
export async function operatorReport(store: UsageStore, from: string, to: string): Promise<string> {
  const payers: { payer: Payer; rows: UsageRow[] }[] = [];
  for (const payer of await store.payers())
    payers.push({ payer, rows: await store.rows(payer, null, from, to) });
  const used = payers.filter(({ rows }) => rows.length > 0);
  if (used.length === 0) return `Nothing was used from ${from} to ${to}.\n`;
  const all = used.flatMap(({ rows }) => rows);
  const servers = used
    .map(({ payer, rows }) => ({ name: payer === DIRECT ? 'direct messages' : payer, sum: total(rows) }))
    .toSorted((a, b) => b.sum.nanos - a.sum.nanos || tokensOf(b.sum) - tokensOf(a.sum));
  const models = byModel(all).map(({ model, ...sum }) => lineOf(model, sum));
  return [
    `Used from ${from} to ${to} (days in UTC)`,
    table(
      ['server', ...HEAD],
      [...servers.map(({ name, sum }) => lineOf(name, sum)), lineOf('together', total(all))],
    ),
    table(['model', ...HEAD], models),
    '',
  ].join('\n\n');
}

function lineOf(name: string, sum: Sum): string[] {
  const share = fromCache(sum);
  return [
    name,
    count(sum.calls),
    count(sum.input),
    share === undefined ? '–' : `${Math.round(share * 100)} %`,
    count(sum.output),
    count(sum.reasoning),
    costOf(sum),
  ];
}

function costOf({ calls, nanos, unpriced }: Sum): string {
  const known = say('en', money(nanos));
  if (unpriced === 0) return known;
  return unpriced === calls ? 'unknown' : `${known} + ${count(unpriced)} × unknown`;
}

const count = (number: number) => number.toLocaleString('en');
