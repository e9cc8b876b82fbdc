import type { ButtonInteraction, MessageContextMenuCommandInteraction } from 'discord.js';
import type { openAgain, openContinued } from '../src/conversation/redo.ts';
import type { Bobbin } from '../src/discord/command.ts';
import { UserError } from '../src/errors.ts';
import { holdSettled, requireAsker } from './may.ts';

/** Opens the last reply, which has this message, for another turn, where this person may; then the turn begins. */
export async function redo(
  interaction: MessageContextMenuCommandInteraction | ButtonInteraction,
  message: string,
  open: typeof openAgain | typeof openContinued,
  bobbin: Bobbin,
): Promise<void> {
  const conversation = interaction.channelId;
  if (
    interaction.isContextMenuCommand() &&
    interaction.targetMessage.author.id !== interaction.client.user.id
  )
    throw new UserError('That works only on my own messages.');
  const held = await holdSettled(conversation, bobbin);
  try {
    await requireAsker(interaction, conversation, bobbin.store);
    await open(bobbin.store, conversation, message, interaction.id, held.lease);
  } finally {
    await held.release();
  }
  bobbin.lanes.wake(conversation, interaction.guildId ?? conversation, interaction.user.id);
}
