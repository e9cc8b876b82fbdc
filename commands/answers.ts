import { MessageFlags, type RepliableInteraction } from 'discord.js';

/** Acknowledges a command; what follows is seen by nobody else. */
export async function defer(interaction: RepliableInteraction): Promise<void> {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
}

/** Says all these, one message each, after `defer`. */
export async function tellAll(interaction: RepliableInteraction, pieces: readonly string[]): Promise<void> {
  const [first = '', ...rest] = pieces;
  await interaction.editReply(first);
  for (const content of rest) await interaction.followUp({ content, flags: MessageFlags.Ephemeral });
}
