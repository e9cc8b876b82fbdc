import type { Channel } from 'discord.js';
import { UserError } from '../errors.ts';
import { WRITE_IN_CHANNEL, WRITE_IN_THREAD } from './errors.ts';
import { text } from '../language/language.ts';
import { requirePermissions } from './permissions.ts';

/** Throws a UserError where an answer could not be posted: better before the model is paid for it than after. */
export function requireWritable(channel: Channel): void {
  if (channel.isDMBased()) return;
  requirePermissions(channel, channel.isThread() ? WRITE_IN_THREAD : WRITE_IN_CHANNEL);
  if (channel.isThread() && channel.locked === true) throw new UserError(text('error.threadLocked'));
}
