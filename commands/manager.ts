import { type Interaction, PermissionFlagsBits } from 'discord.js';
import { UserError } from '../src/errors.ts';

/** Whether somebody may decide what I know and how I behave on this server. */
export function isManager({ memberPermissions }: Interaction): boolean {
  return memberPermissions?.has(PermissionFlagsBits.ManageGuild) === true;
}

/** Discord hides some commands from others, but a server can change that, and a modal can be sent by hand. */
export function requireManager(interaction: Interaction): void {
  if (!isManager(interaction))
    throw new UserError('Only people who may manage this server can change my settings.');
}

/** The server on which something happens. */
export function serverOf({ guildId }: Interaction): string {
  if (guildId === null)
    throw new UserError('There are no settings in direct messages. Use this on a server.');
  return guildId;
}
