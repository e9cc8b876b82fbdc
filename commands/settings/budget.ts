import type { ChatInputCommandInteraction } from 'discord.js';
import type { Bobbin } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import { readAmount } from '../../src/settings/amount.ts';
import { type Choices, NEAR_BUDGET, type Settings } from '../../src/settings/schema.ts';

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
  const ofRole = amount('role-per-day');
  if ((role === undefined) !== (ofRole === null)) throw new UserError(text('budget.roleAndAmount'));
  return {
    budgetPerDay: amount('server-per-day'),
    budgetPerMonth: amount('server-per-month'),
    personBudgetPerDay: amount('person-per-day'),
    roleBudgets: role === undefined || ofRole === null ? null : withRole(now.roleBudgets, role, ofRole),
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

function withRole(budgets: Settings['roleBudgets'], role: string, amount: string): Settings['roleBudgets'] {
  const { [role]: _, ...others } = budgets;
  return amount === '' ? others : { ...others, [role]: amount };
}

function nearOf(given: string | null): Settings['nearBudget'] | null {
  return NEAR_BUDGET.find((one) => one === given) ?? null;
}
