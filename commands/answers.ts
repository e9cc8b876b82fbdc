import { MessageFlags, type RepliableInteraction } from 'discord.js';

/** Acknowledges a command; what follows is seen by nobody else. */
export async function defer(interaction: RepliableInteraction): Promise<void> {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
}
