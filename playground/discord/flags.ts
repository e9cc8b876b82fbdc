import type {
  ChannelFlags,
  GuildMemberFlags,
  MessageFlags,
  RoleFlags,
  ThreadMemberFlags,
  UserFlags,
} from 'discord-api-types/v10';
import { z } from 'zod';

// Discord's enumerations of flags have no names for none, nor for several at once.

/** No flags, for each kind. */
export const NO_FLAGS = {
  channel: z.custom<ChannelFlags>().parse(0),
  member: z.custom<GuildMemberFlags>().parse(0),
  role: z.custom<RoleFlags>().parse(0),
  threadMember: z.custom<ThreadMemberFlags>().parse(0),
  user: z.custom<UserFlags>().parse(0),
} as const;

const anyMessageFlags = z.custom<MessageFlags>();

/** Several flags of a message together. */
export const messageFlags = (bits: number): MessageFlags => anyMessageFlags.parse(bits);
