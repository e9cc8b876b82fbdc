import { beforeAll, expect, test } from 'vitest';
import { exportConversation, exportPerson } from '../../../src/conversation/privacy/export.ts';
import { DIRECT } from '../../../src/store/usage.ts';
import type { Store } from '../../../src/store/store.ts';
import { message, newId, reply } from '../../store/entries.ts';
import { sqliteStore } from '../../store/homes.ts';

const FILE_BYTES = 10 * 1024 * 1024;

let store: Store;
beforeAll(async () => {
  const opened = await sqliteStore();
  store = opened.store;
  return opened.close;
});

test('a long conversation is told from its beginning, in both formats', async () => {
  const conversation = newId();
  const entries = Array.from({ length: 450 }, () => message(newId()));
  for (const entry of entries) await store.append(conversation, entry);
  const json = await exportConversation(store, conversation, 'json');
  const said = JSON.parse(json.text) as { id: string }[];
  expect(said.map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
  const markdown = await exportConversation(store, conversation, 'markdown');
  expect(markdown.text.match(/^text \d+$/gm)).toEqual(entries.map(({ text }) => text));
  for (const { messages, shortened } of [json, markdown]) expect([messages, shortened]).toEqual([450, false]);
});

test.each(['json', 'markdown'] as const)(
  'what is too large for a file keeps its newest, as %s',
  async (format) => {
    const conversation = newId();
    const text = 'ä'.repeat(100_000);
    const ids = Array.from({ length: 80 }, newId);
    for (const id of ids) await store.append(conversation, message(id, { text: `${id} ${text}` }));
    const exported = await exportConversation(store, conversation, format);
    expect(exported.shortened).toBe(true);
    expect(exported.messages).toBeGreaterThan(40);
    expect(Buffer.byteLength(exported.text)).toBeLessThan(FILE_BYTES);
    expect(exported.text).toContain(ids.at(-1));
    expect(exported.text).not.toContain(`${ids[0]!} `);
  },
);

test('a person gets what they said, and where', async () => {
  const [ada, guild, thread, dm] = [newId(), newId(), newId(), newId()];
  const author = { id: ada, name: 'Ada' };
  const [one, two] = [newId(), newId()];
  const attachments = [{ id: '9', name: 'a.png', type: 'image/png', size: 1 }];
  await store.append(thread, message(one, { author, text: 'here', attachments, time: 0 }), { guild });
  const copies = [{ attachment: '9', bytes: Buffer.from('small') }];
  await store.putCopies(thread, one, { attachments, tokens: 1, copies });
  await store.append(thread, message(newId(), { text: `hello <@${ada}>` }));
  await store.append(thread, reply([newId()], one, { text: 'an answer' }));
  await store.append(dm, message(two, { author, text: 'there', time: 1_000 }), { guild: null });
  const used = { model: 'm', input: 3, cached: 1, output: 2, reasoning: 0 };
  const by = { id: newId(), person: ada, day: '1970-01-01', accounts: [] };
  await store.usage.settle({ ...by, payer: guild }, { ...used, nanos: 1_500_000_000 });
  await store.usage.settle({ ...by, payer: DIRECT }, { ...used, nanos: undefined });
  await store.saveSettings(guild, guild, { prompt: 'A', model: 'm' }, 0, { person: ada, time: 0 });
  await store.saveSettings(guild, guild, { prompt: 'B', model: 'm' }, 1, { person: '8', time: 0 });
  await store.saveSettings(guild, guild, { prompt: 'B', tools: ['time'] }, 2, { person: ada, time: 1_000 });
  const { text, messages } = await exportPerson(store, ada, 0);
  expect(messages).toBe(2);
  const row = { day: '1970-01-01', ...used, calls: 1 };
  const change = { server: guild, scope: guild };
  expect(JSON.parse(text)).toEqual({
    person: ada,
    exported: '1970-01-01T00:00:00.000Z',
    optedOut: null,
    shortened: false,
    filesShortened: false,
    usage: [
      { server: guild, ...row, unpriced: 0, dollars: 1.5 },
      { server: null, ...row, unpriced: 1, dollars: 0 },
    ],
    changes: [
      { ...change, time: '1970-01-01T00:00:01.000Z', changed: { model: null, tools: ['time'] } },
      { ...change, time: '1970-01-01T00:00:00.000Z', changed: { prompt: 'A', model: 'm' } },
    ],
    files: [{ message: one, name: 'a.png', base64: Buffer.from('small').toString('base64') }],
    messages: expect.arrayContaining([
      {
        server: guild,
        channel: thread,
        id: one,
        time: '1970-01-01T00:00:00.000Z',
        text: 'here',
        files: ['a.png'],
      },
      { server: null, channel: dm, id: two, time: '1970-01-01T00:00:01.000Z', text: 'there', files: [] },
    ]) as unknown,
  });
});

test('of a person, no conversation is read for which there is no room', async () => {
  const ada = newId();
  const large = { author: { id: ada, name: 'Ada' }, text: 'ä'.repeat(1_000_000) };
  for (const conversation of [newId(), newId()])
    for (let at = 0; at < 6; at++) await store.append(conversation, message(newId(), large));
  const read: string[] = [];
  const newest: Store['newest'] = (id, limits) => {
    read.push(id);
    return store.newest(id, limits);
  };
  expect(await exportPerson({ ...store, newest }, ada, 0)).toMatchObject({ messages: 5, shortened: true });
  expect(read).toHaveLength(1);
});

test('files for which there is no room beside what somebody said are left out', async () => {
  const [ada, thread] = [newId(), newId()];
  const bytes = Buffer.alloc(2_000_000);
  for (let at = 0; at < 6; at++) {
    const [id, file] = [newId(), newId()];
    const attachments = [{ id: file, name: 'a.png', type: 'image/png', size: 1 }];
    await store.append(thread, message(id, { author: { id: ada, name: 'Ada' }, attachments }));
    await store.putCopies(thread, id, { attachments, tokens: 1, copies: [{ attachment: file, bytes }] });
  }
  const { text, messages, shortened } = await exportPerson(store, ada, 0);
  expect({ messages, shortened }).toEqual({ messages: 6, shortened: false });
  const { files, filesShortened } = JSON.parse(text) as { files: unknown[]; filesShortened: boolean };
  expect([files.length, filesShortened]).toEqual([3, true]);
  expect(text.length).toBeLessThan(FILE_BYTES);
});

test('who said nothing gets an empty list', async () => {
  const { text, messages } = await exportPerson(store, newId(), 0);
  expect(messages).toBe(0);
  expect(JSON.parse(text)).toMatchObject({ messages: [] });
});
