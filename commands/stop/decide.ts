import type { ButtonInteraction } from 'discord.js';
import type { Bobbin } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import { requireAsker } from '../common/may.ts';

/**
 * Whether a tool may be used, as the one who asked says; whoever may manage messages can say no, too. The process that
 * waits for it reads it, whichever that is. `argument`: the conversation, and the question there.
 */
export async function decide(
  interaction: ButtonInteraction,
  argument: string,
  allowed: boolean,
  { store, lanes, answering }: Bobbin,
): Promise<void> {
  await interaction.deferUpdate();
  const [conversation = '', id] = argument.split(':');
  const { open, decided } = (await store.conversation(conversation)) ?? {};
  const isOpen = open?.asks?.id === id && decided?.id !== id && Date.now() < (open?.asks?.until ?? 0);
  if (!open || !id || !isOpen) throw new UserError(text('permit.late'));
  if (!allowed) await requireAsker(interaction, conversation, store, open.question);
  else if ((await store.find(conversation, open.question))?.author.id !== interaction.user.id)
    throw new UserError(text('permit.onlyAsker'));
  await store.update(conversation, { decided: { id, allowed } });
  // Another process may have left the turn behind.
  if (!answering.has(conversation))
    lanes.wake(conversation, interaction.guildId ?? conversation, interaction.user.id);
}
