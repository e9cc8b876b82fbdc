import {
  type ChatInputCommandInteraction,
  LabelBuilder,
  ModalBuilder,
  type ModalSubmitInteraction,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { type Bobbin, customId } from '../../src/discord/command.ts';
import { type Key, say, text } from '../../src/language/language.ts';
import { PROMPT_CHARACTERS } from '../../src/settings/schema.ts';
import { change } from './change.ts';
import { inTime } from './in-time.ts';
import type { Scope } from './scope.ts';

/** Shows the modal in which the prompt is edited, with the one that counts now in it. */
export async function showPromptModal(
  interaction: ChatInputCommandInteraction,
  scope: Scope,
  { settings }: Bobbin,
): Promise<void> {
  const { settings: now } = await inTime(settings.of(scope.place));
  const said = (key: Key) => say(scope.locale, text(key));
  const input = new TextInputBuilder()
    .setCustomId('prompt')
    .setStyle(TextInputStyle.Paragraph)
    .setMaxLength(PROMPT_CHARACTERS)
    .setRequired(false)
    .setValue(now.prompt);
  const label = new LabelBuilder()
    .setLabel(said('settings.promptQuestion'))
    .setDescription(said('settings.promptHint'))
    .setTextInputComponent(input);
  await interaction.showModal(
    new ModalBuilder()
      .setCustomId(customId('settings', 'prompt', scope.id))
      .setTitle(said('settings.promptTitle'))
      .addLabelComponents(label),
  );
}

/** Saves what was typed into the modal. Returns what to tell the person. */
export async function savePrompt(
  interaction: ModalSubmitInteraction,
  scope: Scope,
  bobbin: Bobbin,
): Promise<string> {
  const prompt = interaction.fields.getTextInputValue('prompt').trim();
  if (prompt !== '') return change(scope, { prompt }, bobbin);
  await bobbin.settings.choose(scope.guild, scope.id, { prompt: undefined }, scope.by);
  return say(scope.locale, text('settings.promptGone', { scope: scope.name }));
}
