import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { choice } from '../../src/discord/localized.ts';
import { type Key, type Locale, say, text } from '../../src/language/language.ts';
import { type Origin, originOf, type Origins } from '../../src/settings/resolve.ts';
import { BUILT_IN_TOOLS, type Choices, SETTING_NAMES, type SettingName } from '../../src/settings/schema.ts';
import { shortened } from '../../src/settings/shortened.ts';
import { type Field, FIELDS, labelOf, TOOL_WORDS } from './fields.ts';

// What people read of the settings.

const ORIGIN_WORDS: Record<Origin, Key> = {
  environment: 'origin.environment',
  server: 'origin.server',
  channel: 'origin.channel',
  thread: 'origin.thread',
};

/** Characters of a value that are shown of a longer one; a Discord message holds 2,000 in all. */
const VALUE_SHOWN = 1_000;

const roleAmounts = z.record(z.string(), z.string()).catch({});

/** Characters of a list, of tools or of people. */
const LIST_SHOWN = 250;

/** Each setting that is chosen, in a few words; where it comes from below, when that is told. */
export function describe(locale: Locale, choices: Choices, origins?: Origins): string {
  return SETTING_NAMES.flatMap((name) => {
    const value = choices[name];
    if (value === undefined || (isNothing(value) && origins)) return [];
    const line = lineOf(locale, name, value);
    return origins ? `${line}\n-# ${originWords(locale, originOf(origins, name))}` : line;
  }).join('\n');
}

/** One setting in a sentence. */
export function lineOf(locale: Locale, name: SettingName, value: unknown, shown?: number): string {
  if (isNothing(value)) return say(locale, text('panel.notChosen', { label: labelOf(name) }));
  return say(locale, text(`setting.${name}.line`, { value: valueWords(locale, FIELDS[name], value, shown) }));
}

/** Whether a value says that there is none. An empty list says more: for everybody, or for nobody. */
export function isNothing(value: unknown): boolean {
  return value === '' || isDeepStrictEqual(value, {});
}

export function originWords(locale: Locale, origin: Origin): string {
  return say(locale, text(ORIGIN_WORDS[origin]));
}

/** A value in words; a number stays one, since each language writes it in its own way. `shown`: characters of a long text. */
export function valueWords(
  locale: Locale,
  field: Field,
  value: unknown,
  shown = VALUE_SHOWN,
): string | number {
  const listed = (one: (id: string) => string) => {
    const none = ('none' in field && field.none) || 'list.none';
    return listOf(idsIn(value).map(one), shown) || say(locale, text(none));
  };
  switch (field.kind) {
    case 'choice': {
      const words = field.words[String(value)];
      return words === undefined ? String(value) : say(locale, words);
    }
    case 'number':
      return Number(value);
    case 'text':
      return field.long ? quote(String(value), shown) : String(value);
    case 'tools':
      return listed((tool) => toolWords(locale, tool));
    case 'channels':
      return listed((id) => `<#${id}>`);
    case 'roles':
      return listed((id) => `<@&${id}>`);
    case 'people':
      return listed((id) => `<@${id}>`);
    case 'role':
      return value === '' ? say(locale, text('list.none')) : `<@&${String(value)}>`;
    case 'role amounts': {
      const amounts = Object.entries(roleAmounts.parse(value));
      return listOf(
        amounts.map(([role, amount]) => `<@&${role}> ${amount}`),
        shown,
      );
    }
    case 'amount':
    case 'model':
      break;
  }
  return String(value);
}

/** What can be chosen for a setting, as a select wants it. */
export function optionsOf(
  locale: Locale,
  { words }: Extract<Field, { kind: 'choice' }>,
): { label: string; value: string }[] {
  return Object.entries(words).map(([value, one]) => ({ label: say(locale, one), value }));
}

/** The same, as an option of a command wants it. */
export function choicesOf(name: SettingName): ReturnType<typeof choice>[] {
  const field = FIELDS[name];
  if (field.kind !== 'choice') return [];
  return Object.entries(field.words).map(([value, words]) => choice(words, value));
}

/** A tool by the name by which it is switched on and off. */
export function toolWords(locale: Locale, name: string): string {
  const builtIn = BUILT_IN_TOOLS.find((one) => one === name);
  return builtIn ? say(locale, text(TOOL_WORDS[builtIn])) : name;
}

function idsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** As many of them as there is room for; '' where there are none. */
function listOf(all: readonly string[], shown: number): string {
  let list = '';
  for (const [at, next] of all.entries()) {
    if (at > 0 && list.length + next.length > Math.min(shown, LIST_SHOWN)) return `${list} …`;
    list += at === 0 ? next : `, ${next}`;
  }
  return list;
}

function quote(prompt: string, shown: number): string {
  return shortened(prompt.replace(/^/gm, '> '), shown);
}
