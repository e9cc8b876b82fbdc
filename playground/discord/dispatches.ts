import type { APIMessage } from 'discord-api-types/v10';
import {
  ApplicationFlags,
  ChannelType,
  GatewayDispatchEvents,
  GatewayIntentBits,
} from 'discord-api-types/v10';
import type { Change, Stored } from './changes.ts';
import { guildCreate, guildObject } from './guilds.ts';
import { isThread, may } from './permissions.ts';
import type { Channel, World } from './world.ts';

/** An event for the gateway. Without `intent`, everybody gets it. */
export interface Dispatch {
  t: GatewayDispatchEvents;
  d: object;
  intent?: GatewayIntentBits;
  guild?: string;
  /** Its text and all is only for those with the Message Content intent. */
  secret?: boolean;
}

/** What the gateway sends about a change: nothing, one event or several. */
export function dispatchesOf(world: World, change: Change): Dispatch[] {
  switch (change.on) {
    case 'message':
    case 'messageUpdate': {
      const t = change.on === 'message' ? 'MessageCreate' : 'MessageUpdate';
      if (change.stored.onlyFor) return [asIfDirect(t, change.stored.message)];
      return inChannel(world, change.channel, t, {
        d: messagePayload(world, change.channel, change.stored),
        secret: isSecret(world, change.channel, change.stored.message),
        messages: true,
      });
    }
    case 'messageDelete': {
      const { channel, ids, bulk } = change;
      const at = { channel_id: channel.id, ...guildIdOf(channel) };
      if (bulk) return inChannel(world, channel, 'MessageDeleteBulk', { d: { ids, ...at }, messages: true });
      return ids.flatMap((id) =>
        inChannel(world, channel, 'MessageDelete', { d: { id, ...at }, messages: true }),
      );
    }
    case 'typing': {
      const { channel, user, at } = change;
      const member = memberIn(world, channel, user);
      return inChannel(world, channel, 'TypingStart', {
        d: {
          channel_id: channel.id,
          user_id: user,
          timestamp: Math.floor(at / 1000),
          ...guildIdOf(channel),
          ...(member && { member }),
        },
        intents: [GatewayIntentBits.GuildMessageTyping, GatewayIntentBits.DirectMessageTyping],
      });
    }
    case 'reaction': {
      const { channel, message, user, emoji } = change;
      return inChannel(world, channel, change.added ? 'MessageReactionAdd' : 'MessageReactionRemove', {
        d: {
          user_id: user,
          channel_id: channel.id,
          message_id: message.id,
          message_author_id: message.author.id,
          emoji,
          burst: false,
          type: 0,
          ...guildIdOf(channel),
        },
        intents: [GatewayIntentBits.GuildMessageReactions, GatewayIntentBits.DirectMessageReactions],
      });
    }
    case 'channelCreate':
    case 'channelUpdate':
    case 'channelDelete': {
      const t = (
        {
          channelCreate: 'ChannelCreate',
          channelUpdate: 'ChannelUpdate',
          channelDelete: 'ChannelDelete',
        } as const
      )[change.on];
      return [aboutGuild(t, change.channel, change.channel.guild_id)];
    }
    case 'threadCreate': {
      const { thread } = change;
      const member = world.threadMembers.get(thread.id)?.get(world.bot.id);
      return visible(world, thread)
        ? [
            aboutGuild(
              'ThreadCreate',
              { ...thread, newly_created: true, ...(member && { member }) },
              thread.guild_id,
            ),
          ]
        : [];
    }
    case 'threadUpdate':
      return visible(world, change.thread)
        ? [aboutGuild('ThreadUpdate', change.thread, change.thread.guild_id)]
        : [];
    case 'threadDelete': {
      // Of the threads in a deleted channel Discord says nothing.
      if (change.withParent) return [];
      const { id, guild_id, parent_id, type } = change.thread;
      return [aboutGuild('ThreadDelete', { id, guild_id, parent_id, type }, guild_id)];
    }
    case 'threadMembers':
      return threadMembers(world, change);
    case 'interaction': {
      const { payload } = change.interaction;
      return [
        {
          t: GatewayDispatchEvents.InteractionCreate,
          d: payload,
          ...(payload.guild_id && { guild: payload.guild_id }),
        },
      ];
    }
    case 'roleCreate':
    case 'roleUpdate': {
      const t = change.on === 'roleCreate' ? 'GuildRoleCreate' : 'GuildRoleUpdate';
      return [aboutGuild(t, { guild_id: change.guild.id, role: change.role }, change.guild.id)];
    }
    case 'member': {
      const d = { ...change.member, guild_id: change.guild.id };
      const intent =
        change.member.user.id === world.bot.id ? GatewayIntentBits.Guilds : GatewayIntentBits.GuildMembers;
      return [{ t: GatewayDispatchEvents.GuildMemberUpdate, d, intent, guild: change.guild.id }];
    }
    case 'guildCreate':
      return [aboutGuild('GuildCreate', guildCreate(world, change.guild), change.guild.id)];
    case 'guildUpdate':
      return [aboutGuild('GuildUpdate', guildObject(change.guild), change.guild.id)];
    case 'guildDelete':
      return [aboutGuild('GuildDelete', { id: change.guild.id }, change.guild.id)];
    case 'dmCreate':
    case 'interactionState':
    case 'modal':
    case 'locale':
    case 'commands':
    case 'online':
    default:
      return [];
  }
}

/** The same event for somebody without the Message Content intent. */
export const withoutContent = (message: object): object => ({
  ...message,
  content: '',
  embeds: [],
  attachments: [],
  components: [],
});

/** The application's flags, which say what it may know. */
export const applicationFlags = ({ application }: World): number =>
  (application.messageContent ? ApplicationFlags.GatewayMessageContentLimited : 0) |
  (application.guildMembers ? ApplicationFlags.GatewayGuildMembersLimited : 0) |
  (application.presences ? ApplicationFlags.GatewayPresenceLimited : 0);

type EventName = keyof typeof GatewayDispatchEvents;

const aboutGuild = (t: EventName, d: object, guild: string): Dispatch => ({
  t: GatewayDispatchEvents[t],
  d,
  intent: GatewayIntentBits.Guilds,
  guild,
});

// Discord sends ephemeral messages as if they were direct ones: without server and member, for the other intent.
// https://github.com/discord/discord-api-docs/issues/4557
const asIfDirect = (t: EventName, d: APIMessage): Dispatch => ({
  t: GatewayDispatchEvents[t],
  d,
  intent: GatewayIntentBits.DirectMessages,
});

const MESSAGE_INTENTS = [GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages] as const;

function inChannel(
  world: World,
  channel: Channel,
  t: EventName,
  event: {
    d: object;
    secret?: boolean;
    messages?: true;
    intents?: readonly [guild: GatewayIntentBits, dm: GatewayIntentBits];
  },
): Dispatch[] {
  if (!visible(world, channel)) return [];
  const [guild, dm] = event.intents ?? MESSAGE_INTENTS;
  return [
    {
      t: GatewayDispatchEvents[t],
      d: event.d,
      secret: event.secret ?? false,
      ...(channel.type === ChannelType.DM ? { intent: dm } : { intent: guild, guild: channel.guild_id }),
    },
  ];
}

const visible = (world: World, channel: Channel): boolean => may(world, world.bot.id, channel, 'ViewChannel');

const guildIdOf = (channel: Channel) =>
  channel.type === ChannelType.DM ? {} : { guild_id: channel.guild_id };

// Without the user, which stands beside it.
function memberIn(world: World, channel: Channel, user: string) {
  if (channel.type === ChannelType.DM) return undefined;
  return world.guildOf(channel).members.get(user);
}

function messagePayload(world: World, channel: Channel, { message }: Stored): object {
  const partial = (user: string) => {
    const member = memberIn(world, channel, user);
    if (!member) return {};
    const { user: _, ...rest } = member;
    return { member: rest };
  };
  return {
    ...message,
    channel_type: channel.type,
    ...guildIdOf(channel),
    ...partial(message.author.id),
    mentions: message.mentions.map((user) => ({ ...user, ...partial(user.id) })),
  };
}

const isSecret = (world: World, channel: Channel, message: APIMessage): boolean =>
  channel.type !== ChannelType.DM &&
  message.author.id !== world.bot.id &&
  message.mentions.every(({ id }) => id !== world.bot.id);

// Without the Guild Members intent the bot hears only of itself.
function threadMembers(world: World, change: Extract<Change, { on: 'threadMembers' }>): Dispatch[] {
  const { thread, added, removed } = change;
  if (!isThread(thread)) return [];
  const mine = [...added, ...removed].includes(world.bot.id);
  const known = world.threadMembers.get(thread.id);
  // A thread that the bot is taken into is announced as well, though not as a new one.
  const opened = added.includes(world.bot.id) && thread.owner_id !== world.bot.id;
  const member = known?.get(world.bot.id);
  const d = {
    id: thread.id,
    guild_id: thread.guild_id,
    member_count: thread.member_count,
    added_members: added.map((id) => known?.get(id)).filter((member) => member !== undefined),
    removed_member_ids: removed,
  };
  return [
    ...(opened
      ? [aboutGuild('ThreadCreate', { ...thread, ...(member && { member }) }, thread.guild_id)]
      : []),
    {
      t: GatewayDispatchEvents.ThreadMembersUpdate,
      d,
      intent: mine ? GatewayIntentBits.Guilds : GatewayIntentBits.GuildMembers,
      guild: thread.guild_id,
    },
  ];
}
