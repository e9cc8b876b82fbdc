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
import { COOLDOWN, PERSONA_CHARACTERS, SWITCH } from '../../src/settings/schema.ts';
import { RULES } from './access.ts';
import { CHANNELS } from '../common/channels.ts';
import { TOOL_USE_WORDS } from './fields.ts';
import { addOptions } from './options.ts';
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
  .addSubcommand((sub) => forChannel(addOptions(sub, 'limits'), 'limits'))
  .addSubcommand((sub) => forChannel(addOptions(sub, 'answers'), 'answers'))
  .addSubcommand((sub) => forChannel(tools(sub), 'tools'))
  .addSubcommand((sub) => forChannel(addOptions(sub, 'pictures'), 'pictures'))
  .addSubcommand(access)
  .addSubcommand(budget)
  .addSubcommand((sub) => localized(addOptions(sub, 'privacy'), 'privacy', 'command.settings.privacy'))
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
