import {
  type Channel,
  type Client,
  type Guild,
  type GuildMember,
  type Interaction,
  PermissionFlagsBits,
  RESTJSONErrorCodes,
} from 'discord.js';
import type { Snowflake } from '../conversation/entry.ts';
import { UserError } from '../errors.ts';
import { type Text, text } from '../language/language.ts';
import { isOpenToAll, type Person, type Refusal, refusalOf } from '../settings/access.ts';
import type { Settings } from '../settings/schema.ts';
import { isDiscordCode, undelivered } from './errors.ts';

/** Who uses a command, a button or a modal. */
export function personOf({ user, member, memberPermissions }: Interaction): Person {
  const roles = member?.roles ?? [];
  return {
    id: user.id,
    roles: Array.isArray(roles) ? roles : [...roles.cache.keys()],
    managesServer: memberPermissions?.has(PermissionFlagsBits.ManageGuild) === true,
  };
}

/** Why somebody may not use Bobbin in a channel or thread; undefined: they may. Asks Discord only where it matters. */
export async function refusalIn(
  channel: Channel,
  id: Snowflake,
  settings: Settings,
): Promise<Refusal | undefined> {
  if (channel.isDMBased() || isOpenToAll(settings)) return undefined;
  const member = await memberOf(channel.guild, id);
  const person = {
    id,
    roles: [...(member?.roles.cache.keys() ?? [])],
    managesServer: member?.permissions.has(PermissionFlagsBits.ManageGuild) === true,
  };
  return refusalFor(person, channel, settings);
}

/** The same for somebody whose roles are known. */
export function refusalFor(person: Person, channel: Channel, settings: Settings): Refusal | undefined {
  return channel.isDMBased() ? undefined : refusalOf(person, idsAround(channel), settings);
}

/** Throws a UserError where somebody may not use Bobbin. */
export function requireMayUse(interaction: Interaction, settings: Settings): void {
  const { channel } = interaction;
  const refusal = channel && refusalFor(personOf(interaction), channel, settings);
  if (refusal) throw new UserError(refusalText(refusal, channel, settings));
}

/** What somebody is told who may not use Bobbin. */
export function refusalText(refusal: Refusal, channel: Channel, { allowedChannels }: Settings): Text {
  if (refusal === 'person') return text('access.person');
  const place = channel.toString();
  if (allowedChannels.length === 0) return text('access.place', { place });
  return text('access.placeInstead', { place, others: allowedChannels.map((id) => `<#${id}>`).join(', ') });
}

/** For turns: whether somebody may be answered in a conversation. Throws an Undelivered where Discord can't say so now. */
export function createMayAnswer(client: Client<true>) {
  return async (conversation: Snowflake, person: Snowflake, settings: Settings): Promise<boolean> => {
    if (isOpenToAll(settings)) return true;
    try {
      const channel = await client.channels.fetch(conversation);
      return channel === null || (await refusalIn(channel, person, settings)) === undefined;
    } catch (error) {
      throw undelivered(error);
    }
  };
}

/** Somebody on a server; undefined: they left it. */
export async function memberOf(guild: Guild, id: Snowflake): Promise<GuildMember | undefined> {
  try {
    return await guild.members.fetch(id);
  } catch (error) {
    if (isDiscordCode(error, RESTJSONErrorCodes.UnknownMember, RESTJSONErrorCodes.UnknownUser))
      return undefined;
    throw error;
  }
}

/** The ids of a thread, its channel and its category. */
function idsAround(channel: Exclude<Channel, { guild?: undefined }>): Snowflake[] {
  if (channel.isDMBased()) return [];
  const above = channel.isThread() ? [channel.parentId, channel.parent?.parentId] : [channel.parentId];
  return [channel.id, ...above].filter((id) => id !== null && id !== undefined);
}
