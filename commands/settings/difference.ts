import { diff, isDeepStrictEqual } from 'node:util';
import { type Locale, say, text } from '../../src/language/language.ts';
import { EXAMPLES_SCOPE, readExamples } from '../../src/settings/examples.ts';
import { OWNERS_ONLY, readChoices, SETTING_NAMES, type SettingName } from '../../src/settings/schema.ts';
import { shortened } from '../../src/settings/shortened.ts';
import { FIELDS, labelOf } from './fields.ts';
import { valueWords } from './words.ts';

type Values = Record<string, unknown>;

/** Lines of a prompt that are compared: comparing takes the square of their number. */
const LINES_COMPARED = 500;

/** Characters of a value in a difference that is not a prompt. */
const VALUE_SHOWN = 120;

/** What changed from one version of a scope to another, in at most so many characters. '' where nothing did. */
export function difference(
  locale: Locale,
  scope: string,
  before: Values,
  after: Values,
  most: number,
): string {
  const all =
    scope === EXAMPLES_SCOPE ? ofExamples(locale, before, after) : ofSettings(locale, before, after, most);
  return within(locale, all, most);
}

function ofSettings(locale: Locale, before: Values, after: Values, most: number): string[] {
  const [was, is] = [readChoices(before), readChoices(after)];
  const all = SETTING_NAMES.filter((name) => !isDeepStrictEqual(was[name], is[name]));
  const changed = all.toSorted((a, b) => weightOf(b) - weightOf(a));
  return changed.map((name) => {
    const label = say(locale, labelOf(name));
    if (name === 'prompt')
      return `**${label}**\n${promptDifference(was.prompt ?? '', is.prompt ?? '', most / 2)}`;
    const [old, now] = [was, is].map((values) => shortly(locale, name, values[name]));
    return say(locale, text('difference.changed', { label, before: old ?? '', after: now ?? '' }));
  });
}

/** What must not be overlooked comes first, and last what is so long that it may be cut. */
function weightOf(name: SettingName): number {
  if (name === 'prompt') return 0;
  return OWNERS_ONLY.some((one) => one === name) ? 2 : 1;
}

/** The lines that went and those that came, as Discord colours them. */
export function promptDifference(before: string, after: string, most: number): string {
  const [was, is] = [before, after].map((prompt) =>
    prompt === '' ? [] : prompt.split('\n').slice(0, LINES_COMPARED),
  );
  const entries = diff(is ?? [], was ?? []);
  const shown = runsOf(entries).map(marked).join('\n');
  return `\`\`\`diff\n${shortened(shown, most)}\n\`\`\``;
}

type Entry = ReturnType<typeof diff>[number];

/** What changed, run by run: in each what went stands before what came. */
function runsOf(entries: readonly Entry[]): Entry[] {
  const sorted: Entry[] = [];
  let came: Entry[] = [];
  for (const entry of entries) {
    if (entry[0] === 1) came.push(entry);
    else if (entry[0] === -1) sorted.push(entry);
    else {
      sorted.push(...came);
      came = [];
    }
  }
  return [...sorted, ...came];
}

/** A fence in a prompt must not end ours. */
function marked([kind, line]: Entry): string {
  return `${kind === 1 ? '+' : '-'} ${line.replaceAll('```', '`\u200b``')}`;
}

function ofExamples(locale: Locale, before: Values, after: Values): string[] {
  const [was, is] = [readExamples(before), readExamples(after)];
  const has = (list: typeof was, id: string) => list.some((example) => example.id === id);
  const named = (question: string) => question.slice(0, VALUE_SHOWN).toWellFormed();
  return [
    ...is
      .filter(({ id }) => !has(was, id))
      .map(({ question }) => say(locale, text('difference.exampleAdded', { question: named(question) }))),
    ...was
      .filter(({ id }) => !has(is, id))
      .map(({ question }) => say(locale, text('difference.exampleRemoved', { question: named(question) }))),
  ];
}

function shortly(locale: Locale, name: SettingName, value: unknown): string {
  if (value === undefined) return say(locale, text('difference.notChosen'));
  const words = valueWords(locale, FIELDS[name], value, VALUE_SHOWN);
  return typeof words === 'number' ? words.toLocaleString(locale) : words;
}

/** As many of the lines as fit, and how many more there are. */
export function within(locale: Locale, lines: readonly string[], most: number): string {
  const shown: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > most && shown.length > 0)
      return [...shown, say(locale, text('difference.more', { count: lines.length - shown.length }))].join(
        '\n',
      );
    shown.push(line);
  }
  return shown.join('\n');
}
