import { createHash } from 'node:crypto';
import {
  type Client,
  escapeMarkdown,
  type Message,
  type MessageCreateOptions,
  RESTJSONErrorCodes,
  type SendableChannels,
} from 'discord.js';
import type { Asks, Snowflake } from '../../conversation/entry.ts';
import type { Replies, Reply, ReplyTo } from '../../conversation/ports.ts';
import { ConversationGone } from '../../errors.ts';
import { say, type Text, text } from '../../language/language.ts';
import type { Log } from '../../log.ts';
import { type Content, contentsOf, toMessage } from './content.ts';
import { rowsOf } from './controls.ts';
import { createGrowingReply, type MessageDoor } from './growing-reply.ts';
import { fromDiscord, isDiscordCode, mayPass, undelivered } from '../errors.ts';
import { localeIn } from '../locale.ts';
import { answersTo, questionText } from './permit-question.ts';
import { createMessages, type Messages } from '../markdown/messages.ts';
import { pieceOf } from '../markdown/pages.ts';
import { mayAttach } from '../permissions.ts';
import { smallPrint } from '../small-print.ts';
import { postedIn } from './posted.ts';
import { tellPrivately } from './tell.ts';
import { createTyping } from './typing.ts';

/** UTF-16 code units of what is being done meanwhile. */
const FEW_WORDS = 100;

/** https://docs.discord.com/developers/resources/message#create-message */
const NONCE_CHARACTERS = 25;

/** Replies as Discord messages, which grow while the model speaks. `posted` is told of each of them. */
export function createReplies(client: Client, log: Log, posted: (message: Message) => void): Replies {
  return {
    open(conversation, to): Reply {
      const channel = () => channelOf(client, conversation);
      const locale = () => localeIn(client.channels.cache.get(conversation), to.language);
      const sayAll = (sentences: readonly (Text | string)[]) => sentences.map((one) => say(locale(), one));
      const typing = createTyping(channel, log);
      const growing = createGrowingReply(createDoor(channel, to, posted), {
        failed: (error) => log.warn({ err: error, conversation }, 'a reply could not be changed'),
        instead: to.instead,
        ...(to.posted && { posted: to.posted }),
      });

      let answer: Messages | undefined;
      const answerWith = (files: boolean) =>
        answer?.files === files ? answer : (answer = createMessages({ ...to, files, locale: locale() }));

      let said = '';
      let below = ''; // what is being done meanwhile
      let asked: Asks | undefined;
      const underneath = () => (asked ? questionText(asked, to.author, locale()) : below);
      const draw = () => {
        const files = mayAttach(client.channels.cache.get(conversation));
        const pieces = answerWith(files).soFar(said, underneath());
        // The pictures of an answer whose place this one takes stay until it is complete.
        const pictures = to.instead.length > 0 ? 'as they are' : [];
        const controls = [...answersTo(asked), 'stop' as const];
        growing.show(contentsOf(pieces, conversation, controls, locale(), pictures));
      };

      return {
        working: typing.start,

        show(text) {
          typing.stop(); // the growing text says it better
          said = text;
          below = '';
          draw();
        },

        doing(what) {
          const words = say(locale(), what).replace(/\s+/g, ' ').trim();
          below = smallPrint([`${escapeMarkdown(words.slice(0, FEW_WORDS).toWellFormed())} …`]);
          draw();
        },

        ask(question) {
          if (question) typing.stop(); // it is the person's turn
          asked = question;
          draw();
        },

        async finish(answered, notes, controls, pictures = []) {
          try {
            const attaches = mayAttach(await channel());
            const isHidden = !attaches && pictures !== 'as they are' && pictures.length > 0;
            const below = smallPrint(sayAll(isHidden ? [...notes, text('note.mayNotAttach')] : notes));
            const isPicture = answered === '' && pictures.length > 0;
            const pieces = isPicture
              ? [{ content: below, text: '' }]
              : answerWith(attaches).whole(answered, below);
            const files = isHidden ? [] : pictures;
            const ids = await growing.finish(contentsOf(pieces, conversation, controls, locale(), files));
            return ids.map((id, at) => (id === undefined ? undefined : { id, text: pieces[at]?.text ?? '' }));
          } catch (error) {
            throw undelivered(error);
          } finally {
            typing.stop();
          }
        },

        async fail(sentence, controls) {
          typing.stop();
          const text = say(locale(), sentence);
          try {
            // What people have read of an answer stays; the rest could not be delivered.
            const read =
              said === ''
                ? []
                : growing.seen().map((one) => ({ ...withoutEnd(one, underneath()), components: [] }));
            await growing.finish([...read, ...contentsOf([pieceOf(text)], conversation, controls, locale())]);
          } catch (error) {
            log.warn({ err: error, conversation }, 'a failure could not be told in its conversation');
            if (to.author) await tellPrivately(client, to.author, `<#${conversation}>: ${text}`, log);
          }
        },

        async drop() {
          typing.stop();
          try {
            await growing.finish([]);
          } catch (error) {
            log.warn({ err: error, conversation }, 'a reply could not be taken back');
          }
        },

        async leave() {
          typing.stop();
          await growing.leave();
        },
      };
    },

    async postedIn(conversation, open, isKnown) {
      try {
        return await postedIn(await channelOf(client, conversation), open, isKnown);
      } catch (error) {
        throw undelivered(error);
      }
    },

    async offer(conversation, message, controls, language) {
      try {
        const channel = await channelOf(client, conversation);
        await channel.messages.edit(message, {
          components: rowsOf(conversation, controls, localeIn(channel, language)),
        });
      } catch (error) {
        log.warn({ err: error, conversation, message }, 'buttons could not be changed');
      }
    },

    async notice(conversation, sentence, language = 'auto') {
      try {
        const channel = await channelOf(client, conversation);
        const content = `-# ${say(localeIn(channel, language), sentence)}`;
        // One of two processes that say the same is enough.
        const nonce = createHash('sha256').update(`${conversation} ${content}`).digest('base64url');
        await channel.send({ content, nonce: nonce.slice(0, NONCE_CHARACTERS), enforceNonce: true });
      } catch (error) {
        log.warn({ err: error, conversation }, 'a notice could not be given');
      }
    },
  };
}

function withoutEnd(one: Content, end: string): Content {
  const { content } = one;
  return content.endsWith(end)
    ? { ...one, content: content.slice(0, content.length - end.length).trimEnd() }
    : one;
}

/** The messages of a reply on Discord. What Discord refuses is thrown in our terms. */
function createDoor(
  channel: () => Promise<SendableChannels>,
  to: ReplyTo,
  posted: (message: Message) => void,
): MessageDoor<Content> {
  async function at<T>(act: (channel: SendableChannels) => Promise<T>): Promise<T> {
    const there = await channel();
    try {
      return await act(there).catch(async (error: unknown) => {
        if (!isDiscordCode(error, RESTJSONErrorCodes.InvalidActionOnArchivedThread) || !there.isThread())
          throw error;
        await there.setArchived(false);
        return act(there);
      });
    } catch (error) {
      throw fromDiscord(error, there);
    }
  }
  return {
    send: (number, content) =>
      at(async (there) => {
        const reply = { messageReference: to.message, failIfNotExists: false };
        const options: MessageCreateOptions = {
          ...toMessage(content),
          // The same in every attempt, so that Discord knows a message that it has already.
          nonce: `${to.attempt}:${number}`,
          enforceNonce: true,
          ...(to.inline && number === 0 && { reply }),
        };
        const message = await there.send(options);
        posted(message);
        return { id: message.id, isNew: message.content === content.content.trim() };
      }),
    edit: (message, content, before) =>
      at((there) => there.messages.edit(message, toMessage(content, before))),
    remove: (message) => at((there) => there.messages.delete(message)),
    isGone: (error) => isDiscordCode(error, RESTJSONErrorCodes.UnknownMessage),
    mayPass,
  };
}

async function channelOf(client: Client, id: Snowflake): Promise<SendableChannels> {
  try {
    const channel = await client.channels.fetch(id);
    if (channel?.isSendable()) return channel;
  } catch (error) {
    throw fromDiscord(error, client.channels.cache.get(id) ?? null);
  }
  throw new ConversationGone(`channel ${id} can't be written in`);
}
