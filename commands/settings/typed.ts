import type { ChatInputCommandInteraction } from 'discord.js';
import type { Bobbin } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { say, text } from '../../src/language/language.ts';
import { accessChange, readAccess } from './access.ts';
import { readBudgets } from './budget.ts';
import { change, requireMayChange } from './change.ts';
import { type Scope, scopeWith } from './scope.ts';
import { describe } from './words.ts';

type Handler = (interaction: ChatInputCommandInteraction, scope: Scope, bobbin: Bobbin) => Promise<string>;

/** The sub-commands for those who like to type. Each returns what to tell the person. */
export const TYPED: Record<string, Handler> = {
  async show(_, scope, bobbin) {
    const { settings: now, origins } = await bobbin.settings.of(scope.place);
    const lines = describe(scope.locale, now, origins);
    return say(scope.locale, text('settings.shown', { scope: scope.name, lines }));
  },

  persona({ options }, scope, bobbin) {
    return change(scope, { persona: options.getString('name', true) }, bobbin);
  },

  model({ options }, scope, bobbin) {
    return change(scope, { model: options.getString('model', true) }, bobbin);
  },

  limits({ options }, scope, bobbin) {
    const values = {
      contextTokens: options.getInteger('context'),
      maxOutputTokens: options.getInteger('answer'),
      filesPerMessage: options.getInteger('files'),
      fileMegabytes: options.getInteger('file-size'),
    };
    return change(scope, values, bobbin);
  },

  answers({ options }, scope, bobbin) {
    const values = {
      answerTo: options.getString('when'),
      replyIn: options.getString('where'),
      streaming: options.getString('streaming'),
      longReplies: options.getString('long-replies'),
      titles: options.getString('titles'),
      language: options.getString('language'),
    };
    return change(scope, values, bobbin);
  },

  async tools({ options }, scope, bobbin) {
    const tool = options.getString('tool', true);
    if (!bobbin.tools.includes(tool)) throw new UserError(text('settings.unknownTool'));
    const { tools: now } = (await bobbin.settings.of(scope.place)).settings;
    const others = now.filter((one) => one !== tool);
    return change(scope, { tools: options.getString('use') === 'on' ? [...others, tool] : others }, bobbin);
  },

  pictures({ options }, scope, bobbin) {
    const values = { pictures: options.getString('when'), picturesPerDay: options.getInteger('per-day') };
    return change(scope, values, bobbin);
  },

  async access(interaction, { guild }, bobbin) {
    const { rule, given } = readAccess(interaction);
    const scope = scopeWith(interaction, guild);
    const { settings: now } = await bobbin.settings.of(scope.place);
    return change(scope, accessChange(now, rule, given), bobbin);
  },

  async budget(interaction, { guild }, bobbin) {
    const scope = scopeWith(interaction, guild);
    const { settings: now } = await bobbin.settings.of(scope.place);
    return change(scope, readBudgets(interaction, now, bobbin), bobbin);
  },

  privacy(interaction, { guild }, bobbin) {
    const { options } = interaction;
    const values = {
      retentionDays: options.getInteger('retention'),
      moderation: options.getString('moderation'),
    };
    return change(scopeWith(interaction, guild), values, bobbin);
  },

  async reset(_, scope, bobbin) {
    const had = await bobbin.settings.chosen(scope.guild, scope.id);
    if (Object.keys(had).length === 0)
      return say(scope.locale, text('settings.nothingSet', { scope: scope.name }));
    requireMayChange(scope, had, {});
    await bobbin.settings.replace(scope.guild, scope.id, {}, scope.by);
    const lines = describe(scope.locale, had);
    return say(scope.locale, text('settings.reset', { scope: scope.name, lines }));
  },
};
