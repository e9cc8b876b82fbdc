import type { Bobbin } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { type Choices, settingsSchema } from '../../src/settings/schema.ts';
import type { Scope } from './scope.ts';
import { describe } from './words.ts';

/** Models that are named in an error; the autocomplete knows them all. */
const MODELS_SHOWN = 20;

/**
 * Checks and saves a change; null means: not given. Returns what to tell the person.
 * Throws a UserError where a value is not allowed.
 */
export async function change(scope: Scope, values: Record<string, unknown>, bobbin: Bobbin): Promise<string> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  if (Object.keys(given).length === 0) throw new UserError('Please choose at least one of the options.');
  const choices = check(given, bobbin.models);
  await bobbin.settings.choose(scope.guild, scope.id, choices);
  return `Done. From the next message on, in ${scope.name}:\n${describe(choices)}`;
}

function check(values: Record<string, unknown>, models: readonly string[]): Choices {
  const read = settingsSchema.partial().safeParse(values);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new UserError(`That can’t be set: ${issue?.message ?? 'it is not allowed'}.`);
  }
  const { model } = read.data;
  if (model !== undefined && !models.includes(model))
    throw new UserError(
      `The model \`${model}\` is not on offer. Choose one of: ${models
        .slice(0, MODELS_SHOWN)
        .map((one) => `\`${one}\``)
        .join(', ')}.`,
    );
  return read.data;
}
