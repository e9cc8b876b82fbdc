import { afterEach, describe, expect, test } from 'vitest';
import { createOutage, type Outage } from '../../src/conversation/outage.ts';
import { StoreUnavailable } from '../../src/errors.ts';

let outage: Outage | undefined;
afterEach(() => outage?.close());

/** A store that can go away, and what is done while it does. */
function home() {
  const state = { away: false, backs: 0, looks: 0, told: [] as string[] };
  const ask = async () => {
    if (state.away) throw new StoreUnavailable(new Error('away'));
    return 'done';
  };
  const created = createOutage({
    check: async () => {
      state.looks += 1;
      await ask();
    },
    back: () => void (state.backs += 1),
    tell: (conversation) => void state.told.push(conversation),
  });
  outage = created;
  const patiently: Outage['patiently'] = (work, options) => created.patiently(work, options);
  return { state, ask, patiently };
}

describe('work that needs the store', () => {
  test('is done at once while the store is there', async () => {
    const { patiently, ask, state } = home();
    expect(await patiently(ask)).toBe('done');
    expect(state).toMatchObject({ looks: 0, backs: 0 });
  });

  test('waits while it is away, and is done, in order, when it is back; that is told once', async () => {
    const { patiently, ask, state } = home();
    state.away = true;
    const done: number[] = [];
    const works = [1, 2, 3].map((n) => patiently(ask).then(() => done.push(n)));
    await expect.poll(() => state.looks).toBeGreaterThan(0);
    expect(done).toEqual([]);
    state.away = false;
    await Promise.all(works);
    expect(done).toEqual([1, 2, 3]);
    expect(state.backs).toBe(1);
  });

  test('is told once in each conversation when it takes long', async () => {
    const { patiently, ask, state } = home();
    state.away = true;
    const works = ['1', '1', '2'].map((conversation) => patiently(ask, { conversation }));
    await expect.poll(() => state.told, { timeout: 5_000 }).toEqual(['1', '2']);
    state.away = false;
    await Promise.all(works);
    expect(state.told).toEqual(['1', '2']);
  });

  test('is not told of when it takes long by itself, after a short outage', async () => {
    const { patiently, ask, state } = home();
    state.away = true;
    const { promise: isThought, resolve: think } = Promise.withResolvers<void>();
    const work = patiently(() => ask().then(() => isThought), { conversation: '1' });
    await expect.poll(() => state.looks).toBeGreaterThan(0);
    state.away = false;
    await expect.poll(() => state.backs).toBe(1);
    // Another conversation waits from now on: when it is told, the first would have been, too.
    state.away = true;
    const other = patiently(ask, { conversation: '2' });
    await expect.poll(() => state.told, { timeout: 5_000 }).toContain('2');
    state.away = false;
    think();
    await Promise.all([work, other]);
    expect(state.told).toEqual(['2']);
  });

  test('fails at once with any other error', async () => {
    const { patiently } = home();
    await expect(patiently(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  });

  test('ends when it is told to', async () => {
    const { patiently, ask, state } = home();
    state.away = true;
    const stop = new AbortController();
    const stopped = patiently(ask, { signal: stop.signal });
    const closed = patiently(ask);
    stop.abort();
    await expect(stopped).rejects.toThrow(StoreUnavailable);
    outage?.close();
    await expect(closed).rejects.toThrow(StoreUnavailable);
  });

  test('is refused when very much waits already', async () => {
    const { patiently, ask, state } = home();
    state.away = true;
    const works = Array.from({ length: 1_000 }, () => patiently(ask));
    await expect(patiently(ask)).rejects.toThrow(StoreUnavailable);
    state.away = false;
    expect(new Set(await Promise.all(works))).toEqual(new Set(['done']));
  });
});
