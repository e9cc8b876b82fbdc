import { IntlMessageFormat } from 'intl-messageformat';
import en from './en.json' with { type: 'json' };

/** The name of a sentence in the catalogue. English has them all. */
export type Key = keyof typeof en;

/** A sentence of Bobbin's own, in no language yet: it is put into one where a person is told it. */
export interface Text {
  key: Key;
  /** What stands in its places; plurals and numbers are written as the language wants them. */
  args?: Record<string, string | number>;
}

/** Each language is a file beside this one. */
const CATALOGUES = { en } as const satisfies Record<string, Record<Key, string>>;

export type Locale = keyof typeof CATALOGUES;

export const LOCALES = Object.keys(CATALOGUES).filter((name) => isLocale(name));

export function text(key: Key, args?: Text['args']): Text {
  return { key, ...(args && { args }) };
}

/** The language of ours that is nearest to one of Discord's (https://docs.discord.com/developers/reference#locales). */
export function localeOf(discordLocale: string | null | undefined): Locale {
  const [language = ''] = (discordLocale ?? '').split('-');
  return isLocale(language) ? language : 'en';
}

function isLocale(name: string): name is Locale {
  return Object.hasOwn(CATALOGUES, name);
}

const formats = new Map<string, IntlMessageFormat>();

/** A sentence in a language. A string is said already, and stays as it is. */
export function say(locale: Locale, sentence: Text | string): string {
  if (typeof sentence === 'string') return sentence;
  const { key, args } = sentence;
  const name = `${locale} ${key}`;
  const format =
    formats.get(name) ??
    new IntlMessageFormat(CATALOGUES[locale][key], locale, undefined, { ignoreTag: true });
  formats.set(name, format);
  return String(format.format(args));
}
