import { type Message, MessageReferenceType, RESTJSONErrorCodes, type Snowflake } from 'discord.js';
import { type Attachment, type Entry, isAfter } from '../../conversation/entry.ts';
import { described } from '../../conversation/files/files.ts';
import type { Store } from '../../store/store.ts';
import { fromDiscord, isDiscordCode } from '../errors.ts';
import { filesOf } from './said.ts';
import { isFromPerson, isOwnAnswer } from './heard.ts';
import { heed } from './wishes.ts';

/** The message that this one replies to, as a list, where it can still be read and is one to remember. */
export async function repliedTo(message: Message): Promise<Message[]> {
  const replied = await fetchReplied(message);
  return replied && (isFromPerson(replied) || isOwnAnswer(replied)) ? [replied] : [];
}

/** The files of the message that this one replies to, where the model is not sent them with that one. */
export async function filesRepliedTo(
  message: Message,
  conversation: Snowflake,
  floor: Snowflake | null,
  store: Pick<Store, 'find' | 'wishes'>,
): Promise<Attachment[]> {
  const id = repliedId(message);
  if (id === undefined) return [];
  const entry = await store.find(conversation, id);
  if (entry && isSent(entry, floor)) return [];
  const replied = await fetchReplied(message);
  if (replied === undefined) return [];
  if ((await heed(store, message.guildId, [replied])).isUnwanted(replied)) return [];
  const own = replied.author.id === message.client.user.id;
  return filesOf(replied)
    .filter(({ type }) => !own || type.startsWith('image/'))
    .map((file) => ({ ...described(file), from: { message: id, author: replied.author.id } }));
}

/** Of its own messages, the model is sent no pictures. */
function isSent({ id, role, reply }: Entry, floor: Snowflake | null): boolean {
  if (role === 'assistant') return reply !== undefined && reply.painted === undefined;
  return floor === null || !isAfter(floor, id);
}

/** What a message replies to. A forward has a reference, too, but is no reply. */
export function repliedId({ reference }: Message): Snowflake | undefined {
  return reference?.type === MessageReferenceType.Default ? reference.messageId : undefined;
}

async function fetchReplied(message: Message): Promise<Message | undefined> {
  if (repliedId(message) === undefined) return undefined;
  try {
    return await message.fetchReference();
  } catch (error) {
    if (isDiscordCode(error, RESTJSONErrorCodes.UnknownMessage)) return undefined;
    throw fromDiscord(error, message.channel);
  }
}
