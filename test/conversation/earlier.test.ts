import { beforeAll, expect, test } from 'vitest';
import { NEW_CONVERSATION } from '../../src/conversation/entry.ts';
import { createReadEarlier } from '../../src/conversation/earlier.ts';
import type { Store } from '../../src/store/store.ts';
import { message, newId, reply } from '../store/entries.ts';
import { sqliteStore } from '../store/homes.ts';

let store: Store;
beforeAll(async () => {
  const opened = await sqliteStore();
  store = opened.store;
  return opened.close;
});

/** Nine messages of ten tokens each; the model is sent those from 7 on. */
async function begin() {
  const conversation = newId();
  for (let id = 1; id <= 9; id++) await store.append(conversation, message(String(id)));
  await store.append(conversation, reply(['20'], '3', { text: 'an ANSWER', tokens: 10 }));
  const read = createReadEarlier(store, conversation, '7', NEW_CONVERSATION);
  const ids = async (...search: Parameters<typeof read>) => {
    const { messages, next } = await read(...search);
    return { said: messages.map((text) => text.replace(/^⟦Ada 77⟧ text /, '')), next };
  };
  return { conversation, read, ids };
}

test('reads what stands before the floor, the newest, oldest first', async () => {
  const { ids } = await begin();
  expect((await ids({ words: '' }, 1_000)).said).toEqual(['1', '2', '3', 'You: an ANSWER', '4', '5', '6']);
});

test('goes on where it stopped, to the beginning', async () => {
  const { ids } = await begin();
  const pages: string[][] = [];
  let before: string | undefined;
  do {
    const { said, next } = await ids({ words: '', ...(before && { before }) }, 25);
    pages.push(said);
    before = next;
  } while (before !== undefined);
  expect(pages).toEqual([['5', '6'], ['You: an ANSWER', '4'], ['2', '3'], ['1']]);
});

test('reads one message, however long', async () => {
  const { ids } = await begin();
  expect((await ids({ words: '' }, 1)).said).toEqual(['6']);
});

test('finds words, wherever and however written', async () => {
  const { ids } = await begin();
  expect(await ids({ words: 'answer  AN' }, 1_000)).toEqual({ said: ['You: an ANSWER'], next: undefined });
  expect(await ids({ words: 'nowhere' }, 1_000)).toEqual({ said: [], next: undefined });
  expect((await ids({ words: 'text' }, 25)).said).toEqual(['5', '6']);
});

test('looks through a part of a long conversation, and says where to go on', async () => {
  const conversation = newId();
  await store.append(conversation, message('1', { text: 'a needle' }));
  for (let id = 2; id <= 1_100; id++) await store.append(conversation, message(String(id)));
  const read = createReadEarlier(store, conversation, '1100', NEW_CONVERSATION);
  const first = await read({ words: 'needle' }, 100);
  expect(first.messages).toEqual([]);
  expect((await read({ words: 'needle', before: first.next! }, 100)).messages).toEqual(['⟦Ada 77⟧ a needle']);
});

test('reads nothing that was refused', async () => {
  const { conversation } = await begin();
  const read = createReadEarlier(store, conversation, '4', { refused: ['2'] });
  expect((await read({ words: '' }, 1_000)).messages).toEqual([
    '⟦Ada 77⟧ text 1',
    '⟦Ada 77⟧ text 3',
    'You: an ANSWER',
  ]);
});

test('reads nothing of other conversations', async () => {
  const { read } = await begin();
  await begin();
  expect((await read({ words: '' }, 100_000)).messages).toHaveLength(7);
});
