import { type Text, text } from '../../language/language.ts';
import { type Budget, readAmount } from '../../settings/amount.ts';
import { BUDGETS, type Settings } from '../../settings/schema.ts';
import type { Limit } from '../../store/usage.ts';
import type { Snowflake } from '../entry.ts';
import { NOTHING_USED, type Prices } from './used.ts';

/** Whose budget a limit is. */
export type BudgetLimit = Limit & { whose: 'server' | 'person' | 'role' | 'operator' };

/** Tokens of instructions, tools and a short question, more or less. */
const READ_AT_LEAST = 1_000;

/** The share of a budget from which on it is nearly used up. */
export const NEAR = 0.8;

export type BudgetSettings = Pick<Settings, (typeof BUDGETS)[number]>;

/** Some of them. */
export type SomeBudgets = { [Name in keyof BudgetSettings]?: BudgetSettings[Name] | undefined };

/** Whether one of these budgets is in money, which needs models whose prices are known. */
export function isInMoney(settings: SomeBudgets): boolean {
  return BUDGETS.flatMap((name) => amountsIn(settings[name] ?? '')).some(({ unit }) => unit === 'nanos');
}

/** All budgets that apply to somebody on a server; in a direct message, that of whoever runs Bobbin. */
export function limitsOf(
  settings: BudgetSettings,
  { guild, person, roles }: { guild: Snowflake | null; person: Snowflake; roles: readonly Snowflake[] },
  operator: Budget | undefined,
): BudgetLimit[] {
  const limit = (
    whose: BudgetLimit['whose'],
    account: Limit['account'],
    period: Limit['period'],
    budget: Budget | undefined,
  ): BudgetLimit[] => (budget ? [{ whose, account, period, ...budget }] : []);
  if (guild === null) return limit('operator', `person:${person}`, 'day', operator);
  return [
    ...limit('server', 'all', 'day', readAmount(settings.budgetPerDay)),
    ...limit('server', 'all', 'month', readAmount(settings.budgetPerMonth)),
    ...limit('person', `person:${person}`, 'day', readAmount(settings.personBudgetPerDay)),
    ...limit('person', `person:${person}`, 'month', readAmount(settings.personBudgetPerMonth)),
    ...roles.flatMap((role) => [
      ...limit('role', `role:${role}`, 'day', readAmount(settings.roleBudgetsPerDay[role] ?? '')),
      ...limit('role', `role:${role}`, 'month', readAmount(settings.roleBudgetsPerMonth[role] ?? '')),
    ]),
    ...limit('operator', 'all', 'day', operator),
  ];
}

/** Of the limits in the way, the one that is there the longest. */
export function longest<L extends Limit>(limits: readonly L[]): L | undefined {
  return limits.find(({ period }) => period === 'month') ?? limits[0];
}

/** The role whose budget it is, as Discord shows it; '' where it is nobody's. */
export function roleOf({ whose, account }: Pick<BudgetLimit, 'whose' | 'account'>): string {
  return whose === 'role' ? `<@&${account.slice('role:'.length)}>` : '';
}

/** What a person is told who is refused, after so much was spent. */
export function refusal(limit: BudgetLimit, spent: number, resets: number): Text {
  const { whose, period, most } = limit;
  const when = `<t:${Math.floor(resets / 1_000)}:R>`;
  const left = spent < most ? 'some' : 'none';
  return text(`budget.${whose}`, { left, period, role: roleOf(limit), when });
}

/** What a budget has to have at least, so that anything is answered; undefined: it has that, or nobody knows. */
export function leastOf(
  budget: string | Record<string, string>,
  { model, maxOutputTokens: output }: Pick<Settings, 'model' | 'maxOutputTokens'>,
  costOf: Prices['costOf'],
): Budget | undefined {
  const nanos = costOf(model, { ...NOTHING_USED, input: READ_AT_LEAST, output }) ?? 0;
  const least = { tokens: READ_AT_LEAST + output, nanos };
  const small = amountsIn(budget).find(({ unit, most }) => most < least[unit]);
  return small && { unit: small.unit, most: least[small.unit] };
}

function amountsIn(budget: string | Record<string, string>): Budget[] {
  const written = typeof budget === 'string' ? [budget] : Object.values(budget);
  return written.flatMap((one) => readAmount(one) ?? []);
}
