import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Entry, firstIdAt } from '../../../src/conversation/entry.ts';
import { createForgetting, type Forgetting } from '../../../src/conversation/privacy/forget.ts';
import { createLog } from '../../../src/log.ts';
import type { Store } from '../../../src/store/store.ts';
import { message, reply } from '../../store/entries.ts';
import { type Home, redisHome, sqliteHome } from '../../store/homes.ts';

const HOMES: [string, () => Promise<Home>][] = [
  ['SQLite', sqliteHome],
  ['Redis', redisHome],
];

/** When everything here happens, and an id of then and there. */
const NOW = 1_790_000_000_000;
let made = 0n;
const idAt = (time: number) => String(BigInt(firstIdAt(time)) + ++made);

describe.each(HOMES)('forgetting on %s', (_, openHome) => {
  let home: Home;
  let store: Store;
  let forgetting: Forgetting;
  beforeAll(async () => {
    home = await openHome();
    store = await home.open();
    forgetting = createForgetting({ store, ...IDLE, log: createLog('silent'), now: () => NOW });
  });
  afterAll(async () => {
    await store.close();
    await home.close();
  });

  const by = (person: string, time: number, change: Partial<Entry> = {}) =>
    message(idAt(time), { author: { id: person, name: 'Somebody' }, time, ...change });

  const textsIn = async (conversation: string) => (await store.newest(conversation)).map(({ text }) => text);

  test('leaves the direct messages of somebody else in which the id stands', async () => {
    const [ada, ben] = [idAt(0), idAt(0)];
    const [adas, bens] = [idAt(0), idAt(0)];
    await store.append(adas, by(ada, NOW, { text: 'mine' }), { guild: null, parent: null });
    const asked = by(ben, NOW, { text: 'who is that?' });
    await store.append(bens, asked, { guild: null, parent: null });
    await store.append(bens, reply([idAt(NOW)], asked.id, { text: `That is <@${ada}>.`, time: NOW }));
    const receipt = await forgetting.person(ada, null, NOW);
    expect(receipt).toMatchObject({ conversations: 1, messages: 1, mentions: 1 });
    expect(await store.conversation(adas)).toBeUndefined();
    expect(await store.conversation(bens)).toBeDefined();
    expect(await textsIn(bens)).toEqual(['who is that?', 'That is @somebody.']);
  });

  test('leaves what is said meanwhile, and the next time finds it', async () => {
    const ada = idAt(0);
    const [old, fresh] = [idAt(0), idAt(NOW + 1)];
    await store.append(old, by(ada, NOW, { text: 'old' }), { guild: '5', parent: null, startedBy: ada });
    const people = {
      ...store.people,
      async conversationsOf(person: string) {
        const found = await store.people.conversationsOf(person);
        await store.append(old, by(ada, NOW + 2, { text: 'new' }));
        await store.append(fresh, by(ada, NOW + 1, { text: 'new' }), { guild: '5', parent: null });
        return found;
      },
    };
    const busy = { ...store, people };
    const meanwhile = createForgetting({
      store: busy,
      ...IDLE,
      log: createLog('silent'),
      now: () => NOW,
    });
    expect(await meanwhile.person(ada, null, NOW)).toMatchObject({ conversations: 1, messages: 1 });
    expect([await textsIn(old), await textsIn(fresh)]).toEqual([['new'], ['new']]);
    expect(await forgetting.person(ada, null, NOW + 9)).toMatchObject({ conversations: 2, messages: 2 });
    expect(await store.people.conversationsOf(ada)).toEqual([]);
  });

  test('that was interrupted does not forget what was said since', async () => {
    const ada = idAt(0);
    const conversation = idAt(0);
    await store.append(conversation, by(ada, NOW - 5, { text: 'old' }), { guild: null, parent: null });
    await store.append(conversation, by(ada, NOW - 1, { text: 'new' }));
    await store.wishes.addPending({ person: ada, guild: null, due: NOW - 3 });
    await forgetting.resume();
    expect(await textsIn(conversation)).toEqual(['new']);
    expect(await store.wishes.pending()).toEqual([]);
  });

  test('goes on elsewhere where it fails in one conversation, and says so', async () => {
    const ada = idAt(0);
    const [unreadable, other] = [idAt(0), idAt(0)];
    for (const conversation of [unreadable, other])
      await store.append(conversation, by(ada, NOW - 9, { text: 'old' }), { guild: '5', parent: null });
    const broken = {
      ...store,
      people: { ...store.people, conversationsOf: async () => [unreadable, other] },
      conversation: async (id: string) => {
        if (id === unreadable) throw new Error('nobody can read this');
        return store.conversation(id);
      },
    };
    const failing = createForgetting({
      store: broken,
      ...IDLE,
      log: createLog('silent'),
      now: () => NOW,
    });
    await expect(failing.person(ada, null, NOW)).rejects.toThrow('not forgotten everywhere');
    expect([await textsIn(unreadable), await textsIn(other)]).toEqual([['old'], []]);
    expect(await store.wishes.pending()).toEqual([{ person: ada, guild: null, due: NOW }]);
    await forgetting.resume();
    expect([await textsIn(unreadable), await store.wishes.pending()]).toEqual([[], []]);
  });

  test('goes on with the others where it fails with one', async () => {
    const [ada, ben, conversation] = [idAt(0), idAt(0), idAt(0)];
    await store.append(conversation, by(ben, NOW - 9, { text: 'old' }), { guild: null, parent: null });
    for (const [at, person] of [ada, ben].entries())
      await store.wishes.addPending({ person, guild: null, due: NOW - 2 + at });
    const broken = {
      ...store,
      people: {
        ...store.people,
        conversationsOf: async (person: string) => {
          if (person === ada) throw new Error('nobody can read this');
          return store.people.conversationsOf(person);
        },
      },
    };
    const log = createLog('silent');
    await createForgetting({ store: broken, ...IDLE, log, now: () => NOW }).resume();
    expect(await textsIn(conversation)).toEqual([]);
    expect((await store.wishes.pending()).map(({ person }) => person)).toEqual([ada]);
    await store.wishes.removePending({ person: ada, guild: null });
  });
});

/** No turn runs, and nobody looks for a title. */
const IDLE = {
  lanes: { cancel: () => {}, settled: async () => {}, wake: () => {} },
  titles: { cancel: () => {} },
};
