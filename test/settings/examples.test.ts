import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createExamples, type Examples, EXAMPLES } from '../../src/settings/examples.ts';
import type { Store } from '../../src/store/store.ts';
import { newId } from '../store/entries.ts';
import { sqliteStore } from '../store/homes.ts';

let store: Store;
let examples: Examples;
let guild: string;
beforeAll(async () => {
  const opened = await sqliteStore();
  store = opened.store;
  examples = createExamples(store);
  return opened.close;
});
beforeEach(() => {
  guild = newId();
});

const example = (id: string) => ({ id, question: `Question ${id}?`, answer: `Answer ${id}.` });

test('examples stay in the order in which they were added, each server’s apart', async () => {
  for (const id of ['2', '1', '3']) await examples.add(guild, example(id), '7');
  await examples.add(newId(), example('4'), '7');
  expect(await examples.of(guild)).toEqual([example('2'), example('1'), example('3')]);
});

test('there are none where none were added, and none in a DM', async () => {
  expect(await examples.of(guild)).toEqual([]);
  expect(await examples.of(null)).toEqual([]);
});

test('an example is removed once', async () => {
  await examples.add(guild, example('1'), '7');
  await examples.add(guild, example('2'), '7');
  expect(await examples.remove(guild, '1', '7')).toBe(true);
  expect(await examples.remove(guild, '1', '7')).toBe(false);
  expect(await examples.of(guild)).toEqual([example('2')]);
});

test('there are so many at most, however many people add them', async () => {
  for (let at = 2; at < EXAMPLES; at++) await examples.add(guild, example(`${at}`), '7');
  const added = await Promise.allSettled(['a', 'b', 'c'].map((id) => examples.add(guild, example(id), '7')));
  expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  expect(await examples.of(guild)).toHaveLength(EXAMPLES);
  await expect(examples.add(guild, example('d'), '7')).rejects.toThrow(
    'There are 20 examples already. Remove one with `/examples remove` first.',
  );
});

test('one that can’t be read is left out, the others stay', async () => {
  await store.saveSettings(guild, 'examples', { examples: [example('1'), { id: 3 }, example('2')] }, 0);
  expect(await examples.of(guild)).toEqual([example('1'), example('2')]);
});

test('what can’t be read at all counts as none', async () => {
  await store.saveSettings(guild, 'examples', { examples: 'many' }, 0);
  expect(await examples.of(guild)).toEqual([]);
});

test('the settings of a server know nothing of them', async () => {
  await examples.add(guild, example('1'), '7');
  expect(await store.settings(guild, [guild])).toEqual([undefined]);
});
