import { setTimeout as sleep } from 'node:timers/promises';
import { ChannelType, type Interaction, PermissionFlagsBits, RESTJSONErrorCodes } from 'discord.js';
import type { Snowflake } from '../../src/conversation/entry.ts';
import { type Held, hold } from '../../src/conversation/lease.ts';
import { coolDown, cooldownText } from '../../src/conversation/cooldown.ts';
import type { Bobbin } from '../../src/discord/command.ts';
import { isDiscordCode } from '../../src/discord/errors.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import type { Settings } from '../../src/settings/schema.ts';
import type { Store } from '../../src/store/store.ts';

/** Entries that are looked at to find who asked last. */
const LOOKED_AT = 20;

/** Milliseconds that the end of a turn may take: what people see already is being remembered. */
const SETTLING = 3_000;

/** Milliseconds between two looks whether it has ended, in whichever process. */
const LOOK_EVERY = 200;

/**
 * Waits for a turn that is about to end, and keeps others from beginning until `release`. Throws while an answer is
 * really being written.
 */
export async function holdSettled(conversation: Snowflake, bobbin: Bobbin): Promise<Held> {
  const held = await holdSoon(conversation, bobbin);
  if (held) return held;
  throw new UserError(text('redo.stillWriting'));
}

/** Waits for a turn that is about to end: what people see is remembered then. */
export async function whenSettled(conversation: Snowflake, bobbin: Bobbin): Promise<void> {
  await (await holdSoon(conversation, bobbin))?.release();
}

async function holdSoon(conversation: Snowflake, { store, owner }: Bobbin): Promise<Held | undefined> {
  for (let waited = 0; waited <= SETTLING; waited += LOOK_EVERY) {
    const held = await hold(store, conversation, owner);
    if (held) return held;
    await sleep(LOOK_EVERY);
  }
  return undefined;
}

/** Begins the cooldown of whoever asks something with a command. Throws while one goes on. */
export async function requireCooledDown(
  { guildId, user }: Interaction,
  settings: Settings,
  { store }: Bobbin,
): Promise<void> {
  const wait = await coolDown(store, guildId, user.id, settings);
  if (wait > 0) throw new UserError(cooldownText('cooldown.wait', wait, settings, Date.now()));
}

/** Throws unless this person asked (`question`, or what was asked last), or may manage messages here. */
export async function requireAsker(
  interaction: Interaction,
  conversation: Snowflake,
  store: Store,
  question?: Snowflake,
): Promise<void> {
  if (interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages) === true) return;
  const asked =
    question === undefined
      ? (await store.newest(conversation, { count: LOOKED_AT })).findLast(({ role }) => role === 'user')
      : await store.find(conversation, question);
  if (asked?.author.id !== interaction.user.id) throw new UserError(text('error.onlyAsker'));
}

/** Throws unless this person may read what is said here. Discord asks that, too, but a command can be sent by hand. */
export async function requireReader(interaction: Interaction): Promise<void> {
  if (!(await mayRead(interaction))) throw new UserError(text('error.mayNotRead'));
}

/** Whether this person may read what is said here. */
export async function mayRead(interaction: Interaction): Promise<boolean> {
  if (interaction.guildId === null) return true; // in a direct message there is nobody else
  return interaction.inCachedGuild() && (await mayReadThere(interaction));
}

async function mayReadThere({ channel, member, memberPermissions }: Interaction<'cached'>): Promise<boolean> {
  const permissions = channel && !channel.isDMBased() ? channel.permissionsFor(member) : memberPermissions;
  const { ViewChannel, ReadMessageHistory, ManageThreads } = PermissionFlagsBits;
  if (!permissions?.has([ViewChannel, ReadMessageHistory])) return false;
  if (channel?.type !== ChannelType.PrivateThread || permissions.has(ManageThreads)) return true;
  try {
    await channel.members.fetch(member.id);
    return true;
  } catch (error) {
    if (isDiscordCode(error, RESTJSONErrorCodes.UnknownMember)) return false;
    throw error;
  }
}
