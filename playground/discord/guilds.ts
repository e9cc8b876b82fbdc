import { ChannelType } from 'discord-api-types/v10';
import { isThread, may } from './permissions.ts';
import type { Guild, GuildChannel, Thread, World } from './world.ts';

/** A server as REST gives it. */
export const guildObject = (guild: Guild) => ({
  id: guild.id,
  name: guild.name,
  owner_id: guild.ownerId,
  icon: null,
  description: null,
  home_header: null,
  splash: null,
  discovery_splash: null,
  banner: null,
  features: [],
  application_id: null,
  region: 'deprecated',
  afk_channel_id: null,
  afk_timeout: 300,
  system_channel_id: guild.systemChannelId,
  system_channel_flags: 0,
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: 0,
  roles: [...guild.roles.values()],
  default_message_notifications: 0,
  mfa_level: 0,
  explicit_content_filter: 0,
  max_presences: null,
  max_members: 500_000,
  max_stage_video_channel_users: 50,
  max_video_channel_users: 25,
  vanity_url_code: null,
  premium_tier: 0,
  premium_subscription_count: 0,
  preferred_locale: guild.locale,
  rules_channel_id: null,
  safety_alerts_channel_id: null,
  public_updates_channel_id: null,
  premium_progress_bar_enabled: false,
  nsfw: false,
  nsfw_level: 0,
  emojis: [],
  stickers: [],
  incidents_data: null,
});

/** A server as the gateway sends it. Of the members only the bot itself, as without the presence intent. */
export function guildCreate(world: World, guild: Guild) {
  const me = guild.members.get(world.bot.id);
  return {
    ...guildObject(guild),
    joined_at: me?.joined_at,
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    members: me ? [me] : [],
    channels: channelsOf(world, guild),
    threads: activeThreads(world, guild),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

/** Channels and forums, without threads. */
export const channelsOf = (world: World, guild: Guild): GuildChannel[] =>
  [...world.channels.values()].filter(
    (channel): channel is GuildChannel =>
      channel.type !== ChannelType.DM && !isThread(channel) && channel.guild_id === guild.id,
  );

/** The threads that are not archived and that the bot can see. */
export const activeThreads = (world: World, guild: Guild): Thread[] =>
  [...world.channels.values()].filter(
    (channel): channel is Thread =>
      isThread(channel) &&
      channel.guild_id === guild.id &&
      !channel.thread_metadata.archived &&
      may(world, world.bot.id, channel, 'ViewChannel'),
  );
