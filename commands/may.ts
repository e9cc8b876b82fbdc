import { setTimeout as sleep } from 'node:timers/promises';
import { type Interaction, PermissionFlagsBits } from 'discord.js';
import type { Snowflake } from '../src/conversation/entry.ts';
import type { Bobbin } from '../src/discord/command.ts';
import { UserError } from '../src/errors.ts';
import type { Store } from '../src/store/store.ts';

/** Entries that are looked at to find who asked last. */
const LOOKED_AT = 20;

/** Milliseconds that the end of a turn may take: what people see already is being remembered. */
const SETTLING = 3_000;

/** Waits for a turn that is about to end; throws while an answer is really being written. */
export async function requireSettled(conversation: Snowflake, { lanes, answering }: Bobbin): Promise<void> {
  const late = new AbortController();
  const wait = sleep(SETTLING, undefined, { signal: late.signal }).catch(() => {});
  await Promise.race([lanes.settled(conversation), wait]);
  late.abort();
  if (answering.has(conversation))
    throw new UserError('I am still writing here. Stop that first, or wait a moment.');
}

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
