import { type Interaction, PermissionFlagsBits } from 'discord.js';
import type { Snowflake } from '../src/conversation/entry.ts';
import { UserError } from '../src/errors.ts';
import type { Store } from '../src/store/store.ts';

/** Entries that are looked at to find who asked last. */
const LOOKED_AT = 20;

/** Throws unless this person asked last in the conversation, or may manage messages here. */
export async function requireAsker(
  interaction: Interaction,
  conversation: Snowflake,
  store: Store,
): Promise<void> {
  if (interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages) === true) return;
  const entries = await store.newest(conversation, { count: LOOKED_AT });
  const asked = entries.findLast(({ role }) => role === 'user');
  if (asked?.author.id !== interaction.user.id)
    throw new UserError('Only the one who asked, or someone who may manage messages here, can do that.');
}
