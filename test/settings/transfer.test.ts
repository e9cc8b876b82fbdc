import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createExamples } from '../../src/settings/examples.ts';
import { exportAll, importAll, planImport, readFile } from '../../src/settings/transfer.ts';
import type { Store } from '../../src/store/store.ts';
import { newId } from '../store/entries.ts';
import { sqliteStore } from '../store/homes.ts';

let store: Store;
let guild: string;
beforeAll(async () => {
  const opened = await sqliteStore();
  store = opened.store;
  return opened.close;
});
beforeEach(() => {
  guild = newId();
});

const empty = { bobbin: 1, server: {}, channels: [], examples: [] };
const by = { person: '7', time: 1 };
const read = (file: object) => readFile(JSON.stringify({ ...empty, ...file }), ['a']);
const all = () => exportAll(store, guild, (id) => `name of ${id}`);
const asIs = { channelOf: ({ id }: { id: string }) => id, isThere: () => true };

describe('export', () => {
  test('of a server that chose nothing is empty', async () => {
    expect(await all()).toEqual(empty);
  });

  test('has what the server and its channels chose, and the examples', async () => {
    await store.saveSettings(guild, guild, { prompt: 'p', cooldown: 5 }, 0);
    await store.saveSettings(guild, '5', { answerTo: 'never' }, 0);
    await createExamples(store).add(guild, { id: 'e', question: 'q', answer: 'a' }, '7');
    expect(await all()).toEqual({
      ...empty,
      server: { prompt: 'p', cooldown: 5 },
      channels: [{ id: '5', name: 'name of 5', settings: { answerTo: 'never' } }],
      examples: [{ question: 'q', answer: 'a' }],
    });
  });

  test('leaves out what does not count: what is not valid, what was taken back, what only a server can choose', async () => {
    await store.saveSettings(guild, guild, { contextTokens: 1, model: 'a' }, 0);
    await store.saveSettings(guild, '5', { cooldown: 5 }, 0);
    await store.saveSettings(guild, '6', {}, 0);
    expect(await all()).toEqual({ ...empty, server: { model: 'a' } });
  });
});

describe('a file', () => {
  test('that was exported can be read', async () => {
    await store.saveSettings(guild, guild, { prompt: 'p\n☃' }, 0);
    const file = await all();
    expect(readFile(JSON.stringify(file), ['a'])).toEqual(file);
  });

  test.each([
    ['no JSON', 'I can’t read this file', '{'],
    ['something else', 'Please give me one from `/settings export`', '{"mcpServers": {}}'],
    ['a newer one', '`bobbin`: ', JSON.stringify({ ...empty, bobbin: 2 })],
    ['an unknown setting', '`server`: ', JSON.stringify({ ...empty, server: { nonsense: 1 } })],
    [
      'what is no id',
      'This is not as I write it',
      JSON.stringify({ ...empty, server: { blockedRoles: ['x'] } }),
    ],
    ['a bound', '`server.contextTokens`: ', JSON.stringify({ ...empty, server: { contextTokens: 1 } })],
    ['a model', '`server.model`: b (a)', JSON.stringify({ ...empty, server: { model: 'b' } })],
    [
      'a channel',
      '`channels.0.id`: ',
      JSON.stringify({ ...empty, channels: [{ id: 'x', name: '', settings: {} }] }),
    ],
    [
      'too long an example',
      '`examples.0.question`: ',
      JSON.stringify({ ...empty, examples: [{ question: 'q'.repeat(501), answer: 'a' }] }),
    ],
  ])('with %s is refused: %s', (_, told, json) => {
    expect(() => readFile(json, ['a'])).toThrow(told);
  });

  test('that is wrong is so in the language of who reads it', () => {
    const server = { contextTokens: 1, budgetPerDay: 'lots' };
    const channels = [{ id: '5', name: 'c', settings: { cooldown: 5 } }];
    const json = JSON.stringify({ ...empty, server, channels });
    const refused = () => readFile(json, ['a'], 'de');
    expect(refused).toThrow('`server.contextTokens`: Zu klein');
    expect(refused).toThrow('`server.budgetPerDay`: Diesen Betrag kann ich nicht lesen');
    expect(refused).toThrow('`channels.0.settings.cooldown`: Das gilt für den ganzen Server');
  });

  test('with many problems names ten', () => {
    const examples = Array.from({ length: 15 }, () => ({ question: '', answer: 'a' }));
    expect(() => read({ examples })).toThrow(/^15 things[^]*examples\.9\.question(?![^]*examples\.10)/);
  });
});

describe('import', () => {
  test('changes only what is different', async () => {
    await store.saveSettings(guild, guild, { model: 'a' }, 0);
    const file = read({
      server: { model: 'a' },
      channels: [{ id: '5', name: 'five', settings: { replyIn: 'inline' } }],
    });
    const { changes } = await planImport(store, guild, file, asIs);
    expect(changes).toEqual([{ scope: '5', before: {}, after: { replyIn: 'inline' } }]);
  });

  test('names the channels that there are not', async () => {
    const channels = [
      { id: '5', name: 'five', settings: { model: 'a' } },
      { id: '6', name: 'six', settings: { model: 'a' } },
    ];
    const plan = await planImport(store, guild, read({ channels }), {
      ...asIs,
      channelOf: ({ name }) => (name === 'six' ? '66' : undefined),
    });
    expect(plan.leftOut).toEqual({ channels: ['five'], ids: 0 });
    expect(plan.changes.map(({ scope }) => scope)).toEqual(['66']);
  });

  test('leaves out channels and roles of another server; a list that is empty then is not chosen', async () => {
    const server = {
      allowedChannels: ['1', '2'],
      blockedChannels: [],
      allowedRoles: ['3'],
      blockedPeople: ['4'],
      managerRole: '5',
      roleBudgetsPerDay: { 1: '$1', 6: '$2' },
      roleBudgetsPerMonth: { 6: '$2' },
    };
    const isThere = (id: string) => id === '1';
    const plan = await planImport(store, guild, read({ server }), { ...asIs, isThere });
    expect(plan.leftOut).toEqual({ channels: [], ids: 5 });
    expect(plan.changes[0]?.after).toEqual({
      allowedChannels: ['1'],
      blockedChannels: [],
      blockedPeople: ['4'],
      roleBudgetsPerDay: { 1: '$1.00' },
    });
  });

  test('keeps the examples that are there, adds others, and removes those that the file has not', async () => {
    const examples = createExamples(store);
    for (const id of ['1', '2']) await examples.add(guild, { id, question: `q${id}`, answer: 'a' }, '7');
    const file = read({
      examples: [
        { question: 'q2', answer: 'a' },
        { question: 'q3', answer: 'a' },
      ],
    });
    const { changes } = await planImport(store, guild, file, asIs);
    await importAll(store, guild, changes, by);
    const now = await examples.of(guild);
    expect(now.map(({ question }) => question)).toEqual(['q2', 'q3']);
    expect(now[0]?.id).toBe('2');
    expect((await planImport(store, guild, file, asIs)).changes).toEqual([]);
  });

  test('is a change of each scope, by whoever did it', async () => {
    const file = read({ server: { model: 'a' }, examples: [{ question: 'q', answer: 'a' }] });
    await importAll(store, guild, (await planImport(store, guild, file, asIs)).changes, by);
    const changes = await store.history.of(guild);
    expect(changes.map(({ scope, person }) => [scope, person])).toEqual([
      ['examples', '7'],
      [guild, '7'],
    ]);
  });
});
