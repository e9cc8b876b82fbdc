import type { ChatInputCommandInteraction, ModalSubmitInteraction } from 'discord.js';
import { type Bobbin, customId } from '../../src/discord/command.ts';
import { say, text } from '../../src/language/language.ts';
import { change } from './change.ts';
import { promptModal } from './draft-modals.ts';
import { inTime } from './in-time.ts';
import type { Scope } from './scope.ts';

/** Shows the modal in which the prompt is edited, with the one that counts now in it. */
export async function showPromptModal(
  interaction: ChatInputCommandInteraction,
  scope: Scope,
  { settings }: Bobbin,
): Promise<void> {
  const { settings: now } = await inTime(settings.of(scope.place));
  await interaction.showModal(
    promptModal(customId('settings', 'prompt', scope.id), scope.locale, now.prompt),
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
