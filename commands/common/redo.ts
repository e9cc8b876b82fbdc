import type { ButtonInteraction, MessageContextMenuCommandInteraction } from 'discord.js';
import type { Redo } from '../../src/conversation/redo.ts';
import type { Bobbin } from '../../src/discord/command.ts';
import { placeOf } from '../../src/discord/hear/said.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import { holdSettled, requireAsker, requireCooledDown } from './may.ts';

/** Opens the last reply, which has this message, for another turn, where this person may; then the turn begins. */
export async function redo(
  interaction: MessageContextMenuCommandInteraction | ButtonInteraction,
  message: string,
  open: Redo,
  bobbin: Bobbin,
): Promise<void> {
  const { channelId: conversation, channel } = interaction;
  if (
    interaction.isContextMenuCommand() &&
    interaction.targetMessage.author.id !== interaction.client.user.id
  )
    throw new UserError(text('redo.onlyMine'));
  const held = await holdSettled(conversation, bobbin);
  try {
    await requireAsker(interaction, conversation, bobbin.store);
    const asked = { attempt: interaction.id, by: interaction.user.id };
    const change = await open(bobbin.store, conversation, message, asked);
    if (channel)
      await requireCooledDown(interaction, (await bobbin.settings.of(placeOf(channel))).settings, bobbin);
    await bobbin.store.update(conversation, change, held.lease);
  } finally {
    await held.release();
  }
  bobbin.lanes.wake(conversation, interaction.guildId ?? conversation, interaction.user.id);
}
