import type { Message } from 'discord.js';
import type { Said, Snowflake } from '../../conversation/entry.ts';
import { idsIn, withoutId } from '../../conversation/privacy/ids.ts';
import { readWishes, withoutUnwanted } from '../../conversation/privacy/wishes.ts';
import type { Store } from '../../store/store.ts';
import { toSaid, wordsOf } from './said.ts';
import { isFromPerson } from './heard.ts';

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
  const people = messages.flatMap((message) => [
    message.author.id,
    ...message.mentions.users.keys(),
    ...idsIn(wordsOf(message)),
  ]);
  const wishes = await readWishes(store, guild, people);
  const isUnwanted = ({ author, id }: Message) => wishes.isUnwanted(author.id, id);
  const whoseIs = (message: Message) => {
    if (!isFromPerson(message)) return 'own';
    if (!isUnwanted(message)) return 'wanted';
    return wishes.isUnheard(message.author.id, message.id) ? 'unheard' : 'forgotten';
  };
  return {
    isUnwanted,
    wanted: (all) => withoutUnwanted(all, whoseIs),
    said(message) {
      const said = toSaid(message, (person) => wishes.isOut(person));
      // As it is remembered where the person was forgotten later.
      const unwanted = idsIn(said.text).filter((person) => wishes.isUnwanted(person, message.id));
      return { ...said, text: unwanted.reduce(withoutId, said.text) };
    },
  };
}
