import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NEW_CONVERSATION } from '../../src/conversation/entry.ts';
import { StartError, StoreUnavailable } from '../../src/errors.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { MIGRATIONS } from '../../src/store/sqlite/schema.ts';
import type { Store } from '../../src/store/store.ts';
import { message } from './entries.ts';

let folder: string;
let dataDir: string;
let path: string;
const opened: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bobbin-sqlite-'));
  dataDir = join(folder, 'data');
  path = join(dataDir, 'bobbin.db');
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<Store> {
  const store = await openSqliteStore(dataDir);
  opened.push(store);
  return store;
}

/** Does something to the file behind Bobbin's back. */
function tamper<T>(work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** The sentence with which opening fails. */
async function refusal(): Promise<string> {
  const error: unknown = await open().catch((error: unknown) => error);
  if (!(error instanceof StartError)) throw new Error('it opened, or failed otherwise', { cause: error });
  return error.message;
}

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe('files', () => {
  test('are for their owner only', async () => {
    const store = await open();
    await store.append('1', message('1'));
    expect(readdirSync(dataDir).toSorted()).toEqual(['bobbin.db', 'bobbin.db-shm', 'bobbin.db-wal']);
    for (const file of readdirSync(dataDir)) expect([file, mode(join(dataDir, file))]).toEqual([file, '600']);
    expect(mode(dataDir)).toBe('700');
  });

  test('that others could read are closed to them', async () => {
    mkdirSync(dataDir);
    writeFileSync(path, '');
    chmodSync(path, 0o644);
    const store = await open();
    await store.append('1', message('1'));
    for (const file of readdirSync(dataDir)) expect([file, mode(join(dataDir, file))]).toEqual([file, '600']);
  });

  test('leave nothing but the database when the store is closed', async () => {
    const store = await open();
    await store.append('1', message('1'));
    await store.close();
    expect(readdirSync(dataDir)).toEqual(['bobbin.db']);
  });
});

describe('opening', () => {
  test('says what to do where the folder can’t be made', async () => {
    writeFileSync(dataDir, 'a file');
    expect(await refusal()).toMatch(/bobbin\.db can’t be opened \(.+\)\. .*DATA_DIR/);
  });

  test('says what to do where the file can’t be opened', async () => {
    mkdirSync(path, { recursive: true });
    expect(await refusal()).toMatch(/bobbin\.db can’t be opened \(.+\)\. .*DATA_DIR/);
  });

  test('says what to do where the file is not a database, and leaves it alone', async () => {
    mkdirSync(dataDir);
    writeFileSync(path, 'Dear diary, '.repeat(500));
    expect(await refusal()).toMatch(/bobbin\.db is not a database\. .*DATA_DIR/);
    expect(statSync(path).size).toBe(6_000);
  });

  test('refuses what a newer Bobbin wrote, and leaves it alone', async () => {
    await (await open()).close();
    tamper((db) => db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`));
    expect(await refusal()).toMatch(/bobbin\.db was written by a newer Bobbin\. .*DATA_DIR/);
    const found = tamper((db) => db.prepare('PRAGMA user_version').get()?.['user_version']);
    expect(found).toBe(MIGRATIONS.length + 1);
  });

  test('brings an older database up to date, step by step', async () => {
    for (const [done] of MIGRATIONS.entries()) {
      rmSync(dataDir, { recursive: true, force: true });
      mkdirSync(dataDir);
      tamper((db) => {
        for (const migration of MIGRATIONS.slice(0, done)) db.exec(migration);
        db.exec(`PRAGMA user_version = ${done}`);
      });
      const store = await open();
      expect(await store.append('1', message('1'))).toBe(true);
      await store.close();
      expect(tamper((db) => db.prepare('PRAGMA user_version').get()?.['user_version'])).toBe(
        MIGRATIONS.length,
      );
    }
  });
});

test('what an older Bobbin stored can be found by the people in it', async () => {
  const before = MIGRATIONS.findIndex((migration) => migration.includes('CREATE TABLE people'));
  mkdirSync(dataDir);
  tamper((db) => {
    for (const migration of MIGRATIONS.slice(0, before)) db.exec(migration);
    db.exec(`PRAGMA user_version = ${before}`);
    db.exec(
      "INSERT INTO conversations (id, record) VALUES ('9', 'Rumpelstiltskin'); DELETE FROM conversations",
    );
    const record = JSON.stringify({ guild: '3', parent: '4', startedBy: '78' });
    db.prepare(`INSERT INTO conversations (id, record, active) VALUES ('5', ?, 6)`).run(record);
    const entries = [message('1', { text: 'a <@79> b <@!80> <@x> <@' }), message('2')];
    const row = db.prepare(`INSERT INTO entries (conversation, position, entry) VALUES ('5', ?, ?)`);
    for (const entry of entries) row.run(entry.id, JSON.stringify(entry));
  });
  const { people } = await open();
  for (const person of ['77', '78', '79', '80']) expect(await people.conversationsOf(person)).toEqual(['5']);
  expect(await people.idle('3', 7, 10)).toEqual(['5']);
  expect(await people.threadsOf('4')).toEqual(['5']);
  expect(await people.servers()).toEqual(['3']);
  // What was deleted before is gone from the file, too.
  expect(await people.erase()).toBe(true);
  expect(readFileSync(path, 'latin1')).not.toContain('Rumpelstiltskin');
});

test('what is deleted is in none of the files any more', async () => {
  const store = await open();
  const [ada, secret] = ['123456789012345678', 'Tr0ubador'];
  const content = { passages: [{ heading: '', text: secret }], words: [['tr0ubador']], vectors: null };
  for (let guild = 0; guild < 5; guild++)
    await store.knowledge.add(
      `${guild}`,
      { id: 'a', name: 'a', time: 1, passages: 1, model: null },
      content,
      9,
    );
  for (let id = 1; id <= 300; id++) {
    const author = { id: id % 3 === 0 ? ada : '77', name: 'A' };
    const text = id % 3 === 0 ? secret.repeat(id) : 'x'.repeat(id * 7);
    await store.append('5', message(`${id}`, { author, text }), { startedBy: ada });
  }
  const bytes = () =>
    readdirSync(dataDir)
      .map((name) => readFileSync(join(dataDir, name), 'latin1'))
      .join('');
  expect(bytes()).toContain(secret);
  await store.people.forgetInRecord('5', ada, Date.now());
  for (let from: string | undefined = ''; from !== undefined;)
    from = (await store.people.forgetIn('5', ada, Date.now(), from)).next;
  for (let guild = 0; guild < 5; guild++) while (await store.people.forgetServer(`${guild}`));
  expect(await store.people.erase()).toBe(true);
  expect(bytes()).not.toContain(secret);
  expect(bytes()).not.toContain(ada);
  expect(bytes()).not.toContain('tr0ubador');
});

test('whose a mark is can’t be found out by trying ids', async () => {
  const store = await open();
  await store.mark('1', 'asked:180000000000000001', 60_000);
  const [mark] = tamper((db) => db.prepare('SELECT name FROM marks').all());
  const guesses = ['base64url', 'hex'] as const;
  for (const guess of guesses)
    expect(mark?.['name']).not.toBe(createHash('sha256').update('asked:180000000000000001').digest(guess));
});

test('who answered where is forgotten after a day', async () => {
  const store = await open();
  const day = 86_400_000;
  tamper((db) => {
    const row = db.prepare("INSERT INTO leases (conversation, owner, fence, until) VALUES (?, '', 7, ?)");
    row.run('old', Date.now() - day - 1_000);
    row.run('new', Date.now() - day + 60_000);
  });
  expect(await store.lease('new', 'me', 1_000)).toEqual({ owner: 'me', fence: 8 });
  const kept = tamper((db) => db.prepare('SELECT conversation FROM leases').all());
  expect(kept.map(({ conversation }) => conversation)).toEqual(['new']);
});

test('what an older Bobbin did not keep has its default', async () => {
  const store = await open();
  tamper((db) => db.exec(`INSERT INTO conversations (id, record) VALUES ('1', '{"joined":true}')`));
  expect(await store.conversation('1')).toEqual({ ...NEW_CONVERSATION, joined: true });
});

test('a change that fails half-way changes nothing', async () => {
  const store = await open();
  tamper((db) =>
    db.exec(`CREATE TRIGGER fails BEFORE INSERT ON messages WHEN new.message = '6'
             BEGIN SELECT RAISE(ABORT, 'half-way'); END`),
  );
  const entry = message('5', { reply: { messages: ['5', '6'], answers: '1' } });
  await expect(store.append('1', entry, { joined: true })).rejects.toThrow('half-way');
  expect(await store.conversation('1')).toBeUndefined();
  expect(await store.append('1', message('5'))).toBe(true);
});

test('rejects with StoreUnavailable while another process holds the file, and works again afterwards', async () => {
  const store = await open();
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  await expect(store.append('1', message('1'))).rejects.toBeInstanceOf(StoreUnavailable);
  expect(await store.newest('1')).toEqual([]);
  other.exec('ROLLBACK');
  other.close();
  expect(await store.append('1', message('1'))).toBe(true);
});

test('rejects with StoreUnavailable after it was closed', async () => {
  const store = await open();
  await store.close();
  await expect(store.newest('1')).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(store.append('1', message('1'))).rejects.toBeInstanceOf(StoreUnavailable);
});
