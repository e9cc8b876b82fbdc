import { beforeAll, describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/conversation/entry.ts';
import type { FileLimits, Read, SentFile } from '../../../src/conversation/files/files.ts';
import { readFiles } from '../../../src/conversation/files/read-files.ts';
import type { Turn } from '../../../src/conversation/turn.ts';
import { LeaseLost, Undelivered } from '../../../src/errors.ts';
import { say } from '../../../src/language/language.ts';
import { createLog } from '../../../src/log.ts';
import type { Store } from '../../../src/store/store.ts';
import { ENVIRONMENT } from '../../settings/environment.ts';
import { message, newId, reply } from '../../store/entries.ts';
import { sqliteStore } from '../../store/homes.ts';
import { turnOn } from '../turns.ts';

const settings = {
  ...ENVIRONMENT,
  model: 'gpt-5.4-mini',
  contextTokens: 4_000,
  filesPerMessage: 3,
  fileMegabytes: 2,
};

describe('the files of a turn', () => {
  let store: Store;
  beforeAll(async () => {
    const opened = await sqliteStore();
    store = opened.store;
    return opened.close;
  });

  let id: string;
  const never = new AbortController().signal;

  /** Says these messages, and begins a turn that answers the last. */
  async function begin(...entries: Entry[]): Promise<Turn> {
    id = newId();
    for (const entry of entries) await store.append(id, entry);
    return turnOn(entries, { settings });
  }

  const withFiles = (...names: string[]) => {
    const attachments = names.map((name) => ({ id: newId(), name, type: 'text/plain', size: 1 }));
    return message(newId(), { attachments });
  };

  const common = () => ({
    store,
    tokensOf: () => () => 10,
    log: createLog('silent'),
    now: () => 0,
    spending: { by: () => () => Promise.reject(new Error('nothing is to be paid')) },
  });

  /** Reads what Discord still has. Every file costs all that it may. */
  async function read(turn: Turn, gone: readonly string[] = []) {
    const asked: { messages: readonly string[] }[] = [];
    const limits: FileLimits[] = [];
    const doing: string[] = [];
    const parts = {
      ...common(),
      shown: {
        files: (_: string, messages: readonly string[]) => {
          asked.push({ messages });
          const files = turn.entries.flatMap(({ attachments }) => attachments);
          const there = files.filter(({ name }) => !gone.includes(name));
          return Promise.resolve(
            there.map((file): SentFile => ({ ...file, id: file.id!, url: 'https://…' })),
          );
        },
      },
      files: {
        read: (sent: readonly SentFile[], given: FileLimits) => {
          limits.push(given);
          const tokens = Math.floor(given.tokens / sent.length);
          const found = sent.map(({ name }): Read => ({
            kind: 'text',
            text: name,
            shortened: false,
            tokens,
          }));
          return Promise.resolve(found);
        },
      },
    };
    const lease = (await store.lease(id, 'one', 60_000))!;
    const tell = { doing: (what: Parameters<typeof say>[1]) => void doing.push(say('en', what)) };
    const done = await readFiles(parts, id, turn, tell, lease, never);
    return { done, asked, limits, doing };
  }

  const foundIn = ({ attachments }: Entry) =>
    attachments.map(({ found }) => (found?.kind === 'unreadable' ? say('en', found.why) : found?.kind));

  test('are read and kept, with what they cost', async () => {
    const turn = await begin(message(newId()), withFiles('a.txt', 'b.txt'));
    const { done, limits, doing, asked } = await read(turn);
    expect(doing).toEqual(['reading 2 files']);
    expect(asked).toEqual([{ messages: [turn.question.id] }]);
    expect(limits).toMatchObject([{ tokens: 2_000, files: 3, fileBytes: 2 * 1024 * 1024 }]);
    expect(done.entries[0]).toEqual(turn.entries[0]);
    expect(done.question).toBe(done.entries[1]);
    expect(done.read).toEqual([turn.question.id]);
    expect(await store.find(id, turn.question.id)).toEqual(done.question);
    expect(done.question.tokens).toBeGreaterThan(2_000);
    const copies = await store.copies(id, done.entries);
    expect([...copies.values()].map((one) => Buffer.from(one).toString())).toEqual(['a.txt', 'b.txt']);

    const again = await read({ ...turn, entries: done.entries, question: done.question });
    expect([again.done.read, again.asked, again.doing]).toEqual([undefined, [], []]);
  });

  test('share the room, the newest first; what one leaves is for the others', async () => {
    const turn = await begin(withFiles('a.txt'), withFiles('b.txt'), withFiles('c.txt'));
    const { limits } = await read(turn);
    expect(limits.map(({ tokens }) => tokens)).toEqual([666, 657, 637]);
  });

  test('are not read of very many older messages', async () => {
    const turn = await begin(...Array.from({ length: 12 }, (_, at) => withFiles(`${at}.txt`)));
    const { done, limits } = await read(turn);
    expect(limits.filter(({ tokens }) => tokens > 0)).toHaveLength(10);
    const tooOld = 'It came long before I was asked; send it again.';
    expect(done.entries.map((entry) => foundIn(entry)).slice(0, 3)).toEqual([[tooOld], [tooOld], ['text']]);
  });

  test('may be gone', async () => {
    const turn = await begin(withFiles('a.txt', 'b.txt'));
    const { done } = await read(turn, ['a.txt']);
    expect(foundIn(done.question)).toEqual([
      'Its link has expired or it was deleted; upload it again.',
      'text',
    ]);
  });

  test('are looked for where they stand', async () => {
    const replied = {
      id: newId(),
      name: 'old.txt',
      type: '',
      size: 1,
      from: { message: newId(), author: '7' },
    };
    const own = withFiles('new.txt');
    const turn = await begin({ ...own, attachments: [...own.attachments, replied] });
    const { asked } = await read(turn);
    expect(asked).toEqual([{ messages: [turn.question.id, replied.from.message] }]);
  });

  test('are only those of people, of which it is known how to find them', async () => {
    const old = message(newId(), { attachments: [{ name: 'old.txt', type: '', size: 1 }] });
    const ours = reply([newId()], old.id, { attachments: withFiles('code.ts').attachments });
    const turn = await begin(old, ours, message(newId()));
    expect((await read(turn)).asked).toEqual([]);
  });

  test('cost what the present model makes of them', async () => {
    const picture = {
      kind: 'picture',
      mediaType: 'image/jpeg',
      width: 512,
      height: 512,
      tokens: 100,
    } as const;
    const shown = message(newId(), {
      tokens: 120,
      attachments: [{ id: newId(), name: 'a.jpg', type: 'image/jpeg', size: 1, found: picture }],
    });
    const turn = await begin(shown, message(newId()));
    const { done } = await read({ ...turn, settings: { ...settings, model: 'gpt-4o' } });
    expect(done.entries[0]).toMatchObject({ tokens: 20 + 255, attachments: [{ found: { tokens: 255 } }] });
  });

  test('are left for another attempt where Discord can’t be asked, or somebody else has taken over', async () => {
    const turn = await begin(withFiles('a.txt'));
    const lease = (await store.lease(id, 'one', 60_000))!;
    const parts = {
      ...common(),
      shown: { files: (): Promise<SentFile[]> => Promise.reject(new Undelivered('away')) },
      files: { read: (): Promise<Read[]> => Promise.resolve([]) },
    };
    const attempt = () => readFiles(parts, id, turn, { doing: () => {} }, lease, never);
    await expect(attempt()).rejects.toThrow(Undelivered);
    await store.release(id, lease);
    await store.lease(id, 'two', 60_000);
    parts.shown.files = () => Promise.resolve([]);
    await expect(attempt()).rejects.toThrow(LeaseLost);
    expect(await store.find(id, turn.question.id)).toEqual(turn.question);
  });
});
