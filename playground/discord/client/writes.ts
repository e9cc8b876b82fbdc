import type { APIMessage } from 'discord-api-types/v10';
import { ChannelType, MessageReferenceType } from 'discord-api-types/v10';
import type { SaidFile } from '../../protocol.ts';
import { attachmentFrom, NITRO_FILE_BYTES } from '../attachments.ts';
import { ApiError } from '../errors.ts';
import {
  deleteMessages,
  editMessage,
  postMessage,
  referenceTo,
  setReaction,
  snapshotOf,
  unfurl,
} from '../messages.ts';
import { isThread } from '../permissions.ts';
import { must, mustManageThread, mustStartThread, mustWrite } from '../rules.ts';
import { deleteChannel, startPost, startThread, startThreadFrom, updateThread } from '../threads.ts';
import type { Dm, Thread } from '../world.ts';
import { idOf, politely } from './me.ts';
import type { ChannelRef, Me, MessageRef } from './me.ts';

// With Nitro; without it is 2000.
const TEXT_CHARACTERS = 4000;

/** Writing, and what comes of it. */
export interface Writes {
  say(
    channel: ChannelRef,
    text: string,
    options?: { replyTo?: MessageRef; files?: SaidFile[]; ping?: boolean },
  ): APIMessage;
  /** Sends a message on to another channel: what it says now, whatever becomes of it. */
  forward(channel: ChannelRef, message: APIMessage): APIMessage;
  edit(channel: ChannelRef, message: MessageRef, text: string): APIMessage;
  delete(channel: ChannelRef, message: MessageRef): void;
  bulkDelete(channel: ChannelRef, messages: MessageRef[]): void;
  /** Discord adds the preview of a link. */
  unfurl(message: APIMessage): APIMessage;
  /** Puts a reaction under a message, or takes it away. */
  react(channel: ChannelRef, message: MessageRef, emoji: string, added?: boolean): void;
  typing(channel: ChannelRef): void;
  startThread(
    channel: ChannelRef,
    name: string,
    options?: { message?: MessageRef; private?: boolean },
  ): Thread;
  /** Archives, locks or renames a thread. */
  updateThread(thread: ChannelRef, update: { archived?: boolean; locked?: boolean; name?: string }): Thread;
  /** Posts in a forum; the thread's first message has its id. */
  post(forum: ChannelRef, title: string, text: string): Thread;
  deleteChannel(channel: ChannelRef): void;
  openDm(): Dm;
}

export function createWrites(me: Me): Writes {
  const { world, id } = me;
  return {
    say(ref, text, { replyTo, files = [], ping = true } = {}) {
      const channel = me.at(ref);
      checkText(text);
      return politely(() => {
        mustWrite(world, id, channel, files.length > 0);
        const attachments = files.map(({ name, type, base64 }) =>
          attachmentFrom(
            world,
            channel,
            { name, type, bytes: Buffer.from(base64, 'base64') },
            {},
            NITRO_FILE_BYTES,
          ),
        );
        if (text.trim() === '' && attachments.length === 0) throw new ApiError('emptyMessage');
        return postMessage(world, channel, id, {
          content: text.trim(),
          attachments,
          rules: { parse: ['users', 'roles', 'everyone'], replied_user: ping },
          ...(replyTo && { replyTo: me.message(channel, replyTo).message }),
        }).message;
      });
    },

    forward(ref, message) {
      const channel = me.at(ref);
      return politely(() => {
        mustWrite(world, id, channel, message.attachments.length > 0);
        const from = me.at(message.channel_id);
        return postMessage(world, channel, id, {
          reference: { ...referenceTo(from, message), type: MessageReferenceType.Forward },
          snapshots: [{ message: snapshotOf(me.message(from, message).message) }],
        }).message;
      });
    },

    edit(ref, message, text) {
      const channel = me.at(ref);
      checkText(text);
      const found = me.message(channel, message);
      if (found.message.author.id !== id) throw new Error('Only your own messages can be edited.');
      return politely(() => editMessage(world, channel, found, { content: text.trim() }).message);
    },

    delete(ref, message) {
      const channel = me.at(ref);
      const found = me.message(channel, message);
      if (found.message.author.id !== id && found.onlyFor !== id)
        politely(() => must(world, id, channel, 'ManageMessages'));
      deleteMessages(world, channel, [found.message.id]);
    },

    bulkDelete(ref, messages) {
      const channel = me.at(ref);
      politely(() => must(world, id, channel, 'ManageMessages'));
      deleteMessages(world, channel, messages.map(idOf), true);
    },

    unfurl(message) {
      const channel = me.at(message.channel_id);
      const found = me.message(channel, message);
      unfurl(world, channel, found);
      return found.message;
    },

    react(ref, message, emoji, added = true) {
      const channel = me.at(ref);
      const found = me.message(channel, message);
      politely(() => must(world, id, channel, 'AddReactions'));
      setReaction(world, channel, found.message, id, { id: null, name: emoji }, added);
    },

    typing(ref) {
      world.emit({ on: 'typing', channel: me.at(ref), user: id, at: Date.now() });
    },

    startThread(ref, name, options = {}) {
      const plan = { name, owner: id, private: options.private };
      return politely(() => {
        const parent = mustStartThread(world, id, me.at(ref), options.private ?? false);
        if (!options.message) return startThread(world, parent, plan);
        return startThreadFrom(world, parent, me.message(parent, options.message).message, plan);
      });
    },

    updateThread(ref, update) {
      return politely(() => {
        const thread = me.threadAt(ref);
        mustManageThread(world, id, thread, update);
        return updateThread(world, thread, id, update);
      });
    },

    post(ref, title, text) {
      checkText(text);
      return politely(() => {
        const forum = mustStartThread(world, id, me.at(ref), false);
        if (forum.type !== ChannelType.GuildForum) throw new ApiError('invalidChannelType');
        return startPost(world, forum, { name: title, owner: id }, { content: text.trim() }).thread;
      });
    },

    deleteChannel(ref) {
      const channel = me.at(ref);
      politely(() => must(world, id, channel, isThread(channel) ? 'ManageThreads' : 'ManageChannels'));
      deleteChannel(world, channel);
    },

    openDm: () => world.dmWith(id),
  };
}

function checkText(text: string): void {
  if (text.length > TEXT_CHARACTERS)
    throw new Error(`A message has at most ${TEXT_CHARACTERS} characters; this one has ${text.length}.`);
}
