import {
  ApplicationCommandType,
  type MessageContextMenuCommandInteraction,
  messageLink,
  SnowflakeUtil,
  time,
  TimestampStyles,
} from 'discord.js';
import type { Entry, Snowflake } from '../src/conversation/entry.ts';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { inMenu } from '../src/discord/localized.ts';
import { UserError } from '../src/errors.ts';
import { localeOf, text } from '../src/language/language.ts';
import { defer } from './answers.ts';
import { howMade } from './how-made.ts';
import { holdSettled, requireReader } from './may.ts';

export const why: Command = {
  data: inMenu('command.why').setType(ApplicationCommandType.Message).toJSON(),

  async runOn(interaction, bobbin) {
    await defer(interaction);
    await requireReader(interaction);
    const { store } = bobbin;
    const { channelId: conversation, targetId, locale } = interaction;
    const entry =
      (await store.find(conversation, targetId)) ?? (await whenComplete(conversation, targetId, bobbin));
    if (entry?.role !== 'assistant') throw new UserError(text('why.none'));
    const made = entry.reply?.made;
    if (made === undefined) throw new UserError(text('why.notKept'));
    const { oldest, newest } = made.sent;
    const sent = {
      oldest: await messageAt(interaction, oldest, store),
      newest: await messageAt(interaction, newest, store),
    };
    await interaction.editReply(howMade(made, sent, localeOf(locale)));
  },
};

/** An answer that is being written, or remembered. */
async function whenComplete(
  conversation: Snowflake,
  message: Snowflake,
  bobbin: Bobbin,
): Promise<Entry | undefined> {
  const { store } = bobbin;
  const open = (await store.conversation(conversation))?.open;
  if (open?.messages.includes(message) === true) await (await holdSettled(conversation, bobbin)).release();
  return store.find(conversation, message);
}

/** When a message was written, and where it stands, if it is still remembered. */
async function messageAt(
  interaction: MessageContextMenuCommandInteraction,
  message: Snowflake,
  store: Bobbin['store'],
): Promise<string> {
  const { channel, channelId, guildId } = interaction;
  const written = time(
    Math.floor(SnowflakeUtil.timestampFrom(message) / 1_000),
    TimestampStyles.ShortDateTime,
  );
  if ((await store.find(channelId, message)) === undefined) return written;
  // The message that a thread was opened from stands in its channel, but that of a forum post in the post.
  const isAbove =
    message === channelId && channel?.isThread() === true && channel.parent?.isThreadOnly() === false;
  const place = isAbove ? (channel.parentId ?? channelId) : channelId;
  const link = guildId === null ? messageLink(place, message) : messageLink(place, message, guildId);
  return `${written} [↗](${link})`;
}
