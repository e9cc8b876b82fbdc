import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { z } from 'zod';
import en from './en.json' with { type: 'json' };

/** The name of a sentence in the catalogue. English has them all. */
export type Key = keyof typeof en;

/** A sentence of Bobbin's own, in no language yet: it is put into one where a person is told it. Plain data. */
export interface Text {
  key: Key;
  /** What stands in its places; plurals and numbers are written as the language wants them. */
  args?: Record<string, Part>;
}

/** What can stand in a place: something said already, a number, a sentence, or several of them, which become a list. */
export type Part = string | number | Text | readonly (string | Text)[];

/** One of our languages, by its BCP 47 tag: the name of its file. */
export type Locale = string;

type Sentences = ReadonlyMap<string, string>;

/** Each language is a file beside this one. */
const CATALOGUES: ReadonlyMap<Locale, Sentences> = new Map(
  readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [basename(file, '.json'), readSentences(join(import.meta.dirname, file))]),
);

function readSentences(path: string): Sentences {
  const sentences = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path, 'utf8')));
  return new Map(Object.entries(sentences));
}

/** Our languages. English comes first. */
export const LOCALES: readonly Locale[] = [
  'en',
  ...[...CATALOGUES.keys()].filter((one) => one !== 'en').toSorted(),
];

export function isKey(name: unknown): name is Key {
  return typeof name === 'string' && Object.hasOwn(en, name);
}

export function text(key: Key, args?: Text['args']): Text {
  return { key, ...(args && { args }) };
}

/** The language of ours that is nearest to one of Discord's (https://docs.discord.com/developers/reference#locales). */
export function localeOf(discordLocale: string | null | undefined): Locale {
  const [language = ''] = (discordLocale ?? '').split('-');
  return LOCALES.find((one) => one === discordLocale) ?? LOCALES.find((one) => one === language) ?? 'en';
}

const formats = new Map<string, IntlMessageFormat>();

/** A sentence in a language; in English where a translation lacks it. A string is said already, and stays as it is. */
export function say(locale: Locale, sentence: Text | string): string {
  if (typeof sentence === 'string') return sentence;
  const { key, args = {} } = sentence;
  const said = Object.entries(args).map(([name, part]) => [name, sayPart(locale, part)] as const);
  return String(formatOf(locale, key).format<string>(Object.fromEntries(said)));
}

function sayPart(locale: Locale, part: Part): string | number {
  if (typeof part === 'number') return part;
  if (typeof part === 'string' || 'key' in part) return say(locale, part);
  const list = new Intl.ListFormat(locale, { type: 'conjunction', style: 'narrow' });
  return list.format(part.map((one) => say(locale, one)));
}

function formatOf(locale: Locale, key: Key): IntlMessageFormat {
  const name = `${locale} ${key}`;
  const message = CATALOGUES.get(locale)?.get(key);
  const format =
    formats.get(name) ??
    (message === undefined
      ? new IntlMessageFormat(en[key], 'en', undefined, { ignoreTag: true })
      : new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }));
  formats.set(name, format);
  return format;
}

/** What a person calls a language, in that language. */
export function nameOf(locale: Locale): string {
  return new Intl.DisplayNames(locale, { type: 'language' }).of(locale) ?? locale;
}

const partSchema: z.ZodType<Part> = z.lazy(() =>
  z.union([z.string(), z.number(), textSchema, z.array(z.union([z.string(), textSchema]))]),
);

/** A sentence that was stored. One of another version, which can't be said in this one, is not valid. */
export const textSchema: z.ZodType<Text> = z
  .object({ key: z.custom<Key>(isKey), args: z.record(z.string(), partSchema).exactOptional() })
  .refine(canBeSaid);

/** Whether there is something for each of its places. */
function canBeSaid(sentence: Text): boolean {
  try {
    say('en', sentence);
    return true;
  } catch {
    return false;
  }
}
