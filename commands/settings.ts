import type { ChatInputCommandInteraction } from 'discord.js';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { localeOf, say, text } from '../src/language/language.ts';
import { UserError } from '../src/errors.ts';
import { defer } from './answers.ts';
import { requireManager } from './manager.ts';
import { accessChange, readAccess } from './settings/access.ts';
import { readBudgets } from './settings/budget.ts';
import { change } from './settings/change.ts';
import { data } from './settings/data.ts';
import { draftButtons, draftModals, draftSelects } from './settings/draft.ts';
import { historyButtons, historyOf } from './settings/history.ts';
import { openPanel, panelButtons, panelSelects, saveTyped } from './settings/open.ts';
import { savePrompt, showPromptModal } from './settings/prompt.ts';
import { type Scope, scopeOf, scopeWith } from './settings/scope.ts';
import { askImport, sendExport, transferButtons } from './settings/transfer.ts';
import { describe, toolWords } from './settings/words.ts';

export const settings: Command = {
  data,

  async run(interaction, bobbin) {
    await requireManager(interaction, bobbin);
    const scope = scopeOf(interaction);
    const subcommand = interaction.options.getSubcommand();
    if (subcommand === 'panel') {
      await defer(interaction);
      return openPanel(interaction, scope, bobbin);
    }
    if (subcommand === 'export' || subcommand === 'import') {
      await defer(interaction);
      return (subcommand === 'export' ? sendExport : askImport)(interaction, scope, bobbin);
    }
    if (subcommand === 'history') {
      await defer(interaction);
      const view = { channel: interaction.channelId, scope, page: 'overview' } as const;
      await interaction.editReply(await historyOf(view, 0, bobbin));
      return undefined;
    }
    if (subcommand === 'prompt') return showPromptModal(interaction, scope, bobbin);
    await defer(interaction);
    const handler = Object.hasOwn(SUBCOMMANDS, subcommand) ? SUBCOMMANDS[subcommand] : undefined;
    if (handler === undefined) throw new UserError(text('settings.unknown'));
    await interaction.editReply(await handler(interaction, scope, bobbin));
  },

  autocomplete(interaction, { models, tools }) {
    const locale = localeOf(interaction.locale);
    const { name, value } = interaction.options.getFocused(true);
    const choices =
      name === 'tool'
        ? tools.map((tool) => ({ name: toolWords(locale, tool), value: tool }))
        : models.map((model) => ({ name: model, value: model }));
    return choices.filter((choice) => choice.name.toLowerCase().includes(value.toLowerCase()));
  },

  selects: { ...panelSelects, ...draftSelects },

  buttons: { ...panelButtons, ...historyButtons, ...transferButtons, ...draftButtons },

  modals: {
    edit: saveTyped,
    ...draftModals,

    async prompt(interaction, scope, bobbin) {
      await defer(interaction);
      await requireManager(interaction, bobbin);
      await interaction.editReply(await savePrompt(interaction, scopeWith(interaction, scope), bobbin));
    },
  },
};

type Handler = (interaction: ChatInputCommandInteraction, scope: Scope, bobbin: Bobbin) => Promise<string>;

/** Each returns what to tell the person. */
const SUBCOMMANDS: Record<string, Handler> = {
  async show(_, scope, bobbin) {
    const { settings: now, origins } = await bobbin.settings.of(scope.place);
    const lines = describe(scope.locale, now, origins);
    return say(scope.locale, text('settings.shown', { scope: scope.name, lines }));
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
    const retentionDays = interaction.options.getInteger('retention', true);
    return change(scopeWith(interaction, guild), { retentionDays }, bobbin);
  },

  async reset(_, scope, bobbin) {
    const had = await bobbin.settings.chosen(scope.guild, scope.id);
    if (Object.keys(had).length === 0)
      return say(scope.locale, text('settings.nothingSet', { scope: scope.name }));
    await bobbin.settings.replace(scope.guild, scope.id, {}, scope.by);
    const lines = describe(scope.locale, had);
    return say(scope.locale, text('settings.reset', { scope: scope.name, lines }));
  },
};
