import { afterEach, beforeEach, expect, test } from 'vitest';
import { rememberReply } from '../../src/conversation/remember.ts';
import { readTurn, type Turn } from '../../src/conversation/turn.ts';
import { createSettings } from '../../src/settings/settings.ts';
import { DEFAULTS } from '../../src/settings/schema.ts';
import type { Store } from '../../src/store/store.ts';
import { message, reply } from '../store/entries.ts';
import { type Home, sqliteHome } from '../store/homes.ts';

const ID = '1';
const ENVIRONMENT = {
  ...DEFAULTS,
  prompt: '',
  model: 'm',
  contextTokens: 4_000,
  maxOutputTokens: 100,
  tools: [],
};

let home: Home;
let store: Store;
beforeEach(async () => {
  home = await sqliteHome();
  store = await home.open();
});
afterEach(async () => {
  await store.close();
  await home.close();
});

test('that a reply went on and that its turn is over is written in one step', async () => {
  await store.append(ID, message('1'));
  await store.append(ID, reply(['2'], '1', { text: 'One' }));
  const open = { attempt: '3', question: '1', messages: [], earlier: [], continues: '2', said: null };
  await store.update(ID, { open, answeredThrough: '1' });
  const settings = createSettings(store, ENVIRONMENT, ['m']);
  const turn = (await readTurn({ store, settings, mayAnswer: async () => true }, ID)) as Turn;
  const update: Store['update'] = () => Promise.reject(new Error('a second step'));
  const parts = {
    store: { ...store, update },
    tokensOf: () => () => 1,
    me: () => ({ id: '9', name: 'Bobbin' }),
    now: () => 0,
  };
  const lease = (await store.lease(ID, 'me', 60_000))!;
  const finished = { text: 'two.', notes: [], floor: null };
  await rememberReply(parts, ID, turn, finished, [{ id: '4', text: 'two.' }], lease);
  expect((await store.newest(ID)).map(({ text }) => text)).toEqual(['text 1', 'One two.']);
  expect(await store.conversation(ID)).toMatchObject({ open: null });
});
