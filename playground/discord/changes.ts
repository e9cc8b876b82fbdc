import type {
  APIGuildMember,
  APIMessage,
  APIModalInteractionResponseCallbackData,
  APIRole,
} from 'discord-api-types/v10';
import type { Interaction } from './interactions.ts';
import type { Channel, GuildChannel, Thread } from './shapes.ts';
import type { Guild } from './world.ts';

/** A message as it is kept. */
export interface Stored {
  message: APIMessage;
  /** Ephemeral: the person who alone can see it. */
  onlyFor?: string;
  /** The token of the interaction that it answers. */
  interaction?: string;
}

/** Something happened. The gateway, the page and the waiting tests are told, in this order. */
export type Change =
  | { on: 'message' | 'messageUpdate'; channel: Channel; stored: Stored }
  | { on: 'messageDelete'; channel: Channel; ids: string[]; bulk: boolean }
  | { on: 'channelCreate' | 'channelUpdate' | 'channelDelete'; channel: GuildChannel }
  | { on: 'dmCreate'; channel: Channel }
  | { on: 'threadCreate' | 'threadUpdate'; thread: Thread }
  | { on: 'threadDelete'; thread: Thread; withParent: boolean }
  | { on: 'threadMembers'; thread: Thread; added: string[]; removed: string[] }
  | { on: 'typing'; channel: Channel; user: string; at: number }
  | { on: 'reaction'; added: boolean; channel: Channel; message: APIMessage; user: string; emoji: Emoji }
  | { on: 'interaction'; interaction: Interaction }
  | { on: 'interactionState'; interaction: Interaction }
  | { on: 'modal'; interaction: Interaction; modal: APIModalInteractionResponseCallbackData }
  /** The language of somebody's client. */
  | { on: 'locale' }
  | { on: 'commands' }
  | { on: 'online'; online: boolean }
  | { on: 'roleCreate' | 'roleUpdate'; guild: Guild; role: APIRole }
  | { on: 'member'; guild: Guild; member: APIGuildMember }
  | { on: 'guildCreate' | 'guildUpdate' | 'guildDelete'; guild: Guild };

export interface Emoji {
  id: string | null;
  name: string;
}
