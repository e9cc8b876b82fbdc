import { MessageType } from 'discord-api-types/v10';
import { shownText } from '../../playground/people.ts';
import { byId } from '../../playground/discord/snowflakes.ts';
import type { World } from '../../playground/discord/world.ts';
import { ERROR_SIGN } from '../../src/errors.ts';

/** A message as it stands in a conversation. */
export interface Shown {
  id: string;
  /** A person's; a part of an answer; Bobbin's word that it failed; anything else that it says. */
  kind: 'person' | 'answer' | 'failure' | 'notice';
  /** Without what stands below it in small print. */
  text: string;
  /** It still has the button to stop it. */
  grows: boolean;
}

const SMALL_PRINT = /^-# .*$/gm;

/** What people see in a conversation, oldest first, the message that a thread was opened from included. */
export function shownIn(world: World, channel: string): Shown[] {
  const starter = [...world.messages.values()].flatMap((messages) => messages.get(channel) ?? []);
  return [...starter, ...world.messagesIn(channel).values()]
    .map(({ message }) => message)
    .filter(({ type }) => type === MessageType.Default || type === MessageType.Reply)
    .toSorted(byId)
    .map((message) => {
      const content = message.content.replace(`<@${world.bot.id}>`, '').trim();
      const text = content.replace(SMALL_PRINT, '').trim();
      const isBobbins = message.author.id === world.bot.id;
      const kind = !isBobbins
        ? 'person'
        : content.includes(ERROR_SIGN)
          ? 'failure'
          : text === ''
            ? 'notice'
            : 'answer';
      const grows = isBobbins && shownText(message).includes('Stop');
      return { id: message.id, kind, text: isBobbins ? text : content, grows };
    });
}

/** Words of Bobbin's answers begin with the name of the answer. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

export function nameOf(word: string): string {
  return word.split('/', 1)[0] ?? '';
}

/** What somebody is told of a failure outside of its conversation, by whose message or conversation it is about. */
export function toldElsewhere(world: World, channels: ReadonlyMap<string, unknown>): Set<string> {
  const told = [...world.messages]
    .filter(([channel]) => !channels.has(channel))
    .flatMap(([, messages]) => [...messages.values()])
    .filter(({ message }) => message.author.id === world.bot.id && message.content.includes(ERROR_SIGN));
  return new Set(
    told.flatMap(({ message }) => [
      message.message_reference?.message_id ?? '',
      /<#(\d+)>/.exec(message.content)?.[1] ?? '',
    ]),
  );
}
