import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Asks, openTurn, type OpenTurn } from '../../src/conversation/entry.ts';
import { permitting } from '../../src/conversation/permit.ts';
import { LeaseLost, Stopped } from '../../src/errors.ts';
import type { Lease, Store } from '../../src/store/store.ts';
import { newId } from '../store/entries.ts';
import { sqliteStore } from '../store/homes.ts';

const MINUTES = 60_000;

const WRITE = { tool: 'notes_write', input: { text: 'hello' } };
const OTHER = { tool: 'notes_write', input: { text: 'bye' } };

describe('permission for a tool', () => {
  let store: Store;
  beforeAll(async () => {
    const opened = await sqliteStore();
    store = opened.store;
    return opened.close;
  });

  let id: string;
  let lease: Lease;
  let time: number;
  let stop: AbortController;
  let shown: (Asks | undefined)[];
  beforeEach(async () => {
    id = newId();
    lease = (await store.lease(id, 'one', MINUTES))!;
    time = 1_000;
    stop = new AbortController();
    shown = [];
    await store.update(id, { open: openTurn('1') });
  });

  /** As one process asks; another one begins with what is on record. */
  async function process() {
    const open: OpenTurn = (await store.conversation(id))!.open!;
    const reply = { ask: (question?: Asks) => void shown.push(question), doing: () => {} };
    const aside = <T>(_: string, wait: () => Promise<T>) => wait();
    const parts = { store, aside, now: () => time, newId };
    return permitting(parts, id, { open }, reply, lease, stop.signal);
  }

  const asked = () => vi.waitFor(() => (shown.at(-1) ? shown.at(-1)! : expect.fail('nothing is asked')));
  const decide = (question: Asks, allowed: boolean) =>
    store.update(id, { decided: { id: question.id, allowed } });
  const record = async () => (await store.conversation(id))!;

  test.each([true, false])('is what the person says: %s', async (allowed) => {
    const permit = await process();
    const answer = permit(WRITE);
    const question = await asked();
    expect(question).toMatchObject({ tool: 'notes_write', input: '{\n  "text": "hello"\n}', left: 0 });
    expect((await record()).open?.asks).toEqual(question);
    await decide(question, allowed);
    expect(await answer).toBe(allowed);
    expect(shown).toEqual([question, undefined]);
  });

  test('counts once: it is off the record before the tool runs', async () => {
    const permit = await process();
    const first = permit(WRITE);
    const question = await asked();
    await decide(question, true);
    expect(await first).toBe(true);
    expect(await record()).toMatchObject({
      decided: null,
      open: expect.not.objectContaining({ asks: question }) as object,
    });
    for (const next of [permit, await process()]) {
      const again = next(WRITE);
      expect((await asked()).id).not.toBe(question.id);
      await decide(await asked(), false);
      expect(await again).toBe(false);
    }
  });

  test('that was denied is not asked for twice, but something else is', async () => {
    const permit = await process();
    const first = permit(WRITE);
    await decide(await asked(), false);
    await first;
    shown = [];
    expect(await permit(WRITE)).toBe(false);
    expect(await (await process())(WRITE)).toBe(false);
    expect(shown).toEqual([]);
    const other = permit(OTHER);
    await decide(await asked(), true);
    expect(await other).toBe(true);
  });

  test('is not waited for longer than ten minutes, and then for nothing more in this turn', async () => {
    const permit = await process();
    const answer = permit(WRITE);
    const { until } = await asked();
    expect(until - time).toBe(10 * MINUTES);
    time = until;
    expect(await answer).toBe(false);
    expect((await record()).open?.asks).toBeUndefined();
    shown = [];
    expect(await permit(OTHER)).toBe(false);
    expect(shown).toEqual([]);
  });

  test('that was said just in time counts', async () => {
    const permit = await process();
    const answer = permit(WRITE);
    const question = await asked();
    await decide(question, true);
    time = question.until;
    expect(await answer).toBe(true);
  });

  test.each<[string, boolean | undefined]>([
    ['what was said to a process that stopped counts', true],
    ['what was denied to a process that stopped counts', false],
    ['a question that nobody answered yet goes on', undefined],
  ])('%s, where the same is wanted', async (_, said) => {
    void (await process())(WRITE).catch(() => {});
    const question = await asked();
    stop.abort(new Error('the process ends'));
    if (said !== undefined) await decide(question, said);
    stop = new AbortController();
    shown = [];
    const answer = (await process())(WRITE);
    if (said === undefined) {
      expect(await asked()).toEqual(question);
      await decide(question, true);
    }
    expect(await answer).toBe(said ?? true);
    expect(shown).toEqual(said === undefined ? [question, undefined] : []);
  });

  test('what was said to a process that stopped does not count for something else, nor a question that is over', async () => {
    void (await process())(WRITE).catch(() => {});
    const question = await asked();
    stop.abort(new Error('the process ends'));
    time = question.until;
    stop = new AbortController();
    shown = [];
    const answer = (await process())(WRITE);
    const anew = await asked();
    expect(anew.id).not.toBe(question.id);
    await decide(question, true);
    await decide(anew, false);
    expect(await answer).toBe(false);
    await decide(question, true);
    const other = (await process())(OTHER);
    await decide(await asked(), false);
    expect(await other).toBe(false);
  });

  test('ends with the turn, and the question stays where it is', async () => {
    const answer = (await process())(WRITE);
    const question = await asked();
    stop.abort(new Stopped());
    await expect(answer).rejects.toBe(stop.signal.reason);
    expect(shown).toEqual([question]);
  });

  test('is not given where somebody else has taken over', async () => {
    const answer = (await process())(WRITE);
    const question = await asked();
    await store.release(id, lease);
    await store.lease(id, 'two', MINUTES);
    await decide(question, true);
    await expect(answer).rejects.toBeInstanceOf(LeaseLost);
  });
});
