import type {
  APIDMChannel,
  APIGuildForumChannel,
  APIGuildMember,
  APIRole,
  APITextChannel,
  APIThreadChannel,
  APIThreadMetadata,
  APIOverwrite,
  APIUser,
  ChannelFlags,
  ThreadAutoArchiveDuration,
} from 'discord-api-types/v10';
import { ChannelType, ForumLayoutType } from 'discord-api-types/v10';
import { NO_FLAGS } from './flags.ts';

// Discord's objects, built complete: all fields that Discord always sends.

/** A channel of a server. */
export type GuildChannel = (APITextChannel | APIGuildForumChannel) & {
  guild_id: string;
  permission_overwrites: APIOverwrite[];
  flags: ChannelFlags;
};

/** A thread, or a post in a forum. */
export type Thread = APIThreadChannel<ChannelType.PublicThread | ChannelType.PrivateThread> & {
  guild_id: string;
  parent_id: string;
  owner_id: string;
  thread_metadata: APIThreadMetadata;
  message_count: number;
  member_count: number;
  total_message_sent: number;
  flags: ChannelFlags;
};

/** A direct message channel between the bot and one person. */
export type Dm = APIDMChannel & { recipients: APIUser[]; flags: ChannelFlags };

export type Channel = GuildChannel | Thread | Dm;

/** A user account. */
export const makeUser = (id: string, name: string, bot = false): APIUser => ({
  id,
  username: bot ? name : name.toLowerCase().replaceAll(/[^a-z0-9_.]/g, ''),
  global_name: bot ? null : name,
  discriminator: bot ? '0001' : '0',
  avatar: null,
  bot,
  system: false,
  banner: null,
  accent_color: null,
  public_flags: NO_FLAGS.user,
  flags: NO_FLAGS.user,
  avatar_decoration_data: null,
  collectibles: null,
  primary_guild: null,
});

/** A user's membership of a server. */
export const makeMember = (user: APIUser, roles: string[] = []): APIGuildMember => ({
  user,
  nick: null,
  avatar: null,
  banner: null,
  roles,
  joined_at: new Date().toISOString(),
  premium_since: null,
  deaf: false,
  mute: false,
  flags: NO_FLAGS.member,
  pending: false,
  communication_disabled_until: null,
  avatar_decoration_data: null,
});

/** A role. */
export const makeRole = (
  id: string,
  name: string,
  permissions: bigint,
  position: number,
  botId?: string,
): APIRole => ({
  id,
  name,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  icon: null,
  unicode_emoji: null,
  position,
  permissions: String(permissions),
  managed: botId !== undefined,
  mentionable: false,
  flags: NO_FLAGS.role,
  ...(botId && { tags: { bot_id: botId } }),
});

/** A text channel or a forum. */
export function makeChannel(
  type: ChannelType.GuildText | ChannelType.GuildForum,
  at: { id: string; guild: string; name: string; position: number },
): GuildChannel {
  const common = {
    id: at.id,
    guild_id: at.guild,
    name: at.name,
    position: at.position,
    topic: null,
    parent_id: null,
    nsfw: false,
    rate_limit_per_user: 0,
    last_message_id: null,
    permission_overwrites: [],
    flags: NO_FLAGS.channel,
  };
  if (type === ChannelType.GuildText) return { ...common, type };
  return {
    ...common,
    type,
    available_tags: [],
    default_reaction_emoji: null,
    default_sort_order: null,
    default_forum_layout: ForumLayoutType.NotSet,
  };
}

/** A direct message channel. */
export const makeDm = (id: string, person: APIUser): Dm => ({
  id,
  type: ChannelType.DM,
  name: null,
  last_message_id: null,
  recipients: [person],
  flags: NO_FLAGS.channel,
});

/** A thread nobody has written in. */
export const makeThread = (at: {
  id: string;
  type: ChannelType.PublicThread | ChannelType.PrivateThread;
  parent: GuildChannel;
  name: string;
  owner: string;
  autoArchiveMinutes: ThreadAutoArchiveDuration;
  slowmode: number;
  invitable: boolean;
  tags: string[];
}): Thread => {
  const now = new Date().toISOString();
  return {
    id: at.id,
    type: at.type,
    guild_id: at.parent.guild_id,
    parent_id: at.parent.id,
    owner_id: at.owner,
    name: at.name,
    last_message_id: null,
    rate_limit_per_user: at.slowmode,
    message_count: 0,
    member_count: 0,
    total_message_sent: 0,
    flags: NO_FLAGS.channel,
    thread_metadata: {
      archived: false,
      archive_timestamp: now,
      auto_archive_duration: at.autoArchiveMinutes,
      locked: false,
      create_timestamp: now,
      ...(at.type === ChannelType.PrivateThread && { invitable: at.invitable }),
    },
    ...(at.parent.type === ChannelType.GuildForum && { applied_tags: at.tags }),
  };
};
