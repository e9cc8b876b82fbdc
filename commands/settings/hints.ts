import { leastOf } from '../../src/conversation/spending/limits.ts';
import { type Text, text } from '../../src/language/language.ts';
import { isOpenToAll } from '../../src/settings/access.ts';
import { writeAmount } from '../../src/settings/amount.ts';
import type { Resolved } from '../../src/settings/resolve.ts';
import { BUDGETS, type SettingName } from '../../src/settings/schema.ts';
import { OPTIONS } from '../common/layout.ts';
import type { Offered } from './controls.ts';
import { type Group, labelOf } from './fields.ts';
import { isNothing } from './words.ts';

// What the panel says beside the settings themselves.

/** What is to be said where nobody chose anything, or where somebody else did. */
export function summaryOf(name: Group, { settings }: Resolved, { spending }: Offered): Text[] {
  if (name === 'access' && isOpenToAll(settings)) return [text('panel.everybody')];
  if (name !== 'cost') return [];
  const { operator } = spending;
  if (operator) return [text('panel.operatorBudget', { amount: writeAmount(operator) })];
  return BUDGETS.every((one) => isNothing(settings[one])) ? [text('panel.noBudget')] : [];
}

/** What somebody would stumble over otherwise. */
export function hintsOf(name: SettingName, { settings }: Resolved, { models }: Offered): Text[] {
  if (name === 'managerRole' && settings.managerRole !== '') return [text('settings.access.managerHint')];
  if (name === 'retentionDays') return [text('panel.forgets')];
  if (name === 'model' && models.length > OPTIONS)
    return [text('panel.moreModels', { count: models.length })];
  return [];
}

/** The first of these budgets that has no room for an answer, if there is one. */
export function budgetHint(
  names: readonly (typeof BUDGETS)[number][],
  { settings }: Pick<Resolved, 'settings'>,
  { spending }: Pick<Offered, 'spending'>,
): Text[] {
  for (const name of names) {
    const least = leastOf(settings[name], settings, spending.costOf);
    if (least === undefined) continue;
    const about = { setting: labelOf(name), longest: settings.maxOutputTokens, least: writeAmount(least) };
    return [text('budget.tooSmall', about)];
  }
  return [];
}
