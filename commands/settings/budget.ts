import type { ChatInputCommandInteraction } from 'discord.js';
import type { Bobbin } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import { readAmount } from '../../src/settings/amount.ts';
import { type Choices, LIST_LENGTH, NEAR_BUDGET, type Settings } from '../../src/settings/schema.ts';

/** What takes a budget back. */
const NONE = /^(none|no|off|0)?$/i;

/**
 * What somebody typed into /settings budget; null means: not given. Throws a UserError for what is no amount, and for money
 * where nobody knows what the server's model costs.
 */
export function readBudgets(
  { options }: ChatInputCommandInteraction,
  now: Settings,
  { spending }: Pick<Bobbin, 'spending'>,
): { [N in keyof Choices]: Choices[N] | null } {
  const amount = (option: string): string | null => {
    const written = options.getString(option)?.trim();
    if (written === undefined) return null;
    return amountIn(written, now, { spending });
  };
  const role = options.getRole('role')?.id;
  const ofRole = { perDay: amount('role-per-day'), perMonth: amount('role-per-month') };
  if ((role === undefined) !== (ofRole.perDay === null && ofRole.perMonth === null))
    throw new UserError(text('budget.roleAndAmount'));
  return {
    budgetPerDay: amount('server-per-day'),
    budgetPerMonth: amount('server-per-month'),
    personBudgetPerDay: amount('person-per-day'),
    personBudgetPerMonth: amount('person-per-month'),
    ...(role !== undefined && roleBudgets(now, role, ofRole)),
    nearBudget: nearOf(options.getString('near')),
  };
}

/** What somebody typed as an amount; '' for none. Throws a UserError for what can't be a budget here. */
export function amountIn(
  written: string,
  { model }: Pick<Settings, 'model'>,
  { spending }: Pick<Bobbin, 'spending'>,
): string {
  if (NONE.test(written)) return '';
  const budget = readAmount(written);
  if (budget === undefined) throw new UserError(text('budget.notRead'));
  if (budget.unit === 'nanos' && !spending.isPriced(model))
    throw new UserError(text('budget.noPrice', { model }));
  return written;
}

/** The budgets of all roles, with another for this one; null: it stays as it is, '': it goes. */
export function roleBudgets(
  { roleBudgetsPerDay, roleBudgetsPerMonth }: Settings,
  role: string,
  { perDay, perMonth }: Record<'perDay' | 'perMonth', string | null>,
): Choices {
  return {
    ...(perDay !== null && { roleBudgetsPerDay: withRole(roleBudgetsPerDay, role, perDay) }),
    ...(perMonth !== null && { roleBudgetsPerMonth: withRole(roleBudgetsPerMonth, role, perMonth) }),
  };
}

function withRole(budgets: Record<string, string>, role: string, amount: string): Record<string, string> {
  const { [role]: _, ...others } = budgets;
  if (amount === '') return others;
  if (Object.keys(others).length >= LIST_LENGTH)
    throw new UserError(text('budget.tooManyRoles', { most: LIST_LENGTH }));
  return { ...others, [role]: amount };
}

function nearOf(given: string | null): Settings['nearBudget'] | null {
  return NEAR_BUDGET.find((one) => one === given) ?? null;
}
