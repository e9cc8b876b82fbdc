import { isInMoney, type SomeBudgets } from '../../src/conversation/spending/limits.ts';
import type { Bobbin } from '../../src/discord/command.ts';
import { say, type Text, text } from '../../src/language/language.ts';
import { UserError } from '../../src/errors.ts';
import {
  type Choices,
  OWNERS_ONLY,
  SERVER_ONLY,
  type SettingName,
  settingsSchema,
} from '../../src/settings/schema.ts';
import { FIELDS, labelOf } from './fields.ts';
import type { Scope } from './scope.ts';
import { settingNamed } from './view.ts';
import { describe } from './words.ts';

/** Models that are named in an error; the autocomplete knows them all. */
const MODELS_SHOWN = 20;

/**
 * Checks and saves a change; null means: not given. Returns what to tell the person.
 * Throws a UserError where a value is not allowed.
 */
export async function change(scope: Scope, values: Record<string, unknown>, bobbin: Bobbin): Promise<string> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  if (Object.keys(given).length === 0) throw new UserError(text('settings.noOption'));
  const lines = describe(scope.locale, await save(scope, given, bobbin));
  return say(scope.locale, text('settings.changed', { scope: scope.name, lines }));
}

/**
 * Checks and saves a change; undefined takes a choice back. Returns what was saved. Throws a UserError where a value is not
 * allowed.
 */
export async function save(
  scope: Scope,
  values: Record<string, unknown>,
  bobbin: Pick<Bobbin, 'models' | 'moderates' | 'settings' | 'spending'>,
): Promise<Choices> {
  if (scope.id !== scope.guild && SERVER_ONLY.some((name) => name in values))
    throw new UserError(text('settings.onlyServer'));
  const choices = check(values, bobbin.models);
  requireModerator(choices, bobbin);
  if (choices.model !== undefined)
    requireKnownPrices((await bobbin.settings.of(scope.place)).settings, [choices.model], bobbin);
  const before = await bobbin.settings.chosen(scope.guild, scope.id);
  requireMayChange(scope, before, { ...before, ...choices });
  await bobbin.settings.choose(scope.guild, scope.id, choices, scope.by);
  return choices;
}

/**
 * Throws a UserError for what only those can choose who may manage the server on Discord; the manager role lets nobody raise
 * themselves.
 */
export function requireMayChange(
  { guild, isOwners }: Scope,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): void {
  const changed = OWNERS_ONLY.filter((name) => (before[name] ?? '') !== (after[name] ?? ''));
  // Its id is that of the server.
  if (changed.includes('managerRole') && after['managerRole'] === guild)
    throw new UserError(text('settings.access.everyone'));
  const [first] = isOwners ? [] : changed;
  if (first) throw new UserError(text('settings.onlyOwners', { setting: labelOf(first) }));
}

/** Throws a UserError where a budget is in money, and nobody knows what one of these models costs. */
export function requireKnownPrices(
  budgets: SomeBudgets,
  models: readonly string[],
  { spending }: Pick<Bobbin, 'spending'>,
): void {
  const model = models.find((one) => !spending.isPriced(one));
  if (model !== undefined && isInMoney(budgets)) throw new UserError(text('budget.noPrice', { model }));
}

/** Throws a UserError where something shall be moderated, and there is no model that does. */
export function requireModerator({ moderation }: Choices, { moderates }: Pick<Bobbin, 'moderates'>): void {
  if (moderation === 'on' && !moderates) throw new UserError(text('moderation.noModel'));
}

function notAllowed(name: SettingName): Text {
  const field = FIELDS[name];
  const label = labelOf(name);
  if (field.kind === 'number')
    return text('panel.notInBounds', { label, least: field.least, most: field.most });
  return text('settings.notAllowed', { setting: label });
}

function check(values: Record<string, unknown>, models: readonly string[]): Choices {
  const read = settingsSchema.partial().safeParse(values);
  if (!read.success) {
    const name = settingNamed(String(read.error.issues[0]?.path[0]));
    throw new UserError(name === undefined ? text('settings.unknown') : notAllowed(name));
  }
  const { model } = read.data;
  if (model !== undefined && !models.includes(model))
    throw new UserError(
      text('settings.modelNotOffered', {
        model,
        models: models
          .slice(0, MODELS_SHOWN)
          .map((one) => `\`${one}\``)
          .join(', '),
      }),
    );
  return read.data;
}
