import type { ChatInputCommandInteraction, Guild, RepliableInteraction } from 'discord.js';
import { type Locale, localeOf, say, text } from '../../src/language/language.ts';
import { UserError } from '../../src/errors.ts';
import type { Snowflake } from '../../src/conversation/entry.ts';
import { ofServer, type Place } from '../../src/settings/settings.ts';
import { personOf } from '../../src/discord/access.ts';
import { serverOf } from '../common/manager.ts';

/** Whose settings are meant: a server's, or those of one of its channels or threads. */
export interface Scope {
  guild: string;
  /** The id of the server, the channel or the thread. */
  id: string;
  /** What a person calls it. */
  name: string;
  place: Place;
  /** Who asks, and in which language. */
  by: Snowflake;
  locale: Locale;
  /** Whether who asks may manage the server by Discord's permission, and not only by the manager role. */
  isOwners: boolean;
}

/** The scope that a command names. */
export function scopeOf(interaction: ChatInputCommandInteraction): Scope {
  const channel = interaction.options.getChannel('channel');
  return scopeWith(interaction, channel === null ? serverOf(interaction) : channel.id);
}

/** Whether a server has a channel, a category or a role of this id. */
export function isOn(guild: Guild | null): (id: string) => boolean {
  return (id) => guild?.channels.cache.has(id) === true || guild?.roles.cache.has(id) === true;
}

/** The scope of this id on the server on which the interaction happens, and on no other. */
export function scopeWith(interaction: RepliableInteraction, id: string): Scope {
  const guild = serverOf(interaction);
  const by = interaction.user.id;
  const locale = localeOf(interaction.locale);
  const isOwners = personOf(interaction).managesServer;
  if (id === guild) {
    const name = say(locale, text('settings.thisServer'));
    return { guild, id, name, place: ofServer(guild), by, locale, isOwners };
  }
  const channel = interaction.guild?.channels.cache.get(id);
  if (channel === undefined) throw new UserError(text('settings.channelUnseen'));
  const thread = channel.isThread() ? channel.id : null;
  const place = { guild, channel: channel.isThread() ? (channel.parentId ?? id) : id, thread };
  return { guild, id, name: channel.toString(), place, by, locale, isOwners };
}
