import type { Snowflake } from '../../conversation/entry.ts';
import type { Settings } from '../../settings/schema.ts';

/** A message, as far as it matters for whether Bobbin answers. */
export interface Heard {
  message: Snowflake;
  channel: Snowflake;
  /** False for bots, webhooks and Discord's own messages. */
  fromPerson: boolean;
  where: 'dm' | 'channel' | 'thread';
  /** By name, by Bobbin's own role, or by replying to one of its messages; not by other roles, @everyone or @here. */
  mentioned: boolean;
  /** A thread that Bobbin opened or was told to join. */
  joined: boolean;
  /** Whether anything of this conversation is remembered. */
  known: boolean;
  /** Whether threads can be opened here at all; in a voice channel's chat they can't. */
  canOpenThread: boolean;
}

/** Which conversation a message belongs to; undefined where it is not for Bobbin. */
export interface Address {
  conversation: Snowflake;
  /** A thread is to be opened from the message. */
  openThread: boolean;
  /** What was said before must be read from Discord first: Bobbin did not listen. */
  readBefore: boolean;
}

/** Is this message for Bobbin, and which conversation is it in? (design, section 6) */
export function addressOf(
  heard: Heard,
  { answerTo, replyIn }: Pick<Settings, 'answerTo' | 'replyIn'>,
  { directMessages }: { directMessages: boolean },
): Address | undefined {
  const { channel, message, where, mentioned, joined, known } = heard;
  if (!heard.fromPerson) return undefined;
  if (where === 'dm')
    return directMessages ? { conversation: channel, openThread: false, readBefore: false } : undefined;
  if (answerTo === 'never') return undefined;
  if (!mentioned && answerTo !== 'always' && !joined) return undefined;
  // A thread has the id of the message that it was opened from.
  if (where === 'channel' && replyIn === 'thread' && heard.canOpenThread)
    return { conversation: message, openThread: true, readBefore: false };
  const listens = joined || (answerTo === 'always' && known);
  return { conversation: channel, openThread: false, readBefore: !listens };
}
