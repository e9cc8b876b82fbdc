import type { APIMessage, APIUser } from 'discord-api-types/v10';
import type { Stored } from '../changes.ts';
import { ApiError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import { messageById } from '../messages.ts';
import { isThread, may } from '../permissions.ts';
import { byId } from '../snowflakes.ts';
import type { Channel, Thread, World } from '../world.ts';

/** A channel by id, by name, or itself. */
export type ChannelRef = string | { id: string };
/** A message by id, or itself. */
export type MessageRef = string | { id: string };

/** Somebody at Discord's client, and what is on the screen. */
export interface Me {
  world: World;
  journal: Journal;
  user: APIUser;
  id: string;
  /** A channel that this person can see. */
  at(ref: ChannelRef): Channel;
  threadAt(ref: ChannelRef): Thread;
  /** A message that this person can see. */
  message(channel: Channel, ref: MessageRef): Stored;
  /** All messages that this person sees, oldest first. */
  visible(ref: ChannelRef): APIMessage[];
}

export const idOf = (ref: string | { id: string }): string => (typeof ref === 'string' ? ref : ref.id);

/** Discord's errors as a sentence for people. */
export function politely<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof ApiError) throw new Error(`Discord refuses: ${error.message}.`, { cause: error });
    throw error;
  }
}

export function createMe(world: World, user: APIUser, journal: Journal): Me {
  const mine = ({ onlyFor }: Stored): boolean => onlyFor === undefined || onlyFor === user.id;

  const at = (ref: ChannelRef): Channel => {
    const channel = world.find(idOf(ref));
    if (!may(world, user.id, channel, 'ViewChannel'))
      throw new Error(`${user.global_name} can't see this channel.`);
    return channel;
  };

  return {
    world,
    journal,
    user,
    id: user.id,
    at,

    threadAt(ref) {
      const channel = at(ref);
      if (!isThread(channel)) throw new Error('This is not a thread.');
      return channel;
    },

    message: (channel, ref) =>
      politely(() => {
        const stored = messageById(world, channel, idOf(ref));
        if (!mine(stored)) throw new ApiError('unknownMessage');
        return stored;
      }),

    visible(ref) {
      // A channel that is not there yet has no messages: a test may wait for both.
      const channel = world.lookUp(idOf(ref));
      if (!channel || !may(world, user.id, channel, 'ViewChannel')) return [];
      return [...world.messagesIn(channel.id).values()]
        .filter(mine)
        .map(({ message }) => message)
        .toSorted(byId);
    },
  };
}
