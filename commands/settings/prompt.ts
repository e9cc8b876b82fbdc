import {
  type ChatInputCommandInteraction,
  LabelBuilder,
  ModalBuilder,
  type ModalSubmitInteraction,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { type Bobbin, customId } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { PROMPT_CHARACTERS } from '../../src/settings/schema.ts';
import { change } from './change.ts';
import type { Scope } from './scope.ts';

/** Milliseconds for reading the prompt: a modal can't be deferred, and Discord waits three seconds for it. */
const READ_TIMEOUT = 2_000;

/** Shows the modal in which the prompt is edited, with the one that counts now in it. */
export async function showPromptModal(
  interaction: ChatInputCommandInteraction,
  scope: Scope,
  { settings }: Bobbin,
): Promise<void> {
  const { settings: now } = await inTime(settings.of(scope.place));
  const input = new TextInputBuilder()
    .setCustomId('prompt')
    .setStyle(TextInputStyle.Paragraph)
    .setMaxLength(PROMPT_CHARACTERS)
    .setRequired(false)
    .setValue(now.prompt);
  const label = new LabelBuilder()
    .setLabel('Who am I, and what shall I do?')
    .setDescription('Leave it empty to take your prompt back.')
    .setTextInputComponent(input);
  await interaction.showModal(
    new ModalBuilder()
      .setCustomId(customId('settings', 'prompt', scope.id))
      .setTitle('My prompt')
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
  await bobbin.settings.choose(scope.guild, scope.id, { prompt: undefined });
  return `Done. ${scope.name} has no prompt of its own any more.`;
}

async function inTime<T>(reading: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new UserError('My memory is slow right now. Please try again in a minute.')),
    READ_TIMEOUT,
  );
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
