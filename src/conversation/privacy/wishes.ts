import { outOf } from '../../store/people.ts';
import type { Store } from '../../store/store.ts';
import { DIRECT, type Payer } from '../../store/usage.ts';
import { type Snowflake, timeOf } from '../entry.ts';

// What people wish to be kept of them. It is read from the store each time: another process may have been told.

type Wishing = Pick<Store, 'wishes'>;

export interface Wishes {
  /** Whether nothing of this person is to be kept, answered, or sent to a model. */
  isOut(person: Snowflake): boolean;
  /** Whether this message is not to be remembered, or not once more. */
  isUnwanted(person: Snowflake, message: Snowflake): boolean;
  /** Whether nobody heard this message: its author has opted out before. */
  isUnheard(person: Snowflake, message: Snowflake): boolean;
}

const nameOf = {
  out: outOf,
  forgotten: (person: Snowflake) => `forgotten:${person}`,
  forgottenIn: (person: Snowflake, guild: Snowflake | null) => `forgotten:${person}:${guild ?? ''}`,
  swept: (guild: Snowflake | null) => `swept:${guild ?? ''}`,
};

/** What these people wish on a server (null: in direct messages). */
export async function readWishes(
  { wishes }: Wishing,
  guild: Snowflake | null,
  people: readonly Snowflake[],
): Promise<Wishes> {
  const each = [...new Set(people)];
  const times = await wishes.times(
    each.flatMap((person) => [
      nameOf.out(person),
      nameOf.forgotten(person),
      nameOf.forgottenIn(person, guild),
    ]),
  );
  const known = new Map(
    each.map((person, at) => {
      const [out, everywhere = 0, here = 0] = times.slice(at * 3, at * 3 + 3);
      return [person, { out, through: Math.max(everywhere, here) }];
    }),
  );
  const isOut = (person: Snowflake) => known.get(person)?.out !== undefined;
  return {
    isOut,
    isUnwanted: (person, message) => isOut(person) || timeOf(message) <= (known.get(person)?.through ?? 0),
    isUnheard: (person, message) => timeOf(message) > (known.get(person)?.out ?? Infinity),
  };
}

/** When somebody opted out (milliseconds since 1970); undefined: they did not. */
export async function outSince({ wishes }: Wishing, person: Snowflake): Promise<number | undefined> {
  const [time] = await wishes.times([nameOf.out(person)]);
  return time;
}

export function optOut({ wishes }: Wishing, person: Snowflake, time: number): Promise<void> {
  return wishes.note(nameOf.out(person), time);
}

/** What was said before, while nobody was to hear it, stays unknown; what is said from now on does not. */
export async function optIn(store: Wishing, person: Snowflake, time: number): Promise<void> {
  await store.wishes.unnote(nameOf.forgotten(person)); // opting out reaches a moment further than itself
  await noteForgotten(store, person, null, time);
  await store.wishes.unnote(nameOf.out(person));
}

/** What a person said until then, on a server or (null) everywhere, is not to be read once more. */
export function noteForgotten(
  { wishes }: Wishing,
  person: Snowflake,
  guild: Snowflake | null,
  through: number,
): Promise<void> {
  return wishes.note(guild === null ? nameOf.forgotten(person) : nameOf.forgottenIn(person, guild), through);
}

/** Until when that is; 0: never. */
export async function forgottenThrough(
  { wishes }: Wishing,
  person: Snowflake,
  guild: Snowflake | null,
): Promise<number> {
  const name = guild === null ? nameOf.forgotten(person) : nameOf.forgottenIn(person, guild);
  const [time] = await wishes.times([name]);
  return time ?? 0;
}

/** Until when usage was forgotten, of a person and of who pays (a server, or all direct messages together). */
export async function usageForgotten(
  { wishes }: Wishing,
  payer: Payer,
  person: Snowflake,
): Promise<Record<'payer' | 'person', number>> {
  const guild = payer === DIRECT ? null : payer;
  const names = [nameOf.forgotten(person), nameOf.forgottenIn(person, guild), nameOf.swept(guild)];
  const [everywhere = 0, here = 0, swept = 0] = await wishes.times(names);
  return { person: Math.max(everywhere, here), payer: swept };
}

/** What was said before on a server (null: in direct messages), and is not remembered, was forgotten with its conversation. */
export function noteSwept({ wishes }: Wishing, guild: Snowflake | null, before: number): Promise<void> {
  return wishes.note(nameOf.swept(guild), before);
}

export async function sweptBefore({ wishes }: Wishing, guild: Snowflake | null): Promise<number> {
  const [time] = await wishes.times([nameOf.swept(guild)]);
  return time ?? 0;
}

/** What a message is, to those who may read it: Bobbin says what is its own. */
type Whose = 'wanted' | 'forgotten' | 'unheard' | 'own';

/**
 * What is said, without what is unwanted, and without what Bobbin said to that. What it said behind something that it has
 * not heard is about what stands before.
 */
export function withoutUnwanted<T>(all: readonly T[], whoseIs: (one: T) => Whose): T[] {
  let isKept = true;
  return all.filter((one) => {
    const whose = whoseIs(one);
    if (whose === 'wanted') isKept = true;
    if (whose === 'forgotten') isKept = false;
    return isKept && whose !== 'unheard';
  });
}
