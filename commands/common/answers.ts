import { type AttachmentBuilder, MessageFlags, type RepliableInteraction } from 'discord.js';
import { localeOf, say, type Text } from '../../src/language/language.ts';

/** Acknowledges a command; what follows is seen by nobody else. */
export async function defer(interaction: RepliableInteraction): Promise<void> {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
}

/** A sentence in the language of the person who did this. */
export function sayTo({ locale }: Pick<RepliableInteraction, 'locale'>, sentence: Text): string {
  return say(localeOf(locale), sentence);
}

/** Answers after `defer`, in the person's language; without buttons, also where there were some. */
export async function answer(interaction: RepliableInteraction, sentence: Text): Promise<void> {
  await interaction.editReply({ content: sayTo(interaction, sentence), components: [] });
}

/** Says all these, one message each, after `defer`; files stand with the first. */
export async function tellAll(
  interaction: RepliableInteraction,
  pieces: readonly string[],
  files: AttachmentBuilder[] = [],
): Promise<void> {
  const [content = '', ...rest] = pieces;
  await interaction.editReply({ content, files });
  for (const more of rest) await interaction.followUp({ content: more, flags: MessageFlags.Ephemeral });
}
