import {
  ChannelType,
  type ChatInputCommandInteraction,
  InteractionContextType,
  SlashCommandBuilder,
  type TextChannel,
  type AnyThreadChannel,
} from 'discord.js';
import type { Conversation } from '../src/conversation/entry.ts';
import { remember } from '../src/conversation/remember.ts';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { fromDiscord } from '../src/discord/errors.ts';
import { localeIn } from '../src/discord/locale.ts';
import { localized } from '../src/discord/localized.ts';
import { requirePermissions, requireWritable, WRITE_IN_THREAD } from '../src/discord/permissions.ts';
import { calledIn, placeOf } from '../src/discord/hear/said.ts';
import { split } from '../src/discord/markdown/split.ts';
import { AUTO_ARCHIVE, readBefore } from '../src/discord/threads.ts';
import { titleOf } from '../src/discord/title.ts';
import { heed } from '../src/discord/hear/wishes.ts';
import { UserError } from '../src/errors.ts';
import { type Locale, say, text } from '../src/language/language.ts';
import type { Settings } from '../src/settings/schema.ts';
import { answer, defer } from './common/answers.ts';

/** Characters that an option of a slash command can have. https://discord.com/developers/docs/interactions */
const MESSAGE_CHARACTERS = 6_000;

export const chat: Command = {
  data: localized(new SlashCommandBuilder(), 'chat', 'command.chat')
    .setContexts(InteractionContextType.Guild)
    .addStringOption((option) =>
      localized(option, 'message', 'command.chat.message').setMaxLength(MESSAGE_CHARACTERS),
    )
    .addBooleanOption((option) => localized(option, 'private', 'command.chat.private'))
    .toJSON(),

  asks: true,

  async run(interaction, bobbin) {
    await defer(interaction);
    const { channel } = interaction;
    if (channel === null) throw new UserError(text('error.channelUnseen'));
    const { settings } = await bobbin.settings.of(placeOf(channel));
    if (settings.answerTo === 'never') throw new UserError(text('error.switchedOff', { command: '/chat' }));
    const message = interaction.options.getString('message') ?? '';
    if (channel.isThread()) {
      await joinThread(interaction, channel, message, settings, bobbin);
      return;
    }
    if (channel.type !== ChannelType.GuildText) throw new UserError(text('chat.noThreads'));
    const thread = await openThread(interaction, channel, message, localeIn(channel, settings.language));
    await begin(interaction, thread, message, settings, bobbin, thread.name);
    await answer(interaction, text('chat.opened', { thread: thread.toString() }));
  },
};

async function openThread(
  interaction: ChatInputCommandInteraction,
  channel: TextChannel,
  message: string,
  locale: Locale,
): Promise<AnyThreadChannel> {
  const isPrivate = interaction.options.getBoolean('private') === true;
  requirePermissions(channel, [
    ...WRITE_IN_THREAD,
    isPrivate ? 'CreatePrivateThreads' : 'CreatePublicThreads',
  ]);
  const common = {
    name: titleOf(message, say(locale, text('thread.chatWith', { name: calledIn(interaction) }))),
    autoArchiveDuration: AUTO_ARCHIVE,
  };
  try {
    const thread = await (isPrivate
      ? channel.threads.create({ ...common, type: ChannelType.PrivateThread, invitable: true })
      : channel.threads.create({ ...common, type: ChannelType.PublicThread }));
    await thread.members.add(interaction.user.id);
    return thread;
  } catch (error) {
    throw fromDiscord(error, channel);
  }
}

/** Posts the first message for the person, since what is typed into a command is no message; it counts as theirs. */
async function begin(
  interaction: ChatInputCommandInteraction,
  thread: AnyThreadChannel,
  message: string,
  { model, language }: Settings,
  { store, lanes, tokensOf }: Bobbin,
  title?: string,
): Promise<void> {
  const { user } = interaction;
  const about: Partial<Conversation> = {
    guild: thread.guildId,
    parent: thread.parentId,
    joined: true,
    ...(title !== undefined && { title, startedBy: user.id }),
  };
  if (message === '') {
    await store.update(thread.id, about);
    await thread.send(say(localeIn(thread, language), text('chat.hello', { name: calledIn(interaction) })));
    return;
  }
  const [first = '', ...rest] = split(`**${calledIn(interaction)}:** ${message}`);
  let last = await thread.send(first);
  for (const piece of rest) last = await thread.send(piece);
  const { id, createdTimestamp: time } = last; // nothing but the answer stands behind it
  const author = { id: user.id, name: calledIn(interaction) };
  await remember(
    store,
    thread.id,
    { id, role: 'user', author, text: message, attachments: [], time },
    tokensOf(model),
    about,
  );
  lanes.wake(thread.id, thread.guildId, user.id);
}

/** In a thread there is none to open: from now on Bobbin listens in this one, and knows what was said before. */
async function joinThread(
  interaction: ChatInputCommandInteraction,
  thread: AnyThreadChannel,
  message: string,
  settings: Settings,
  bobbin: Bobbin,
): Promise<void> {
  const { store, tokensOf } = bobbin;
  requireWritable(thread);
  if (thread.joinable) await thread.join();
  const about = { guild: thread.guildId, parent: thread.parentId, joined: true };
  const [newest] = await store.newest(thread.id, { count: 1 });
  const record = await store.conversation(thread.id);
  const after = newest?.id ?? record?.answeredThrough ?? null;
  const before = await readBefore(thread, interaction.id, after);
  const heeding = await heed(store, thread.guildId, before);
  for (const one of heeding.wanted(before))
    await remember(store, thread.id, heeding.said(one), tokensOf(settings.model), {
      ...about,
      answeredThrough: one.id,
    });
  await store.update(thread.id, about);
  if (message !== '') await begin(interaction, thread, message, settings, bobbin);
  await answer(interaction, text('chat.joined'));
}
