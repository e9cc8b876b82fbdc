import { globSync, readFileSync } from 'node:fs';
import { Locale as DiscordLocale } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commands } from '../../commands/index.ts';
import { FIELDS, labelOf } from '../../commands/settings/fields.ts';
import { isKey, LOCALES, localeOf, nameOf, say, text } from '../../src/language/language.ts';
import { SETTING_NAMES } from '../../src/settings/schema.ts';

// https://docs.discord.com/developers/interactions/application-commands
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const MENU_NAME_CHARACTERS = 32;
const DESCRIPTION_CHARACTERS = 100;
const CHOICE_CHARACTERS = 100;
const COMMAND_CHARACTERS = 8_000;

const localizations = z.record(z.string(), z.string()).optional();
interface Node {
  name: string;
  name_localizations?: Record<string, string> | undefined;
  description?: string | undefined;
  description_localizations?: Record<string, string> | undefined;
  value?: string | number | undefined;
  options?: Node[] | undefined;
  choices?: Node[] | undefined;
}
/** A command, an option or a choice. */
const node: z.ZodType<Node> = z.lazy(() =>
  z.object({
    name: z.string(),
    name_localizations: localizations,
    description: z.string().optional(),
    description_localizations: localizations,
    value: z.union([z.string(), z.number()]).optional(),
    options: z.array(node).optional(),
    choices: z.array(node).optional(),
  }),
);
const all = commands.map(({ data }) => node.parse(JSON.parse(JSON.stringify(data))));

/** Its name or description as Discord shows it. */
const inLanguage = (of: Node, what: 'name' | 'description', locale: string) =>
  of[`${what}_localizations`]?.[locale] ?? of[what] ?? '';

const childrenOf = ({ options = [], choices = [] }: Node) => [...options, ...choices];
const everyIn = (one: Node): Node[] => [one, ...childrenOf(one).flatMap(everyIn)];
const options = (one: Node): Node[] => [one, ...(one.options ?? []).flatMap(options)];
const choices = (one: Node) => options(one).flatMap(({ choices: some = [] }) => some);

/** Discord's languages in which somebody sees something else than English. */
const OTHERS = Object.values(DiscordLocale).filter((one) => localeOf(one) !== 'en');

test('each of our languages is one of Discord’s', () => {
  expect(LOCALES).toEqual(['en', 'de', 'es', 'fr', 'ja', 'pt']);
  expect([...OTHERS].toSorted()).toEqual(['de', 'es-419', 'es-ES', 'fr', 'ja', 'pt-BR']);
  expect(LOCALES.map(nameOf)).toEqual(['English', 'Deutsch', 'español', 'français', '日本語', 'português']);
});

describe.each(all.map((one) => [one.name, one] as const))('%s', (_, command) => {
  const isMenu = command.description === undefined;

  test('is described in every language, within Discord’s limits', () => {
    for (const one of isMenu ? [] : options(command)) {
      expect(Object.keys(one.description_localizations ?? {}).toSorted()).toEqual(OTHERS.toSorted());
      for (const locale of ['en-US', ...OTHERS]) {
        const description = inLanguage(one, 'description', locale);
        expect(description.length, `${locale}: ${description}`).toBeLessThanOrEqual(DESCRIPTION_CHARACTERS);
      }
    }
  });

  test('has names that Discord takes, each once beside the others', () => {
    for (const locale of ['en-US', ...OTHERS]) {
      const nameIn = (one: Node) => inLanguage(one, 'name', locale);
      if (isMenu) expect(nameIn(command).length).toBeLessThanOrEqual(MENU_NAME_CHARACTERS);
      for (const one of isMenu ? [] : options(command)) {
        expect(nameIn(one)).toMatch(NAME);
        expect(nameIn(one)).toBe(nameIn(one).toLowerCase());
        const names = (one.options ?? []).map(nameIn);
        expect(new Set(names).size, `${locale}: ${names.join()}`).toBe(names.length);
      }
      for (const one of choices(command))
        expect(nameIn(one).length, `${locale}: ${nameIn(one)}`).toBeLessThanOrEqual(CHOICE_CHARACTERS);
    }
  });

  test('is short enough as a whole', () => {
    const longest = (words: string | undefined, others: Record<string, string> = {}) =>
      Math.max(...[words ?? '', ...Object.values(others)].map(({ length }) => length));
    const characters = everyIn(command).reduce(
      (sum, one) =>
        sum +
        longest(one.name, one.name_localizations) +
        longest(one.description, one.description_localizations) +
        (typeof one.value === 'string' ? one.value.length : 0),
      0,
    );
    expect(characters).toBeLessThanOrEqual(COMMAND_CHARACTERS);
  });
});

test('an option that has a name in other languages is called the same in English as in the code', () => {
  const names = new Set(all.flatMap(options).map(({ name }) => name));
  const keys = [...names].map((name) => `option.${name}`).filter(isKey);
  expect(keys.length).toBeGreaterThan(5);
  for (const key of keys) expect(`option.${say('en', text(key))}`).toBe(key);
});

// https://docs.discord.com/developers/components/reference
const LIMITS: [what: string, pattern: RegExp, characters: number][] = [
  ['a button', /(?<=\b(?:button|buttonFor)\((?:(?!\bbutton)[^;])*)'(\w+(?:\.\w+)+)'/g, 80],
  ['a button of another kind', /\blabel: (?:.*text\()?'([^']+)'/g, 80],
  ['a modal’s title', /\.setTitle\([^;]*?text\('([^']+)'/gs, 45],
  ['a field’s label', /LabelBuilder\(\)\s*\.setLabel\([^;]*?text\('([^']+)'/gs, 45],
  [
    'a field’s description',
    /LabelBuilder\(\)(?:(?!Builder\().)*?\.setDescription\([^;]*?text\('([^']+)'/gs,
    100,
  ],
];
const code = globSync('{src,commands}/**/*.ts').map((file) => readFileSync(file, 'utf8'));

test.each(LIMITS)('%s is short enough in every language', (_, pattern, characters) => {
  const keys = code.flatMap((one) => [...one.matchAll(pattern)].map(([, key]) => key)).filter(isKey);
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys)
    for (const locale of LOCALES) {
      const words = say(locale, text(key));
      expect(words.length, `${locale}: ${words}`).toBeLessThanOrEqual(characters);
    }
});

test('a setting’s label stands above a field, and its choices in a select, in every language', () => {
  for (const name of SETTING_NAMES)
    for (const locale of LOCALES) {
      const label = say(locale, labelOf(name));
      expect(label.length, `${locale}: ${label}`).toBeLessThanOrEqual(45);
      const field = FIELDS[name];
      for (const words of field.kind === 'choice' ? Object.values(field.words) : [])
        expect(say(locale, words).length).toBeLessThanOrEqual(CHOICE_CHARACTERS);
    }
});
