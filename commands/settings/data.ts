import {
  ChannelType,
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
  type SlashCommandSubcommandBuilder,
} from 'discord.js';
import {
  ANSWER_TO,
  CONTEXT_TOKENS,
  LONG_REPLIES,
  OUTPUT_TOKENS,
  PICTURES_PER_DAY,
  REPLY_IN,
  SWITCH,
} from '../../src/settings/schema.ts';
import {
  ANSWER_TO_WORDS,
  LONG_REPLIES_WORDS,
  PICTURES_WORDS,
  REPLY_IN_WORDS,
  STREAMING_WORDS,
  TITLES_WORDS,
  TOOL_WORDS,
} from './words.ts';

/** Where a conversation, or a thread with one, can be. */
const CHANNELS = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
  ChannelType.GuildVoice,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
] as const;

type Sub = SlashCommandSubcommandBuilder;

/** /settings as Discord shows it. */
export const data = new SlashCommandBuilder()
  .setName('settings')
  .setDescription('How I behave on this server or in one channel')
  .setContexts(InteractionContextType.Guild)
  .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
  .addSubcommand((sub) => forChannel(sub, 'show', 'What is set, and where it comes from'))
  .addSubcommand((sub) => forChannel(sub, 'prompt', 'Tell me who I am and what to do'))
  .addSubcommand((sub) => forChannel(model(sub), 'model', 'Choose the model that answers'))
  .addSubcommand((sub) => forChannel(limits(sub), 'limits', 'How much I keep in mind, how long I answer'))
  .addSubcommand((sub) => forChannel(answers(sub), 'answers', 'When I answer, where, and what it looks like'))
  .addSubcommand((sub) => forChannel(tools(sub), 'tools', 'What I may use to answer'))
  .addSubcommand((sub) => forChannel(pictures(sub), 'pictures', 'Whether I paint, and how much'))
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
      option
        .setName('when')
        .setDescription('When I paint')
        .addChoices(SWITCH.map((value) => ({ name: PICTURES_WORDS[value], value }))),
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
    );
}

function answers(sub: Sub): Sub {
  return sub
    .addStringOption((option) =>
      option
        .setName('when')
        .setDescription('Which messages I answer')
        .addChoices(ANSWER_TO.map((value) => ({ name: ANSWER_TO_WORDS[value], value }))),
    )
    .addStringOption((option) =>
      option
        .setName('where')
        .setDescription('Where my reply stands')
        .addChoices(REPLY_IN.map((value) => ({ name: REPLY_IN_WORDS[value], value }))),
    )
    .addStringOption((option) =>
      option
        .setName('streaming')
        .setDescription('Whether one can watch me write')
        .addChoices(SWITCH.map((value) => ({ name: STREAMING_WORDS[value], value }))),
    )
    .addStringOption((option) =>
      option
        .setName('long-replies')
        .setDescription('What an answer longer than five messages is')
        .addChoices(LONG_REPLIES.map((value) => ({ name: LONG_REPLIES_WORDS[value], value }))),
    )
    .addStringOption((option) =>
      option
        .setName('titles')
        .setDescription('How a new thread is named')
        .addChoices(SWITCH.map((value) => ({ name: TITLES_WORDS[value], value }))),
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
        .addChoices(SWITCH.map((value) => ({ name: TOOL_WORDS[value], value }))),
    );
}
