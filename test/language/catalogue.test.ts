import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ERROR_SIGN, explain } from '../../src/errors.ts';
import { LOCALES, say } from '../../src/language/language.ts';

const files = globSync('src/language/*.json');
const catalogue = (locale: string) =>
  z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(`src/language/${locale}.json`, 'utf8')));
const english = catalogue('en');

type Ast = ReturnType<IntlMessageFormat['getAst']>;
const LITERAL = 0;
const PLURAL = 6;
const POUND = 7;

/** All parts of a message, those of plurals too. */
function partsOf(ast: Ast): Ast {
  return ast.flatMap((part) => [
    part,
    ...('options' in part ? Object.values(part.options).flatMap(({ value }) => partsOf(value)) : []),
  ]);
}
const parse = (message: string, locale: string) =>
  partsOf(new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).getAst());

/** What stands in the places of a message. */
function argumentsOf(message: string, locale: string): string[] {
  const named = parse(message, locale).filter(({ type }) => type !== LITERAL && type !== POUND);
  return [...new Set(named.map((part) => ('value' in part ? part.value : '')))].toSorted();
}

test('each file beside the catalogue is a language', () => {
  expect(files.map((file) => basename(file, '.json')).toSorted()).toEqual([...LOCALES].toSorted());
});

describe.each(LOCALES)('the sentences in %s', (locale) => {
  const sentences = catalogue(locale);
  /** The keys of the sentences that are. */
  const wrong = (is: (key: string, message: string) => boolean) =>
    Object.entries(sentences).flatMap(([key, message]) => (is(key, message) ? [key] : []));

  test('are all there, and no others, in alphabetical order', () => {
    expect(Object.keys(sentences)).toEqual(Object.keys(english).toSorted());
  });

  test('say something', () => {
    const isSomething = (message: string) => message !== '' && message === message.trim();
    expect(wrong((_, message) => !isSomething(message))).toEqual([]);
  });

  test('have the same in their places as in English', () => {
    const places = (message: string, language: string) => argumentsOf(message, language).join();
    expect(wrong((key, message) => places(message, locale) !== places(english[key] ?? '', 'en'))).toEqual([]);
  });

  test('count as the language does', () => {
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
    const allowed = new Set<string>(pluralCategories);
    // In French 0 is singular, too: what is said of one may not be said of none.
    const isVague = new Intl.PluralRules(locale).select(0) === 'one';
    const one = (message: string) =>
      parse(message, locale).flatMap((part) =>
        part.type === PLURAL && 'options' in part ? (part.options['one'] ?? []) : [],
      );
    const hasNumber = ({ value }: { value: Ast }) => value.some(({ type }) => type === POUND);
    expect(wrong((_, message) => isVague && !one(message).every(hasNumber))).toEqual([]);
    const categories = (message: string) =>
      parse(message, locale).flatMap((part) =>
        part.type === PLURAL && 'options' in part ? Object.keys(part.options) : [],
      );
    const fits = (category: string) => category.startsWith('=') || allowed.has(category);
    expect(wrong((_, message) => !categories(message).every(fits))).toEqual([]);
  });

  test('name the same commands and variables as in English', () => {
    const code = (message: string) =>
      [...message.matchAll(/`\/[^`]*`|[A-Z]+_[A-Z_]+/g)].map(String).toSorted().join();
    expect(wrong((key, message) => code(message) !== code(english[key] ?? ''))).toEqual([]);
  });

  test('tell of a failure behind the sign by which it is known', () => {
    expect(say(locale, explain(new Error('bug'), 'abc'))).toMatch(
      new RegExp(`^${ERROR_SIGN} [^]*\n-# .*abc`),
    );
  });
});

const source = new Map(
  globSync('{src,commands}/**/*.ts').map((file) => [file, readFileSync(file, 'utf8')] as const),
);
const code = [...source.values()].join('\n');

test('every sentence is said somewhere', () => {
  const prefixes = [...code.matchAll(/`((?:\w+\.)+)\$\{/g)].map(([, prefix = '']) => prefix);
  const unused = Object.keys(english).filter(
    (key) => !code.includes(`'${key}'`) && !prefixes.some((prefix) => key.startsWith(prefix)),
  );
  expect(unused).toEqual([]);
});

/** The names of an object literal's properties, from behind its brace; undefined where others may come with them. */
function propertiesFrom(literal: string): string[] | undefined {
  const parts = [''];
  let depth = 0;
  for (const sign of literal) {
    if ('{[('.includes(sign)) depth += 1;
    if ('}])'.includes(sign) && --depth < 0) break;
    if (sign === ',' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + sign);
  }
  const names = parts.map((part) => part.trim()).filter((part) => part !== '');
  return names.some((name) => name.startsWith('...'))
    ? undefined
    : names.map((name) => /^\w+/.exec(name)?.[0] ?? '');
}

test('every sentence is given what stands in its places', () => {
  const wrong = [...code.matchAll(/\btext\(\s*'([^']+)'(?:,\s*\{|,?\s*\))/g)].flatMap((call) => {
    const [whole, key = ''] = call;
    const given = whole.endsWith('{') ? propertiesFrom(code.slice(call.index + whole.length)) : [];
    const wanted = argumentsOf(english[key] ?? '', 'en');
    return given === undefined || given.toSorted().join() === wanted.join() ? [] : [{ key, given, wanted }];
  });
  expect(wrong).toEqual([]);
});

test('people are told no sentence that has no translation', () => {
  const literal =
    /(?:new (?:UserError|Unreadable|StoreUnavailable)\(|\.(?:setDescription|setLabel|setTitle|setPlaceholder|editReply)\(|label: |placeholder: |description: |title: |content: )\s*(['"`](?:[^'"`$]*[a-z]{2} [a-z]+[^'"`]*)['"`])/g;
  const isForModels = (file: string) => file.startsWith('src/model/') || file === 'src/config.ts';
  const found = [...source]
    .filter(([file]) => !isForModels(file))
    .flatMap(([file, text]) => [...text.matchAll(literal)].map(([, words]) => `${file}: ${words}`));
  expect(found).toEqual([]);
});
