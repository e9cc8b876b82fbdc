import { type Attachment, type Channel, cleanContent, type Interaction, type Message } from 'discord.js';
import type { Said, Snowflake } from '../../conversation/entry.ts';
import { described, type SentFile } from '../../conversation/files/files.ts';
import type { Place } from '../../settings/settings.ts';
import { ownRole } from './heard.ts';
import { withoutNotes } from '../small-print.ts';

/**
 * A Discord message as an entry: mentions become names, unless the person is to be hidden, and Bobbin's own mention at an
 * end goes.
 */
export function toSaid(message: Message, isHidden: (person: Snowflake) => boolean = () => false): Said {
  const { id, author, member, client } = message;
  const own = author.id === client.user.id;
  return {
    id,
    role: own ? 'assistant' : 'user',
    author: { id: author.id, name: member?.displayName ?? author.displayName },
    text: own
      ? withoutNotes(message.content)
      : forwarded(message, cleanContent(hidden(withoutMention(message), isHidden), message.channel)),
    attachments: filesOf(message).map(described),
    time: message.createdTimestamp,
  };
}

/** What somebody is called where they use a command. */
export function calledIn({ member, user }: Interaction): string {
  return (member && 'displayName' in member ? member.displayName : null) ?? user.displayName;
}

/** What a message says, as it was written. A forwarded one has its words in a snapshot. */
export function wordsOf({ content, messageSnapshots }: Message): string {
  return content || (messageSnapshots.first()?.content ?? '');
}

/** The files of a message, and those of one that it forwards. */
export function filesOf({ attachments, messageSnapshots }: Message): SentFile[] {
  const all = [...attachments.values(), ...messageSnapshots.flatMap((one) => one.attachments).values()];
  return all.map(sentFile);
}

export function sentFile({ id, name, contentType, size, url }: Attachment): SentFile {
  return { id, name, type: contentType ?? '', size, url };
}

/** What somebody forwards are not their own words, and the model is told so. The words come first: they make the title. */
function forwarded({ content, messageSnapshots }: Message, said: string): string {
  if (content !== '' || said === '' || messageSnapshots.size === 0) return said;
  return `${said.replace(/^/gm, '> ')}\n(forwarded: somebody else wrote this)`;
}

function hidden(content: string, isHidden: (person: Snowflake) => boolean): string {
  return content.replace(/<@!?(\d+)>/g, (mention, id: string) => (isHidden(id) ? '@somebody' : mention));
}

function withoutMention(message: Message): string {
  const mention = `<@(?:!?${message.client.user.id}|&${ownRole(message) ?? ''})>`;
  return wordsOf(message).replace(new RegExp(`^\\s*${mention}[\\s,:]*|\\s*${mention}\\s*$`, 'g'), '');
}

/** Which settings count in a channel. */
export function placeOf(channel: Channel): Place {
  if (channel.isDMBased()) return { guild: null, channel: channel.id, thread: null };
  if (!channel.isThread()) return { guild: channel.guildId, channel: channel.id, thread: null };
  return { guild: channel.guildId, channel: channel.parentId ?? channel.id, thread: channel.id };
}
