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
    forgetting = createForgetting({ store, lanes: IDLE, log: createLog('silent'), now: () => NOW });
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
});

/** No turn runs. */
const IDLE = { cancel: () => {}, settled: async () => {}, wake: () => {} };
