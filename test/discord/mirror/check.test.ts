import { once } from 'node:events';
import { Events } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Discord, startDiscord } from '../../../playground/discord/start.ts';
import { createInOrder } from '../../../src/conversation/in-order.ts';
import { readTurn } from '../../../src/conversation/turn.ts';
import { createCheck } from '../../../src/discord/mirror/check.ts';
import { createClient, login } from '../../../src/discord/client.ts';
import { StoreUnavailable, Undelivered } from '../../../src/errors.ts';
import { createLog } from '../../../src/log.ts';
import { createSettings } from '../../../src/settings/settings.ts';
import type { Store } from '../../../src/store/store.ts';
import { ENVIRONMENT } from '../../settings/environment.ts';
import { message, reply } from '../../store/entries.ts';
import { sqliteStore } from '../../store/homes.ts';

// What can happen while memory is compared with Discord: a real client, a real store, and a moment to step in.

const log = createLog('silent');

let discord: Discord;
let store: Store;
let close: () => Promise<void>;

beforeEach(async () => {
  discord = await startDiscord();
  const opened = await sqliteStore();
  store = opened.store;
  return opened.close;
});

afterEach(async () => {
  await close();
  await discord.close();
});

/** A check that goes to the store through these methods. */
async function createChecks(through: Partial<Store> = {}) {
  const { client: unready } = createClient({ apiUrl: discord.apiUrl }, log);
  const client = await login(unready, discord.token);
  close = () => client.destroy();
  const stepped = { ...store, ...through };
  const settings = createSettings(stepped, ENVIRONMENT, ['m']);
  const tokensOf = () => (text: string) => text.length;
  const inOrder = createInOrder();
  const check = createCheck(client, {
    store: stepped,
    settings,
    tokensOf,
    inOrder,
    directMessages: true,
    worthAnswering: 900_000,
    log,
    now: Date.now,
  });
  return { client, check, settings, inOrder };
}

test('a conversation of which only a part was read back is not answered once more', async () => {
  let appends = 0;
  const { client, check, settings } = await createChecks({
    append: (...entry) =>
      ++appends === 2 ? Promise.reject(new StoreUnavailable(new Error('away'))) : store.append(...entry),
  });
  const ada = discord.person('Ada');
  const { id: dm } = ada.openDm();
  ada.say(dm, 'My fish is Bob.');
  await client.users.send(ada.user.id, 'Hello Bob.');
  ada.say(dm, 'My snail is Sue.');
  await client.users.send(ada.user.id, 'Hello Sue.');
  const lease = (await store.lease(dm, 'me', 60_000))!;
  const read = () => readTurn({ store, settings, mayAnswer: async () => true }, dm);
  await expect(check.whenChecked(dm, lease, read)).rejects.toThrow(StoreUnavailable);
  expect(await check.whenChecked(dm, lease, read)).toBeUndefined();
});

test('what another process stores meanwhile stays', async () => {
  let moment: (() => Promise<unknown>) | undefined;
  const { check } = await createChecks({
    newest: async (...which) => {
      await moment?.();
      moment = undefined;
      return store.newest(...which);
    },
  });
  const ada = discord.person('Ada');
  const { id: dm } = ada.openDm();
  const say = async (text: string) => {
    const { id } = ada.say(dm, text);
    await store.append(dm, message(id, { text }));
    return id;
  };
  const first = await say('First.');
  let second = '';
  moment = async () => (second = await say('Second.'));
  const lease = (await store.lease(dm, 'me', 60_000))!;
  const entries = await check.whenChecked(dm, lease, () => store.newest(dm));
  expect(entries.map(({ id }) => id)).toEqual([first, second]);
});

test('what was heard is stored before it is read, also where another process has stored what came after it', async () => {
  let moment: (() => Promise<unknown>) | undefined;
  const { check, inOrder } = await createChecks({
    conversation: async (id) => {
      await moment?.();
      moment = undefined;
      return store.conversation(id);
    },
  });
  const dm = discord.person('Ada').openDm().id;
  await store.append(dm, message('1'));
  check.skip(dm);
  moment = async () => {
    void inOrder([dm], () => store.append(dm, message('2')));
    await store.append(dm, message('3'));
  };
  const lease = (await store.lease(dm, 'me', 60_000))!;
  const entries = await check.whenChecked(dm, lease, () => store.newest(dm));
  expect(entries.map(({ id }) => id)).toEqual(['1', '2', '3']);
});

test('what was missed while it is read is found before it is answered', { timeout: 30_000 }, async () => {
  const { client, check } = await createChecks();
  const ada = discord.person('Ada');
  const { id: dm } = ada.openDm();
  await store.append(dm, message(ada.say(dm, 'First.').id));
  let reads = 0;
  const lease = (await store.lease(dm, 'me', 60_000))!;
  const entries = await check.whenChecked(dm, lease, async () => {
    if (++reads === 1) {
      ada.say(dm, 'Second.'); // this test hears nothing
      discord.gateway.invalidate();
      await once(client, Events.ShardReady);
    }
    return store.newest(dm);
  });
  expect(entries.at(-1)?.text).toBe('Second.');
  expect(reads).toBe(2);
});

test('nothing is read while the gateway is away', { timeout: 30_000 }, async () => {
  const { client, check } = await createChecks();
  const dm = discord.person('Ada').openDm().id;
  await store.append(dm, message('1'));
  check.skip(dm);
  const lease = (await store.lease(dm, 'me', 60_000))!;
  const read = () => check.whenChecked(dm, lease, () => store.newest(dm));
  const isBack = once(client, Events.ShardReady);
  discord.gateway.invalidate();
  await once(client, Events.ShardReconnecting);
  await expect(read()).rejects.toThrow(Undelivered);
  await isBack;
  expect(await read()).toHaveLength(1);
});

test('an answer that was written anew, of which the store knows only what stood there before, is read again', async () => {
  const { client, check } = await createChecks();
  const ada = discord.person('Ada');
  const { id: dm } = ada.openDm();
  const question = ada.say(dm, 'Who is Bob?').id;
  const { id: answer } = await client.users.send(ada.user.id, 'A **fish**.');
  await store.append(dm, message(question, { text: 'Who is Bob?' }));
  await store.append(dm, reply([answer], question, { text: 'A snail.' }), { answeredThrough: question });
  const lease = (await store.lease(dm, 'me', 60_000))!;
  const entries = await check.whenChecked(dm, lease, () => store.newest(dm));
  expect(entries.map(({ text }) => text)).toEqual(['Who is Bob?', 'A **fish**.']);
});
