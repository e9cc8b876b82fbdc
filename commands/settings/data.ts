import {
  ChannelType,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
  type SlashCommandSubcommandBuilder,
} from 'discord.js';
import { choice, localized } from '../../src/discord/localized.ts';
import { text } from '../../src/language/language.ts';
import { AMOUNT_CHARACTERS } from '../../src/settings/amount.ts';
import {
  CONTEXT_TOKENS,
  COOLDOWN,
  FILE_MEGABYTES,
  FILES_PER_MESSAGE,
  OUTPUT_TOKENS,
  PERSONA_CHARACTERS,
  PICTURES_PER_DAY,
  RETENTION_DAYS,
  SWITCH,
} from '../../src/settings/schema.ts';
import { RULES } from './access.ts';
import { CHANNELS } from './channels.ts';
import { TOOL_USE_WORDS } from './fields.ts';
import { choicesOf } from './words.ts';

type Sub = SlashCommandSubcommandBuilder;

/** /settings as Discord shows it. */
export const data = localized(new SlashCommandBuilder(), 'settings', 'command.settings')
  .setContexts(InteractionContextType.Guild)
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .addSubcommand((sub) => forChannel(sub, 'panel'))
  .addSubcommand((sub) => localized(sub, 'history', 'command.settings.history'))
  .addSubcommand((sub) => localized(sub, 'export', 'command.settings.export'))
  .addSubcommand((sub) =>
    localized(sub, 'import', 'command.settings.import').addAttachmentOption((option) =>
      localized(option, 'file', 'command.settings.import.file').setRequired(true),
    ),
  )
  .addSubcommand((sub) => forChannel(sub, 'show'))
  .addSubcommand((sub) => forChannel(sub, 'prompt'))
  .addSubcommand((sub) => forChannel(persona(sub), 'persona'))
  .addSubcommand((sub) => forChannel(model(sub), 'model'))
  .addSubcommand((sub) => forChannel(limits(sub), 'limits'))
  .addSubcommand((sub) => forChannel(answers(sub), 'answers'))
  .addSubcommand((sub) => forChannel(tools(sub), 'tools'))
  .addSubcommand((sub) => forChannel(pictures(sub), 'pictures'))
  .addSubcommand(access)
  .addSubcommand(budget)
  .addSubcommand(privacy)
  .addSubcommand((sub) => forChannel(sub, 'reset'))
  .toJSON();

/** The sub-commands that are for the whole server or for one channel. */
type ForChannel =
  | 'panel'
  | 'show'
  | 'prompt'
  | 'persona'
  | 'model'
  | 'limits'
  | 'answers'
  | 'tools'
  | 'pictures'
  | 'reset';

function forChannel(sub: Sub, name: ForChannel): Sub {
  return localized(sub, name, `command.settings.${name}`).addChannelOption((option) =>
    localized(option, 'channel', 'command.settings.channel').addChannelTypes(...CHANNELS),
  );
}

function persona(sub: Sub): Sub {
  return sub.addStringOption((option) =>
    localized(option, 'name', 'command.settings.persona.name')
      .setRequired(true)
      .setMaxLength(PERSONA_CHARACTERS),
  );
}

function model(sub: Sub): Sub {
  return sub.addStringOption((option) =>
    localized(option, 'model', 'command.settings.model.model').setRequired(true).setAutocomplete(true),
  );
}

function pictures(sub: Sub): Sub {
  return sub
    .addStringOption((option) =>
      localized(option, 'when', 'command.settings.pictures.when').addChoices(choicesOf('pictures')),
    )
    .addIntegerOption((option) =>
      localized(option, 'per-day', 'command.settings.pictures.per-day')
        .setMinValue(PICTURES_PER_DAY.least)
        .setMaxValue(PICTURES_PER_DAY.most),
    );
}

function limits(sub: Sub): Sub {
  return sub
    .addIntegerOption((option) =>
      localized(option, 'context', 'command.settings.limits.context')
        .setMinValue(CONTEXT_TOKENS.least)
        .setMaxValue(CONTEXT_TOKENS.most),
    )
    .addIntegerOption((option) =>
      localized(option, 'answer', 'command.settings.limits.answer')
        .setMinValue(OUTPUT_TOKENS.least)
        .setMaxValue(OUTPUT_TOKENS.most),
    )
    .addIntegerOption((option) =>
      localized(option, 'files', 'command.settings.limits.files')
        .setMinValue(FILES_PER_MESSAGE.least)
        .setMaxValue(FILES_PER_MESSAGE.most),
    )
    .addIntegerOption((option) =>
      localized(option, 'file-size', 'command.settings.limits.file-size')
        .setMinValue(FILE_MEGABYTES.least)
        .setMaxValue(FILE_MEGABYTES.most),
    );
}

function answers(sub: Sub): Sub {
  return sub
    .addStringOption((option) =>
      localized(option, 'when', 'command.settings.answers.when').addChoices(choicesOf('answerTo')),
    )
    .addStringOption((option) =>
      localized(option, 'where', 'command.settings.answers.where').addChoices(choicesOf('replyIn')),
    )
    .addStringOption((option) =>
      localized(option, 'streaming', 'command.settings.answers.streaming').addChoices(choicesOf('streaming')),
    )
    .addStringOption((option) =>
      localized(option, 'long-replies', 'command.settings.answers.long-replies').addChoices(
        choicesOf('longReplies'),
      ),
    )
    .addStringOption((option) =>
      localized(option, 'titles', 'command.settings.answers.titles').addChoices(choicesOf('titles')),
    )
    .addStringOption((option) =>
      localized(option, 'language', 'command.settings.answers.language').addChoices(choicesOf('language')),
    );
}

function tools(sub: Sub): Sub {
  return sub
    .addStringOption((option) =>
      localized(option, 'tool', 'command.settings.tools.tool').setRequired(true).setAutocomplete(true),
    )
    .addStringOption((option) =>
      localized(option, 'use', 'command.settings.tools.use')
        .setRequired(true)
        .addChoices(SWITCH.map((value) => choice(text(TOOL_USE_WORDS[value]), value))),
    );
}

function budget(sub: Sub): Sub {
  const amounts = [
    'server-per-day',
    'server-per-month',
    'person-per-day',
    'person-per-month',
    'role-per-day',
    'role-per-month',
  ] as const;
  for (const name of amounts)
    sub.addStringOption((option) =>
      localized(option, name, `command.settings.budget.${name}`).setMaxLength(AMOUNT_CHARACTERS),
    );
  return localized(sub, 'budget', 'command.settings.budget')
    .addRoleOption((option) => localized(option, 'role', 'command.settings.budget.role'))
    .addStringOption((option) =>
      localized(option, 'near', 'command.settings.budget.near').addChoices(choicesOf('nearBudget')),
    );
}

function privacy(sub: Sub): Sub {
  return localized(sub, 'privacy', 'command.settings.privacy')
    .addIntegerOption((option) =>
      localized(option, 'retention', 'command.settings.privacy.retention')
        .setMinValue(RETENTION_DAYS.least)
        .setMaxValue(RETENTION_DAYS.most),
    )
    .addStringOption((option) =>
      localized(option, 'moderation', 'command.settings.privacy.moderation').addChoices(
        choicesOf('moderation'),
      ),
    );
}

function access(sub: Sub): Sub {
  return localized(sub, 'access', 'command.settings.access')
    .addStringOption((option) =>
      localized(option, 'rule', 'command.settings.access.rule').addChoices(
        RULES.map((value) => choice(text(`settings.access.${value}`), value)),
      ),
    )
    .addChannelOption((option) =>
      localized(option, 'place', 'command.settings.access.place').addChannelTypes(
        ...CHANNELS,
        ChannelType.GuildCategory,
      ),
    )
    .addRoleOption((option) => localized(option, 'role', 'command.settings.access.role'))
    .addUserOption((option) => localized(option, 'person', 'command.settings.access.person'))
    .addIntegerOption((option) =>
      localized(option, 'cooldown', 'command.settings.access.cooldown')
        .setMinValue(COOLDOWN.least)
        .setMaxValue(COOLDOWN.most),
    )
    .addRoleOption((option) => localized(option, 'manager-role', 'command.settings.access.manager-role'));
}
