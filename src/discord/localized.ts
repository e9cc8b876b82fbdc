import {
  type APIApplicationCommandOptionChoice,
  ContextMenuCommandBuilder,
  Locale as DiscordLocale,
  type LocalizationMap,
  type SharedNameAndDescription,
} from 'discord.js';
import { isKey, type Key, localeOf, say, type Text, text } from '../language/language.ts';

/** Discord's languages in which commands are called something else than in English. */
const OTHERS = Object.values(DiscordLocale).filter((one) => localeOf(one) !== 'en');

/** What is said in each of Discord's languages that is one of ours. */
function inOthers(sentence: Text): LocalizationMap {
  return Object.fromEntries(OTHERS.map((one) => [one, say(localeOf(one), sentence)]));
}

/**
 * Names and describes a command, or one of its options, in all languages. Options are called in people's language
 * (`option.…` in the catalogue); commands are called the same everywhere, so that one can tell others what to type.
 */
export function localized<Builder extends SharedNameAndDescription>(
  builder: Builder,
  name: string,
  description: Key,
): Builder {
  const called = `option.${name}`;
  if (isKey(called) && !isCommand(builder)) builder.setNameLocalizations(inOthers(text(called)));
  return builder
    .setName(name)
    .setDescription(say('en', text(description)))
    .setDescriptionLocalizations(inOthers(text(description)));
}

/** A command in the menu of a message. It is called by its name only, so that is in all languages. */
export function inMenu(name: Key): ContextMenuCommandBuilder {
  return new ContextMenuCommandBuilder()
    .setName(say('en', text(name)))
    .setNameLocalizations(inOthers(text(name)));
}

/** A value that can be chosen for an option, in words. */
export function choice(words: Text | string, value: string): APIApplicationCommandOptionChoice<string> {
  const name = say('en', words);
  return { name, value, ...(typeof words !== 'string' && { name_localizations: inOthers(words) }) };
}

function isCommand(builder: SharedNameAndDescription): boolean {
  return 'options' in builder;
}
