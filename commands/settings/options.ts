import type { ChatInputCommandInteraction, SlashCommandSubcommandBuilder } from 'discord.js';
import { localized } from '../../src/discord/localized.ts';
import { isKey } from '../../src/language/language.ts';
import type { SettingName } from '../../src/settings/schema.ts';
import { FIELDS } from './fields.ts';
import { choicesOf } from './words.ts';

/** Sub-commands whose options choose a setting each. `command.settings.<sub-command>.<option>` in the catalogue says what it is. */
const OPTIONS = {
  limits: {
    context: 'contextTokens',
    answer: 'maxOutputTokens',
    files: 'filesPerMessage',
    'file-size': 'fileMegabytes',
  },
  answers: {
    when: 'answerTo',
    where: 'replyIn',
    streaming: 'streaming',
    'long-replies': 'longReplies',
    titles: 'titles',
    language: 'language',
  },
  pictures: { when: 'pictures', 'per-day': 'picturesPerDay' },
  privacy: { retention: 'retentionDays', moderation: 'moderation' },
} as const satisfies Record<string, Record<string, SettingName>>;

export type Optional = keyof typeof OPTIONS;

/** Gives a sub-command its options: bounds and choices are those of the settings. */
export function addOptions(
  sub: SlashCommandSubcommandBuilder,
  name: Optional,
): SlashCommandSubcommandBuilder {
  for (const [option, setting] of Object.entries(OPTIONS[name])) {
    const field = FIELDS[setting];
    const words = `command.settings.${name}.${option}`;
    if (!isKey(words)) throw new Error(`the catalogue has no ${words}`);
    if (field.kind === 'number')
      sub.addIntegerOption((builder) =>
        localized(builder, option, words).setMinValue(field.least).setMaxValue(field.most),
      );
    else sub.addStringOption((builder) => localized(builder, option, words).addChoices(choicesOf(setting)));
  }
  return sub;
}

/** What was chosen with these options, by the names of the settings; null: not given. */
export function chosenWith(
  { options }: ChatInputCommandInteraction,
  name: Optional,
): { [Name in SettingName]?: string | number | null } {
  const chosen: { [Name in SettingName]?: string | number | null } = {};
  for (const [option, setting] of Object.entries(OPTIONS[name]))
    chosen[setting] =
      FIELDS[setting].kind === 'number' ? options.getInteger(option) : options.getString(option);
  return chosen;
}
