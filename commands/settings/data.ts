import {
  ChannelType,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
  type SlashCommandSubcommandBuilder,
} from 'discord.js';
import { say, text } from '../../src/language/language.ts';
import { AMOUNT_CHARACTERS } from '../../src/settings/amount.ts';
import {
  CONTEXT_TOKENS,
  COOLDOWN,
  FILE_MEGABYTES,
  FILES_PER_MESSAGE,
  OUTPUT_TOKENS,
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
export const data = new SlashCommandBuilder()
  .setName('settings')
  .setDescription('How I behave on this server or in one channel')
  .setContexts(InteractionContextType.Guild)
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .addSubcommand((sub) => forChannel(sub, 'panel', 'All my settings in one place, to see and to change'))
  .addSubcommand((sub) =>
    sub.setName('history').setDescription('What was changed, by whom, and the way back'),
  )
  .addSubcommand((sub) => sub.setName('export').setDescription('All that was set here, as a file'))
  .addSubcommand((sub) =>
    sub
      .setName('import')
      .setDescription('Set what such a file says; I show you what changes first')
      .addAttachmentOption((option) =>
        option.setName('file').setDescription('A file from /settings export').setRequired(true),
      ),
  )
  .addSubcommand((sub) => forChannel(sub, 'show', 'What is set, and where it comes from'))
  .addSubcommand((sub) => forChannel(sub, 'prompt', 'Tell me who I am and what to do'))
  .addSubcommand((sub) => forChannel(model(sub), 'model', 'Choose the model that answers'))
  .addSubcommand((sub) => forChannel(limits(sub), 'limits', 'How much I keep in mind, how long I answer'))
  .addSubcommand((sub) => forChannel(answers(sub), 'answers', 'When I answer, where, and what it looks like'))
  .addSubcommand((sub) => forChannel(tools(sub), 'tools', 'What I may use to answer'))
  .addSubcommand((sub) => forChannel(pictures(sub), 'pictures', 'Whether I paint, and how much'))
  .addSubcommand(access)
  .addSubcommand(budget)
  .addSubcommand(privacy)
  .addSubcommand((sub) => forChannel(sub, 'reset', 'Take back everything that was set here'))
  .toJSON();

function forChannel(sub: Sub, name: string, description: string): Sub {
  return sub
    .setName(name)
    .setDescription(description)
    .addChannelOption((option) =>
      option
        .setName('channel')
        .setDescription('Only for this channel or thread; without it, for the whole server')
        .addChannelTypes(...CHANNELS),
    );
}

function model(sub: Sub): Sub {
  return sub.addStringOption((option) =>
    option.setName('model').setDescription('One of those on offer').setRequired(true).setAutocomplete(true),
  );
}

function pictures(sub: Sub): Sub {
  return sub
    .addStringOption((option) =>
      option.setName('when').setDescription('When I paint').addChoices(choicesOf('pictures')),
    )
    .addIntegerOption((option) =>
      option
        .setName('per-day')
        .setDescription('How many pictures there may be in a day, on the whole server')
        .setMinValue(PICTURES_PER_DAY.least)
        .setMaxValue(PICTURES_PER_DAY.most),
    );
}

function limits(sub: Sub): Sub {
  return sub
    .addIntegerOption((option) =>
      option
        .setName('context')
        .setDescription('Budget: tokens of a conversation that the model is sent at most')
        .setMinValue(CONTEXT_TOKENS.least)
        .setMaxValue(CONTEXT_TOKENS.most),
    )
    .addIntegerOption((option) =>
      option
        .setName('answer')
        .setDescription('Longest answer, in tokens')
        .setMinValue(OUTPUT_TOKENS.least)
        .setMaxValue(OUTPUT_TOKENS.most),
    )
    .addIntegerOption((option) =>
      option
        .setName('files')
        .setDescription('How many files of one message I read')
        .setMinValue(FILES_PER_MESSAGE.least)
        .setMaxValue(FILES_PER_MESSAGE.most),
    )
    .addIntegerOption((option) =>
      option
        .setName('file-size')
        .setDescription('How large a file that I read may be, in megabytes')
        .setMinValue(FILE_MEGABYTES.least)
        .setMaxValue(FILE_MEGABYTES.most),
    );
}

function answers(sub: Sub): Sub {
  return sub
    .addStringOption((option) =>
      option.setName('when').setDescription('Which messages I answer').addChoices(choicesOf('answerTo')),
    )
    .addStringOption((option) =>
      option.setName('where').setDescription('Where my reply stands').addChoices(choicesOf('replyIn')),
    )
    .addStringOption((option) =>
      option
        .setName('streaming')
        .setDescription('Whether one can watch me write')
        .addChoices(choicesOf('streaming')),
    )
    .addStringOption((option) =>
      option
        .setName('long-replies')
        .setDescription('What an answer longer than five messages is')
        .addChoices(choicesOf('longReplies')),
    )
    .addStringOption((option) =>
      option.setName('titles').setDescription('How a new thread is named').addChoices(choicesOf('titles')),
    );
}

function tools(sub: Sub): Sub {
  return sub
    .addStringOption((option) =>
      option.setName('tool').setDescription('Which tool').setRequired(true).setAutocomplete(true),
    )
    .addStringOption((option) =>
      option
        .setName('use')
        .setDescription('Whether I may use it')
        .setRequired(true)
        .addChoices(SWITCH.map((value) => ({ name: say('en', text(TOOL_USE_WORDS[value])), value }))),
    );
}

function budget(sub: Sub): Sub {
  const amounts = [
    {
      name: 'server-per-day',
      description: 'What the whole server may spend in a day: $5, 200k tokens, or none',
    },
    { name: 'server-per-month', description: 'What the whole server may spend in a month' },
    { name: 'person-per-day', description: 'What each person may spend in a day' },
    { name: 'role-per-day', description: 'What all who have the role may spend together in a day' },
  ];
  for (const { name, description } of amounts)
    sub.addStringOption((option) =>
      option.setName(name).setDescription(description).setMaxLength(AMOUNT_CHARACTERS),
    );
  return sub
    .setName('budget')
    .setDescription('What I may cost on this server')
    .addRoleOption((option) => option.setName('role').setDescription('The role that “role-per-day” is for'))
    .addStringOption((option) =>
      option
        .setName('near')
        .setDescription('What I do where a budget is nearly used up')
        .addChoices(choicesOf('nearBudget')),
    );
}

function privacy(sub: Sub): Sub {
  return sub
    .setName('privacy')
    .setDescription('How long I remember what nobody uses any more')
    .addIntegerOption((option) =>
      option
        .setName('retention')
        .setDescription('Days without a new message after which I forget a conversation')
        .setRequired(true)
        .setMinValue(RETENTION_DAYS.least)
        .setMaxValue(RETENTION_DAYS.most),
    );
}

function access(sub: Sub): Sub {
  return sub
    .setName('access')
    .setDescription('Who may use me on this server, and where')
    .addStringOption((option) =>
      option
        .setName('rule')
        .setDescription('What becomes of the place, the role or the person')
        .addChoices(RULES.map((value) => ({ name: say('en', text(`settings.access.${value}`)), value }))),
    )
    .addChannelOption((option) =>
      option
        .setName('place')
        .setDescription('A channel with its threads, or a category with its channels')
        .addChannelTypes(...CHANNELS, ChannelType.GuildCategory),
    )
    .addRoleOption((option) => option.setName('role').setDescription('Everybody with this role'))
    .addUserOption((option) => option.setName('person').setDescription('One person'))
    .addIntegerOption((option) =>
      option
        .setName('cooldown')
        .setDescription('Seconds between two questions of one person; 0: none')
        .setMinValue(COOLDOWN.least)
        .setMaxValue(COOLDOWN.most),
    )
    .addRoleOption((option) =>
      option
        .setName('manager-role')
        .setDescription('Who may change my settings, beside those who manage the server'),
    );
}
