import type { APIUser } from 'discord-api-types/v10';
import { ChannelType } from 'discord-api-types/v10';
import { may } from './permissions.ts';
import type { Channel, World } from './world.ts';

/** Who may be pinged: `allowed_mentions`. Left out: everybody whom the text names. */
export interface MentionRules {
  parse?: string[] | null | undefined;
  users?: string[] | null | undefined;
  roles?: string[] | null | undefined;
  replied_user?: boolean | null | undefined;
}

export interface Pings {
  mentions: APIUser[];
  mention_roles: string[];
  mention_everyone: boolean;
}

/** Who is really pinged by a text. */
export function pingsOf(
  world: World,
  at: {
    channel: Channel;
    author: string;
    text: string;
    rules?: MentionRules | null | undefined;
    repliedTo?: APIUser | undefined;
  },
): Pings {
  const { channel, author, text, rules, repliedTo } = at;
  const guild = channel.type === ChannelType.DM ? undefined : world.guildOf(channel);
  const allowed = (kind: string, ids?: string[] | null): ((id: string) => boolean) =>
    !rules || rules.parse?.includes(kind) ? () => true : (id) => ids?.includes(id) ?? false;
  const everyone = may(world, author, channel, 'MentionEveryone');

  const users = idsIn(text, /<@!?(\d+)>/g).filter(allowed('users', rules?.users));
  const pingsReplied = rules ? rules.replied_user === true : true;
  const mentions = [...(repliedTo && pingsReplied ? [repliedTo.id] : []), ...users]
    .map((id) => world.users.get(id))
    .filter((user) => user !== undefined);
  const roles = idsIn(text, /<@&(\d+)>/g)
    .filter(allowed('roles', rules?.roles))
    .filter((id) => everyone || guild?.roles.get(id)?.mentionable);

  return {
    mentions: [...new Set(mentions)],
    mention_roles: roles,
    mention_everyone: everyone && allowed('everyone')('') && /@(everyone|here)\b/.test(text),
  };
}

const idsIn = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, id]) => id).filter((id) => id !== undefined)),
];
