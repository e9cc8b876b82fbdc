import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createForgetting, type Receipt } from '../../src/conversation/privacy/forget.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { dumpOf } from './dump.ts';
import { DIRECT, dayOf } from '../../src/store/usage.ts';
import { message, newId, reply } from './entries.ts';

/** How much there is of everybody, and of the one who is to be forgotten. */
export interface Sizes {
  conversations: number;
  entries: number;
  /** Conversations in which that person wrote, and messages in all of them. */
  inConversations: number;
  messages: number;
}

export interface Outcome {
  receipt: Receipt;
  /** Milliseconds. */
  took: number;
  /** Milliseconds that a call for a turn took at most, beside forgetting, and how many there were. */
  longest: number;
  calls: number;
  /** What is left of the person in the store's files, or in its keys and values. */
  left: { id: boolean; text: boolean };
  /** Whether what others said, and what was answered to them, is as it was. */
  othersAreSame: boolean;
}

const ADA = '180000000000000001';
const OTHERS = Array.from({ length: 50 }, (_, at) => String(190_000_000_000_000_000n + BigInt(at)));
const SECRET = 'My password is Rumpelstiltskin';

/** Entries in one conversation that are made of a question and its answer. */
const PAIR = 2;

/** Fills a store, forgets one person while turns go on, and looks for what is left. */
export async function forgetOneOfMany(
  home: { redisUrl: string | undefined; dataDir: string },
  sizes: Sizes,
): Promise<Outcome> {
  const store = await openStore({ ...home, log: createLog('silent') });
  try {
    const conversations = await fill(store, sizes);
    const before = await hashOfOthers(store, conversations);
    const lanes = { cancel: () => {}, settled: () => Promise.resolve(), wake: () => {} };
    const titles = { cancel: () => {} };
    const forgetting = createForgetting({ store, lanes, titles, log: createLog('silent'), now: Date.now });
    const turns = runTurns(store);
    const started = performance.now();
    const receipt = await forgetting.person(ADA, null, Date.now());
    const took = performance.now() - started;
    const { longest, calls } = await turns.stop();
    const dump = await dumpOf(home);
    return {
      receipt,
      took,
      longest,
      calls,
      left: { id: dump.includes(ADA), text: dump.includes(SECRET) },
      othersAreSame: before === (await hashOfOthers(store, conversations)),
    };
  } finally {
    await store.close();
  }
}

async function fill(store: Store, { conversations, entries, ...of }: Sizes): Promise<string[]> {
  const ids = Array.from({ length: conversations }, newId);
  const [guild, channel] = [newId(), newId()];
  const pairs = entries / conversations / PAIR;
  const theirs = of.messages / of.inConversations;
  for (const [at, conversation] of ids.entries()) {
    const also = { guild, parent: channel, ...(at < of.inConversations && { startedBy: ADA }) };
    const writes: Promise<unknown>[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      const isAda = at < of.inConversations && pair < theirs;
      const [question, answer] = [newId(), newId()];
      const id = isAda ? ADA : (OTHERS[(at + pair) % OTHERS.length] ?? ADA);
      const text = `${isAda ? SECRET : 'I have something else to say'} ${'and so on '.repeat(pair % 20)}`;
      writes.push(store.append(conversation, message(question, { author: { id, name: 'A' }, text }), also));
      writes.push(store.append(conversation, reply([answer], question, { text: `You say: ${text}` })));
    }
    await Promise.all(writes);
  }
  for (const payer of [guild, DIRECT]) {
    const call = { id: newId(), payer, person: ADA, day: dayOf(Date.now()) };
    const used = { model: 'm', input: 1, cached: 0, output: 1, reasoning: 0, nanos: 1 };
    await store.usage.settle({ ...call, accounts: ['all', `person:${ADA}`] }, used);
  }
  await store.countPicture(ADA, dayOf(Date.now()), 1);
  return ids;
}

async function hashOfOthers(store: Store, conversations: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const conversation of conversations) {
    const entries = await store.newest(conversation);
    const gone = new Set(entries.filter(({ author }) => author.id === ADA).map(({ id }) => id));
    const others = entries.filter(({ id, reply: said }) => !gone.has(id) && !gone.has(said?.answers ?? ''));
    hash.update(JSON.stringify(others));
  }
  return hash.digest('hex');
}

/** What a turn asks of the store, again and again, in a conversation of its own. */
function runTurns(store: Store) {
  const stopped = new AbortController();
  let longest = 0;
  let calls = 0;

  async function timed(call: () => Promise<unknown>): Promise<void> {
    const started = performance.now();
    await call();
    longest = Math.max(longest, performance.now() - started);
    calls += 1;
  }

  async function run(): Promise<void> {
    const conversation = newId();
    while (!stopped.signal.aborted) {
      const question = newId();
      await timed(() => store.append(conversation, message(question), { guild: null, parent: null }));
      await timed(() => store.newest(conversation, { count: 50 }));
      await timed(() => store.append(conversation, reply([newId()], question)));
      await sleep(1);
    }
  }

  const running = run();
  return {
    async stop() {
      stopped.abort();
      await running;
      return { longest, calls };
    },
  };
}
