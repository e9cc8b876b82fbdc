import { MessageFlags, type RepliableInteraction } from 'discord.js';
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

/** Says all these, one message each, after `defer`. */
export async function tellAll(interaction: RepliableInteraction, pieces: readonly string[]): Promise<void> {
  const [first = '', ...rest] = pieces;
  await interaction.editReply(first);
  await tellMore(interaction, rest);
}

/** Says more, one message each, behind what was answered. */
export async function tellMore(interaction: RepliableInteraction, pieces: readonly string[]): Promise<void> {
  for (const content of pieces) await interaction.followUp({ content, flags: MessageFlags.Ephemeral });
}
