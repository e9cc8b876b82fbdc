import {
  type AnySelectMenuInteraction,
  type ButtonInteraction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  type ModalSubmitInteraction,
  type RepliableInteraction,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import type { Bobbin, Command } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { say, type Text, text } from '../../src/language/language.ts';
import { readNumber } from '../../src/settings/number.ts';
import { requireManager } from '../common/manager.ts';
import { amountIn } from './budget.ts';
import { save } from './change.ts';
import { valueOf } from './controls.ts';
import { type Field, FIELDS, GROUP_WORDS, labelOf } from './fields.ts';
import { inTime } from './in-time.ts';
import { panelOf, readShown, typedOn } from './panel.ts';
import { isOn, type Scope, scopeWith } from './scope.ts';
import { idOn, PAGES, readView, settingNamed, type View } from './view.ts';

// What happens when somebody opens the panel and changes something in it. Each change reads anew what counts.

/** Opens the panel at its overview. */
export async function openPanel(
  interaction: RepliableInteraction,
  scope: Scope,
  bobbin: Bobbin,
): Promise<void> {
  await showView(interaction, { channel: interaction.channelId ?? '', scope, page: 'overview' }, bobbin);
}

/** Shows a view of the panel in the place of what stands there. */
export async function showView(interaction: RepliableInteraction, view: View, bobbin: Bobbin): Promise<void> {
  const shown = await readShown(view.scope, bobbin);
  await interaction.editReply(panelOf(view, shown, { ...bobbin, isThere: isOn(interaction.guild) }));
}

/** Acknowledges something that was used on the panel, and says on which view. Throws where its user may not. */
export async function begin(
  interaction: AnySelectMenuInteraction | ButtonInteraction | ModalSubmitInteraction,
  argument: string,
  bobbin: Bobbin,
): Promise<{ view: View; rest: string[] }> {
  if (interaction.isModalSubmit() && !interaction.isFromMessage())
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  else await interaction.deferUpdate();
  await requireManager(interaction, bobbin);
  return readView(interaction, argument);
}

export const panelSelects: NonNullable<Command['selects']> = {
  async scope(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    const [id = view.scope.guild] = interaction.values;
    await showView(interaction, { ...view, scope: scopeWith(interaction, id) }, bobbin);
  },

  async page(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    const page = PAGES.find((one) => one === interaction.values[0]) ?? 'overview';
    await showView(interaction, { ...view, page }, bobbin);
  },

  async set(interaction, argument, bobbin) {
    const { view, rest } = await begin(interaction, argument, bobbin);
    const name = settingNamed(rest[0]);
    if (name === undefined) throw new UserError(text('settings.unknown'));
    const { settings: now } = await bobbin.settings.of(view.scope.place);
    const value = valueOf(FIELDS[name], interaction.values, now, bobbin);
    await save(view.scope, { [name]: value }, bobbin);
    await showView(interaction, view, bobbin);
  },

  async back(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    const name = settingNamed(interaction.values[0]);
    if (name === undefined) throw new UserError(text('settings.unknown'));
    await save(view.scope, { [name]: undefined }, bobbin);
    await showView(interaction, view, bobbin);
  },
};

export const panelButtons: NonNullable<Command['buttons']> = {
  async show(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    await showView(interaction, view, bobbin);
  },

  async server(interaction, argument, bobbin) {
    const { view } = await begin(interaction, argument, bobbin);
    await showView(interaction, { ...view, scope: scopeWith(interaction, view.scope.guild) }, bobbin);
  },

  edit: editTyped,
};

/** Shows the modal in which some settings of a page are typed. */
async function editTyped(interaction: ButtonInteraction, argument: string, bobbin: Bobbin): Promise<void> {
  await inTime(requireManager(interaction, bobbin));
  const { view, rest } = readView(interaction, argument);
  const { locale } = view.scope;
  const { settings } = await inTime(bobbin.settings.of(view.scope.place));
  const labels = (typedOn(view)[Number(rest[0])] ?? []).map((name) => {
    const field = FIELDS[name];
    const hint = hintOf(field);
    const input = new TextInputBuilder()
      .setCustomId(name)
      .setStyle(TextInputStyle.Short)
      .setRequired(false)
      .setValue(asTyped(settings[name]));
    if (field.kind === 'text') input.setMaxLength(field.most);
    return new LabelBuilder()
      .setLabel(say(locale, labelOf(name)))
      .setDescription(say(locale, hint))
      .setTextInputComponent(input);
  });
  if (labels.length === 0 || view.page === 'overview') throw new UserError(text('settings.unknown'));
  await interaction.showModal(
    new ModalBuilder()
      .setCustomId(idOn(view, 'edit', ...rest))
      .setTitle(say(locale, text(GROUP_WORDS[view.page])))
      .addLabelComponents(...labels),
  );
}

/** Saves what was typed there: only what is different from what counted. */
export async function saveTyped(
  interaction: ModalSubmitInteraction,
  argument: string,
  bobbin: Bobbin,
): Promise<void> {
  const { view, rest } = await begin(interaction, argument, bobbin);
  const { settings } = await bobbin.settings.of(view.scope.place);
  const changes: Record<string, unknown> = {};
  for (const name of typedOn(view)[Number(rest[0])] ?? []) {
    const field = FIELDS[name];
    const typed = interaction.fields.getTextInputValue(name).trim();
    if (typed === asTyped(settings[name])) continue;
    if (typed === '') changes[name] = undefined;
    else if (field.kind === 'number') changes[name] = readNumber(typed, ',.');
    else changes[name] = field.kind === 'amount' ? amountIn(typed, settings, bobbin) : typed;
  }
  await save(view.scope, changes, bobbin);
  await showView(interaction, view, bobbin);
}

function hintOf(field: Field): Text {
  if (field.kind === 'number') return text('panel.bounds', { least: field.least, most: field.most });
  return text(field.kind === 'amount' ? 'panel.amount' : 'panel.emptyBack');
}

function asTyped(value: unknown): string {
  return String(value);
}
