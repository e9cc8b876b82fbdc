import type { ChatInputCommandInteraction } from 'discord.js';
import type { Bobbin } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { say, text } from '../../src/language/language.ts';
import { BUDGETS } from '../../src/settings/schema.ts';
import { accessChange, readAccess } from './access.ts';
import { readBudgets } from './budget.ts';
import { change, requireMayChange } from './change.ts';
import { budgetHint } from './hints.ts';
import { chosenWith } from './options.ts';
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

  async tools({ options }, scope, bobbin) {
    const tool = options.getString('tool', true);
    if (!bobbin.tools.includes(tool)) throw new UserError(text('settings.unknownTool'));
    const { tools: now } = (await bobbin.settings.of(scope.place)).settings;
    const others = now.filter((one) => one !== tool);
    return change(scope, { tools: options.getString('use') === 'on' ? [...others, tool] : others }, bobbin);
  },

  limits: (interaction, scope, bobbin) => change(scope, chosenWith(interaction, 'limits'), bobbin),
  answers: (interaction, scope, bobbin) => change(scope, chosenWith(interaction, 'answers'), bobbin),
  pictures: (interaction, scope, bobbin) => change(scope, chosenWith(interaction, 'pictures'), bobbin),

  privacy(interaction, { guild }, bobbin) {
    return change(scopeWith(interaction, guild), chosenWith(interaction, 'privacy'), bobbin);
  },

  async access(interaction, { guild }, bobbin) {
    const { rule, given } = readAccess(interaction);
    const scope = scopeWith(interaction, guild);
    const { settings: now } = await bobbin.settings.of(scope.place);
    const changes = accessChange(now, rule, given);
    const changed = await change(scope, changes, bobbin);
    return changes.managerRole
      ? `${changed}\n${say(scope.locale, text('settings.access.managerHint'))}`
      : changed;
  },

  async budget(interaction, { guild }, bobbin) {
    const scope = scopeWith(interaction, guild);
    const { settings: now } = await bobbin.settings.of(scope.place);
    const budgets = readBudgets(interaction, now, bobbin);
    const changed = await change(scope, budgets, bobbin);
    const after = await bobbin.settings.of(scope.place);
    const given = BUDGETS.filter((name) => budgets[name] !== null && budgets[name] !== undefined);
    const hints = budgetHint(given, after, bobbin).map((hint) => say(scope.locale, hint));
    return [changed, ...hints].join('\n');
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
