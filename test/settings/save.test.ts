import { beforeAll, expect, test } from 'vitest';
import { optIn, optOut } from '../../src/conversation/privacy/wishes.ts';
import { createSettings } from '../../src/settings/settings.ts';
import type { Store } from '../../src/store/store.ts';
import { newId } from '../store/entries.ts';
import { sqliteStore } from '../store/homes.ts';
import { ENVIRONMENT } from './environment.ts';

let store: Store;
beforeAll(async () => {
  const opened = await sqliteStore();
  store = opened.store;
  return opened.close;
});

test('of whoever opted out nobody knows what they changed', async () => {
  const settings = createSettings(store, ENVIRONMENT, ['m']);
  const guild = newId();
  const whose = async () => (await store.history.of(guild)).map(({ person }) => person);
  await optOut(store, '7', 1);
  await settings.choose(guild, guild, { prompt: 'A' }, '7');
  await settings.replace(guild, guild, {}, '8');
  expect(await whose()).toEqual(['8', null]);
  await optIn(store, '7', 2);
  await settings.choose(guild, guild, { prompt: 'B' }, '7');
  expect(await whose()).toEqual(['7', '8', null]);
});
