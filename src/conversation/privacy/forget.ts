import { setImmediate as pause, setTimeout as sleep } from 'node:timers/promises';
import { Forgotten, QuestionDeleted, StoreUnavailable } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Pending } from '../../store/people.ts';
import type { Store } from '../../store/store.ts';
import { DIRECT } from '../../store/usage.ts';
import type { Snowflake } from '../entry.ts';
import type { Lanes } from '../lanes.ts';
import type { Titles } from '../title.ts';
import { forgottenThrough, noteForgotten, noteSwept } from './wishes.ts';

/** What was forgotten: how much of it. */
export interface Receipt {
  conversations: number;
  messages: number;
  /** Answers to these. */
  answers: number;
  files: number;
  /** Messages of others in which the person's id stood. */
  mentions: number;
  /** Changes of settings that the person made: they stay, and nobody knows whose they were. */
  changes: number;
  /** Sums of what the person used. */
  usage: number;
}

const NOTHING: Receipt = {
  conversations: 0,
  messages: 0,
  answers: 0,
  files: 0,
  mentions: 0,
  changes: 0,
  usage: 0,
};

export interface Forgetting {
  /**
   * Forgets what a person said until now, on a server or (null) everywhere. `through`: milliseconds since 1970, by
   * Discord's clock.
   */
  person(person: Snowflake, guild: Snowflake | null, through: number): Promise<Receipt>;
  /** Forgets all of a server. */
  server(guild: Snowflake, through: number): Promise<Receipt>;
  /** Forgets a conversation that was not used since; says how many entries. Undefined: it was. */
  idle(guild: Snowflake | null, conversation: Snowflake, since: number): Promise<number | undefined>;
  /** Goes on with what was begun and is not finished, and begins what is due. */
  resume(): Promise<void>;
}

interface ForgettingParts {
  store: Store;
  lanes: Pick<Lanes, 'cancel' | 'settled' | 'wake'>;
  titles: Pick<Titles, 'cancel'>;
  log: Log;
  now: () => number;
}

/** Milliseconds in which a turn ends that has lost its lease: it is renewed every 2.5 seconds. */
const TURN_END = 4_000;

/** How often it is tried to empty the files, and milliseconds in between. */
const ERASE_TRIES = 10;
const ERASE_WAIT = 300;

/** Conversations that are looked up at once. */
const AT_ONCE = 50;

/**
 * Forgets in steps, with pauses in which everything else goes on. What is to be forgotten is noted first, and taken off
 * the list last: what is interrupted is begun anew.
 */
export function createForgetting(parts: ForgettingParts): Forgetting {
  const { store, log, now } = parts;

  async function listed(pending: Pending, work: () => Promise<Receipt>): Promise<Receipt> {
    await store.wishes.addPending(pending);
    const started = performance.now();
    const receipt = await work();
    await store.wishes.removePending(pending);
    await erase();
    log.info({ ...receipt, ms: Math.round(performance.now() - started) }, 'forgotten');
    return receipt;
  }

  /** Where something, such as a backup, reads the files for longer, it is done with the next sweep. */
  async function erase(): Promise<void> {
    for (let tries = 0; tries < ERASE_TRIES; tries++) {
      if (await store.people.erase()) return;
      await sleep(ERASE_WAIT);
    }
  }

  const person: Forgetting['person'] = async (who, guild, through) => {
    await noteForgotten(store, who, guild, through);
    return listed({ person: who, guild, due: through }, () => forgetPerson(parts, who, guild, through));
  };

  const server: Forgetting['server'] = async (guild, through) => {
    await noteSwept(store, guild, through);
    return listed({ person: null, guild, due: 0 }, () => forgetServer(parts, guild));
  };

  return {
    person,
    server,
    idle: (guild, conversation, since) => forgetIdle(parts, guild, conversation, since),

    async resume() {
      for (const { person: who, guild, due } of await store.wishes.pending()) {
        if (due > now()) continue;
        const work = async () => {
          if (who !== null)
            await person(who, guild, Math.max(due, await forgottenThrough(store, who, guild)));
          else if (guild !== null) await server(guild, due);
        };
        await apart(work, { guild }, log);
      }
    },
  };
}

/** What goes wrong with one must not keep the others from being forgotten. */
export async function apart<T>(
  work: () => Promise<T>,
  about: Record<string, unknown>,
  log: Log,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    log.error({ err: error, ...about }, 'what is to be forgotten stays until the next sweep');
    return undefined;
  }
}

async function forgetPerson(
  parts: ForgettingParts,
  person: Snowflake,
  guild: Snowflake | null,
  through: number,
): Promise<Receipt> {
  const { store } = parts;
  const receipt = { ...NOTHING };
  const direct: Snowflake[] = [];
  const failed: unknown[] = [];
  let isCancelled = false;
  for (const conversation of await store.people.conversationsOf(person)) {
    const before = receipt.messages;
    try {
      const record = await store.conversation(conversation);
      if (guild !== null && record?.guild !== guild) continue;
      if (await forgetIn(parts, conversation, person, through, receipt)) isCancelled = true;
      if (receipt.messages > before && record?.guild === null) direct.push(conversation);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      failed.push(error); // the others can be forgotten
    }
    if (receipt.messages > before) receipt.conversations += 1;
  }
  // What such a turn used is counted at its end, whichever process makes it.
  if (isCancelled) await sleep(TURN_END);
  // Nobody else is in somebody's direct messages. In others', only the id stood.
  for (const conversation of direct) await forgetIdle(parts, null, conversation, through + 1);
  receipt.changes = await store.history.forgetPerson(person, guild);
  const payers = guild === null ? new Set([...(await store.usage.payers()), DIRECT]) : [guild];
  for (const payer of payers) receipt.usage += await store.usage.forgetPerson(payer, person);
  if (failed.length > 0) throw new AggregateError(failed, 'somebody is not forgotten everywhere');
  return receipt;
}

/** Forgets a person in one conversation. True: they were being answered, and are not any more. */
async function forgetIn(
  { store, lanes, titles }: ForgettingParts,
  conversation: Snowflake,
  person: Snowflake,
  through: number,
  receipt: Receipt,
): Promise<boolean> {
  const { people } = store;
  let isCancelled = false;
  const cancel = async () => {
    if (!(await people.forgetInRecord(conversation, person, through))) return;
    isCancelled = true;
    lanes.cancel(conversation, new QuestionDeleted());
    const record = await store.conversation(conversation);
    lanes.wake(conversation, record?.guild ?? conversation); // what is seen of the answer is taken back
  };
  await cancel();
  const before = receipt.messages;
  for (let from: string | undefined = ''; from !== undefined; await pause()) {
    const { next, ...removed } = await people.forgetIn(conversation, person, through, from);
    for (const what of ['messages', 'answers', 'files', 'mentions'] as const) receipt[what] += removed[what];
    from = next;
  }
  if (receipt.messages === before) return isCancelled;
  titles.cancel(conversation);
  // A turn may have begun before its question was gone.
  await cancel();
  return isCancelled;
}

async function forgetServer(parts: ForgettingParts, guild: Snowflake): Promise<Receipt> {
  const { store } = parts;
  const receipt = { ...NOTHING };
  for (;;) {
    const conversations = await store.people.idle(guild, Infinity, AT_ONCE);
    if (conversations.length === 0) break;
    for (const conversation of conversations) {
      receipt.messages += (await forgetIdle(parts, guild, conversation, Infinity)) ?? 0;
      receipt.conversations += 1;
    }
  }
  while (await store.people.forgetServer(guild)) await pause();
  receipt.changes = await store.history.forgetServer(guild);
  await store.usage.forget(guild);
  return receipt;
}

async function forgetIdle(
  { store, lanes, titles }: ForgettingParts,
  guild: Snowflake | null,
  conversation: Snowflake,
  since: number,
): Promise<number | undefined> {
  if (since === Infinity) {
    lanes.cancel(conversation, new Forgotten('all that is in this conversation is to be forgotten'));
    titles.cancel(conversation);
    await lanes.settled(conversation);
  }
  for (let sum = 0; ; await pause()) {
    const step = await store.people.forgetIdle(guild, conversation, since);
    if (step === undefined) return undefined;
    sum += step.entries;
    if (!step.more) return sum;
  }
}
