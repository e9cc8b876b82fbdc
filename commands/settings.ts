import type { ChatInputCommandInteraction } from 'discord.js';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { split } from '../src/discord/markdown/split.ts';
import { localeOf, text } from '../src/language/language.ts';
import { UserError } from '../src/errors.ts';
import { defer, tellAll } from './common/answers.ts';
import { isManager, requireManager } from './common/manager.ts';
import { data } from './settings/data.ts';
import { draftButtons, draftModals, draftSelects } from './settings/draft.ts';
import { historyButtons, openHistory } from './settings/history.ts';
import { openPanel, panelButtons, panelSelects, saveTyped } from './settings/open.ts';
import { savePrompt, showPromptModal } from './settings/prompt.ts';
import { editRole, saveRole } from './settings/role-budgets.ts';
import { type Scope, scopeOf, scopeWith } from './settings/scope.ts';
import { askImport, sendExport, transferButtons } from './settings/transfer.ts';
import { TYPED } from './settings/typed.ts';
import { toolWords } from './settings/words.ts';

export const settings: Command = {
  data,

  async run(interaction, bobbin) {
    await requireManager(interaction, bobbin);
    const scope = scopeOf(interaction);
    const subcommand = interaction.options.getSubcommand();
    if (subcommand === 'prompt') return showPromptModal(interaction, scope, bobbin);
    await defer(interaction);
    if (Object.hasOwn(VIEWS, subcommand)) return VIEWS[subcommand]?.(interaction, scope, bobbin);
    const handler = Object.hasOwn(TYPED, subcommand) ? TYPED[subcommand] : undefined;
    if (handler === undefined) throw new UserError(text('settings.unknown'));
    return tellAll(interaction, split(await handler(interaction, scope, bobbin)));
  },

  async autocomplete(interaction, bobbin) {
    if (!(await isManager(interaction, bobbin))) return [];
    const { models, tools } = bobbin;
    const locale = localeOf(interaction.locale);
    const { name, value } = interaction.options.getFocused(true);
    const choices =
      name === 'tool'
        ? tools.map((tool) => ({ name: toolWords(locale, tool), value: tool }))
        : models.map((model) => ({ name: model, value: model }));
    return choices.filter((choice) => choice.name.toLowerCase().includes(value.toLowerCase()));
  },

  selects: { ...panelSelects, ...draftSelects },

  buttons: { ...panelButtons, role: editRole, ...historyButtons, ...transferButtons, ...draftButtons },

  modals: {
    edit: saveTyped,
    role: saveRole,
    ...draftModals,

    async prompt(interaction, scope, bobbin) {
      await defer(interaction);
      await requireManager(interaction, bobbin);
      await interaction.editReply(await savePrompt(interaction, scopeWith(interaction, scope), bobbin));
    },
  },
};

type View = (interaction: ChatInputCommandInteraction, scope: Scope, bobbin: Bobbin) => Promise<void>;

/** What is shown, and goes on with buttons and selects. */
const VIEWS: Record<string, View> = {
  panel: openPanel,
  history: openHistory,
  export: sendExport,
  import: askImport,
};
