import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { isKey, type Key, type Locale, say, text } from '../language/language.ts';
import type { SavedBy } from '../store/history.ts';
import type { Store } from '../store/store.ts';
import { EXAMPLE_CHARACTERS, EXAMPLES, EXAMPLES_SCOPE, readExamples } from './examples.ts';
import { changeSaved, readSaved } from './save.ts';
import { onlyThere, type There } from './there.ts';
import { shortened } from './shortened.ts';
import { readChoices, SERVER_ONLY, settingsSchema, withoutServerOnly } from './schema.ts';

/** Grows when an older Bobbin could not read the file any more. */
const FILE_VERSION = 1;

/** Channels with settings of their own. */
const MOST_CHANNELS = 500;

/** Problems that are told of a file. */
const PROBLEMS_TOLD = 10;

/** Characters of one problem; a message holds 2,000. */
const PROBLEM_CHARACTERS = 150;

/** Bytes of a file: each of these channels with a prompt of its own has room. */
export const FILE_BYTES = 4 * 1024 * 1024;

const choices = z.strictObject(settingsSchema.partial().shape);
const ofChannel = choices.check(({ value, issues }) => {
  for (const name of SERVER_ONLY)
    if (name in value)
      issues.push({
        code: 'custom',
        input: value,
        path: [name],
        message: 'settings.onlyServer' satisfies Key,
      });
});

const fileSchema = z.strictObject({
  bobbin: z.literal(FILE_VERSION),
  server: choices,
  channels: z
    .array(
      z.strictObject({ id: z.string().regex(/^\d{1,20}$/), name: z.string().max(100), settings: ofChannel }),
    )
    .max(MOST_CHANNELS),
  examples: z
    .array(
      z.strictObject({
        question: z.string().trim().min(1).max(EXAMPLE_CHARACTERS.question),
        answer: z.string().trim().min(1).max(EXAMPLE_CHARACTERS.answer),
      }),
    )
    .max(EXAMPLES),
});

/** Everything that a server chose, to be kept or taken elsewhere. */
export type SettingsFile = z.infer<typeof fileSchema>;

/** Reads it all. `nameOf` is what people call a channel. */
export async function exportAll(
  store: Store,
  guild: string,
  nameOf: (channel: string) => string,
): Promise<SettingsFile> {
  const scopes = await store.scopes(guild);
  const saved = await store.settings(guild, scopes);
  const valuesOf = (scope: string) => saved[scopes.indexOf(scope)]?.values ?? {};
  const channels = scopes.filter((scope) => scope !== guild && scope !== EXAMPLES_SCOPE);
  return {
    bobbin: FILE_VERSION,
    server: readChoices(valuesOf(guild)),
    channels: channels
      .map((id) => ({ id, name: nameOf(id), settings: withoutServerOnly(readChoices(valuesOf(id))) }))
      .filter(({ settings }) => Object.keys(settings).length > 0),
    examples: readExamples(valuesOf(EXAMPLES_SCOPE)).map(({ question, answer }) => ({ question, answer })),
  };
}

/** Reads such a file. Throws a UserError that names each field that is wrong, in this language. */
export function readFile(json: string, models: readonly string[], locale: Locale = 'en'): SettingsFile {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    throw new UserError(text('import.noJson'));
  }
  if (typeof given !== 'object' || given === null || !('bobbin' in given))
    throw new UserError(text('import.noJson'));
  const read = fileSchema.safeParse(given, { error: errorsIn(locale) });
  const problems = read.success
    ? modelsMissing(read.data, models)
    : read.error.issues.map((issue) => `\`${issue.path.join('.') || 'file'}\`: ${problemIn(locale, issue)}`);
  if (!read.success || problems.length > 0)
    throw new UserError(
      text('import.problems', {
        count: problems.length,
        problems: problems
          .slice(0, PROBLEMS_TOLD)
          .map((problem) => shortened(problem, PROBLEM_CHARACTERS))
          .join('\n'),
      }),
    );
  return read.data;
}

/** Our own checks name a sentence of the catalogue. */
function problemIn(locale: Locale, issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_format') return say(locale, text('import.notValid'));
  if (!isKey(issue.message)) return issue.message;
  return say(locale, text(issue.message, issue.code === 'custom' ? issue.params : {}));
}

/** What is wrong, as the validator says it; in English where it does not know the language. */
function errorsIn(locale: Locale) {
  const known = new Map(Object.entries(z.locales)).get(locale) ?? z.locales.en;
  return known().localeError;
}

function modelsMissing({ server, channels }: SettingsFile, models: readonly string[]): string[] {
  const all = [
    { path: 'server', settings: server },
    ...channels.map(({ settings }, at) => ({ path: `channels.${at}.settings`, settings })),
  ];
  return all
    .filter(({ settings: { model } }) => model !== undefined && !models.includes(model))
    .map(({ path, settings: { model = '' } }) => `\`${path}.model\`: ${model} (${models.join(', ')})`);
}

/** One scope that an import changes. */
export interface Planned {
  scope: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/**
 * What a file would change, scope by scope. What names channels or roles that are not there is left out. What the file does not
 * name stays as it is.
 */
export async function planImport(
  store: Store,
  guild: string,
  file: SettingsFile,
  there: There,
): Promise<{ changes: Planned[]; leftOut: { channels: string[]; ids: number } }> {
  const found = file.channels.map((channel) => ({ ...channel, scope: there.channelOf(channel) }));
  const { server, leftOut: ids } = onlyThere(file.server, there);
  const named = [
    { scope: guild, after: server },
    ...found.flatMap(({ scope, settings }) => (scope === undefined ? [] : [{ scope, after: settings }])),
  ];
  const before = await Promise.all(named.map(({ scope }) => readSaved(store, guild, scope)));
  const settings = named
    .map((one, at) => ({ ...one, before: before[at]?.values ?? {} }))
    .filter((change) => !isDeepStrictEqual(readChoices(change.before), change.after));
  const examples = await plannedExamples(store, guild, file);
  return {
    changes: [...settings, ...examples],
    leftOut: {
      channels: found.filter(({ scope }) => scope === undefined).map(({ name }) => name),
      ids,
    },
  };
}

/** An example that is there already keeps its id. */
async function plannedExamples(store: Store, guild: string, file: SettingsFile): Promise<Planned[]> {
  const { values } = await readSaved(store, guild, EXAMPLES_SCOPE);
  const before = readExamples(values);
  const examples = file.examples.map(({ question, answer }) => {
    const known = before.find((one) => one.question === question && one.answer === answer);
    return { id: known?.id ?? randomUUID(), question, answer };
  });
  if (isDeepStrictEqual(before, examples)) return [];
  return [{ scope: EXAMPLES_SCOPE, before: values, after: { examples } }];
}

/** Saves what was planned; each scope is a change of its own. */
export async function importAll(
  store: Store,
  guild: string,
  changes: readonly Planned[],
  by: SavedBy,
): Promise<void> {
  for (const { scope, after } of changes) await changeSaved(store, guild, scope, () => after, by);
}
