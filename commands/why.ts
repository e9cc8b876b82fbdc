import {
  ApplicationCommandType,
  type MessageContextMenuCommandInteraction,
  messageLink,
  time,
  TimestampStyles,
} from 'discord.js';
import { type Entry, firstIdAt, pad, type Snowflake } from '../src/conversation/entry.ts';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { inMenu } from '../src/discord/localized.ts';
import { UserError } from '../src/errors.ts';
import { localeOf, text } from '../src/language/language.ts';
import { defer } from './common/answers.ts';
import { howMade } from './why/how-made.ts';
import { holdSettled, requireReader } from './common/may.ts';

/** Entries before a time that are looked at: one of them, and the answers to it, stand there. */
const LOOKED_AT = 5;

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
    const sent = {
      oldest: await messageAt(interaction, made.sent.from, store),
      newest: await messageAt(interaction, made.sent.to, store),
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
  { channel, channelId, guildId }: MessageContextMenuCommandInteraction,
  written: number,
  store: Bobbin['store'],
): Promise<string> {
  const words = time(Math.floor(written / 1_000), TimestampStyles.ShortDateTime);
  const before = pad(firstIdAt(written + 1));
  const entry = (await store.newest(channelId, { before, count: LOOKED_AT })).find(
    ({ time: at }) => at === written,
  );
  if (entry === undefined) return words;
  // The message that a thread was opened from stands in its channel, but that of a forum post in the post.
  const isAbove =
    entry.id === channelId && channel?.isThread() === true && channel.parent?.isThreadOnly() === false;
  const place = isAbove ? (channel.parentId ?? channelId) : channelId;
  const link = guildId === null ? messageLink(place, entry.id) : messageLink(place, entry.id, guildId);
  return `${words} [↗](${link})`;
}
