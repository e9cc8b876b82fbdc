import type { Message } from 'discord.js';
import type { Said, Snowflake } from '../conversation/entry.ts';
import { readWishes, withoutUnwanted } from '../conversation/privacy/wishes.ts';
import type { Store } from '../store/store.ts';
import { toSaid } from './said.ts';
import { isFromPerson } from './threads.ts';

/** How messages are to be read, as those wish it who wrote them, or are named in them. */
export interface Heeding {
  /** Whether it is not to be remembered, nor sent to a model. */
  isUnwanted: (message: Message) => boolean;
  /** The others, without the answers to what is unwanted. */
  wanted(messages: readonly Message[]): Message[];
  /** A message as an entry, without the names of people who do not want to be in one. */
  said(message: Message): Said;
}

/** Reads what all whom these messages concern wish. */
export async function heed(
  store: Pick<Store, 'wishes'>,
  guild: Snowflake | null,
  messages: readonly Message[],
): Promise<Heeding> {
  const people = messages.flatMap(({ author, mentions }) => [author.id, ...mentions.users.keys()]);
  const wishes = await readWishes(store, guild, people);
  const isUnwanted = ({ author, id }: Message) => wishes.isUnwanted(author.id, id);
  return {
    isUnwanted,
    wanted: (all) => withoutUnwanted(all, isFromPerson, isUnwanted),
    said: (message) => toSaid(message, (person) => wishes.isOut(person)),
  };
}
