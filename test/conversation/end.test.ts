import { beforeEach, describe, expect, test } from 'vitest';
import { endOtherwise } from '../../src/conversation/end.ts';
import { openTurn, type Snowflake, timeOf } from '../../src/conversation/entry.ts';
import { type Held, hold } from '../../src/conversation/lease.ts';
import type { Reply } from '../../src/conversation/ports.ts';
import { LeaseLost, Undelivered, UserError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/store/store.ts';
import { message } from '../store/entries.ts';
import { sqliteStore } from '../store/homes.ts';
import { turnIn } from './turns.ts';

// How a turn ends that goes wrong, as seen by people and by the store.

const ID = '1000000000000000000';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let store: Store;
let held: Held;
/** What people were shown last. */
let seen: string[];

beforeEach(async () => {
  const opened = await sqliteStore();
  store = opened.store;
  seen = [];
  await store.append(ID, message(ID));
  held = (await hold(store, ID, 'me'))!;
  return async () => {
    await held.release();
    await opened.close();
  };
});

const nothing = () => {};
const note = (what: string) => async () => void seen.push(what);
const reply: Reply = {
  working: nothing,
  show: nothing,
  doing: nothing,
  ask: nothing,
  finish: async () => [],
  fail: note('failure'),
  drop: note('dropped'),
  leave: note('left'),
};

/** Ends a turn that was begun with this attempt, so many milliseconds later. */
async function end(error: unknown, { attempt = ID, after = 0 } = {}): Promise<number | undefined> {
  const parts = {
    store,
    outage: { patiently: <T>(work: () => Promise<T>) => work(), close: nothing },
    log: createLog('silent'),
    now: () => timeOf(attempt) + after,
    newId: () => 'e1',
  };
  const turn = await turnIn(store, ID);
  const begun = { ...turn, open: { ...turn.open, attempt } };
  return endOtherwise(parts, ID, begun, reply, held, held.signal, error);
}

test('a failure is told once, and counts as an answer', async () => {
  expect(await end(new UserError('No.'))).toBeUndefined();
  expect(seen).toEqual(['failure']);
  expect(await store.conversation(ID)).toMatchObject({ answeredThrough: ID });
});

test('what was left as too old stays left when an older turn ends', async () => {
  const later = String(BigInt(ID) + 1n);
  await store.update(ID, { open: openTurn(ID), answeredThrough: later });
  await end(new UserError('No.'));
  expect(await store.conversation(ID)).toMatchObject({ answeredThrough: later, open: null });
});

test('who lost the lease in the moment in which something failed tells nobody', async () => {
  held.end(new LeaseLost('somebody else has it'));
  await expect(end(new UserError('No.'))).rejects.toThrow(LeaseLost);
  expect(seen).toEqual(['left']);
  expect(await store.conversation(ID)).toMatchObject({ answeredThrough: null });
});

describe('an answer that Discord does not take', () => {
  /** Somebody lets Bobbin try again, long after the question was asked. */
  const again = String((BigInt(timeOf(ID) + 30 * DAY) - 1_420_070_400_000n) << 22n);

  test.each<[what: string, when: { attempt?: Snowflake; after: number }, wait: number]>([
    ['is brought again soon', { after: 1_000 }, 5_000],
    ['is brought again after half of its age', { after: 60_000 }, 30_000],
    ['is brought again every five minutes', { after: 23 * HOUR }, 300_000],
    ['is brought again, however old its question is', { attempt: again, after: 1_000 }, 5_000],
  ])('%s', async (_, when, wait) => {
    expect(await end(new Undelivered('down'), when)).toBe(wait);
    expect(seen).toEqual(['left']);
  });

  test('is given up after a day', async () => {
    await end(new Undelivered('down'), { after: DAY });
    expect(seen).toEqual(['failure']);
  });
});
