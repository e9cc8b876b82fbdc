import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { type Conversation, type Entry, pad, positionOf, type Snowflake } from '../conversation/entry.ts';
import { LeaseLost, type Problem, StartError, StoreUnavailable } from '../errors.ts';
import { idsOf } from './copies.ts';
import { messagesOf, parseJson, readConversation, readEntry, readSettings } from './rows.ts';
import { createHistoryStore } from './sqlite/history.ts';
import { createCounts } from './sqlite/counts.ts';
import { createKnowledgeStore } from './sqlite/knowledge.ts';
import { createUsageStore } from './sqlite/usage.ts';
import { createPeopleStore, indexPeople, keepRecord, loseLease } from './sqlite/people.ts';
import { createWishStore } from './sqlite/wishes.ts';
import { dropCopies, findCopies, putCopies } from './sqlite/copies.ts';
import { MIGRATIONS, OVERWRITTEN_SINCE } from './sqlite/schema.ts';
import { peopleIn } from './whose.ts';
import type { Lease, Store, Window } from './store.ts';

/**
 * Milliseconds that a statement waits for another process, such as a backup, to let go of the file. Nothing else
 * happens meanwhile; what takes longer is tried again later (see outage.ts).
 */
const BUSY_TIMEOUT = 250;

/** BUSY, READONLY, IOERR, FULL, CANTOPEN: the machine's fault, not the code's. https://sqlite.org/rescode.html */
const UNAVAILABLE = new Set([5, 8, 10, 13, 14]);
const NOT_A_DATABASE = 26;

/** Milliseconds after the end of a lease until its fence is forgotten: longer than anybody may believe to have it. */
const FENCE_KEPT = 86_400_000;

/** Sorts behind every position: those are digits and dots. */
const BEHIND_ALL = ':';

/** Opens the store that is one file, `bobbin.db` in `dataDir`, for one process. Throws a StartError where it can't. */
export async function openSqliteStore(dataDir: string): Promise<Store> {
  const path = join(dataDir, 'bobbin.db');
  let db: DatabaseSync | undefined;
  try {
    makeFile(dataDir, path);
    db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
    // What is deleted is overwritten: free pages would keep it.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON');
    if (migrate(db, path)) db.exec('VACUUM');
    return createStore(db);
  } catch (error) {
    db?.close();
    throw error instanceof StartError ? error : new StartError([whyNot(path, error)], { cause: error });
  }
}

/** Nobody but its owner may read it. SQLite gives -wal and -shm the mode of the file that they belong to. */
function makeFile(dataDir: string, path: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600);
}

/** True: what an older Bobbin deleted in it is still in its free pages. */
function migrate(db: DatabaseSync, path: string): boolean {
  return transaction(db, () => {
    const done = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (done > MIGRATIONS.length)
      throw new StartError([
        {
          what: `${path} was written by a newer Bobbin.`,
          todo: 'Start that version again, or set DATA_DIR to another folder.',
        },
      ]);
    for (const migration of MIGRATIONS.slice(done)) db.exec(migration);
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    return done > 0 && done < OVERWRITTEN_SINCE;
  });
}

function whyNot(path: string, error: unknown): Problem {
  if (resultCode(error) === NOT_A_DATABASE)
    return {
      what: `${path} is not a database.`,
      todo: 'Move it away, or set DATA_DIR to another folder.',
    };
  const reason = error instanceof Error ? error.message : String(error);
  return {
    what: `${path} can’t be opened (${reason}).`,
    todo: 'Let the user that runs Bobbin write there, or set DATA_DIR to another folder.',
  };
}

function createStore(db: DatabaseSync): Store {
  const statements = new Map<string, StatementSync>();

  /** Prepared once. */
  function sql(text: string): StatementSync {
    const statement = statements.get(text) ?? db.prepare(text);
    statements.set(text, statement);
    return statement;
  }

  const write = <T>(work: () => T): Promise<T> => read(() => transaction(db, work));

  function find(conversation: Snowflake, message: Snowflake): string | undefined {
    const row = sql('SELECT position FROM messages WHERE conversation = ? AND message = ?');
    return text.optional().parse(row.get(conversation, message)?.['position']);
  }

  /** A message belongs to the first entry that has it. */
  function index(conversation: Snowflake, entry: Entry): void {
    const row = sql('INSERT OR IGNORE INTO messages (conversation, message, position) VALUES (?, ?, ?)');
    for (const message of messagesOf(entry)) row.run(conversation, message, positionOf(entry));
  }

  function reindex(conversation: Snowflake, entry: Entry): void {
    const rows = sql('DELETE FROM messages WHERE conversation = ? AND position = ?');
    rows.run(conversation, positionOf(entry));
    index(conversation, entry);
  }

  function readRecord(id: Snowflake): Record<string, unknown> | undefined {
    const row = sql('SELECT record FROM conversations WHERE id = ?').get(id);
    return row && readJson(row['record']);
  }

  function mergeRecord(id: Snowflake, change: Partial<Conversation>, active = Date.now()): void {
    const record = JSON.stringify({ ...readRecord(id), ...change });
    sql(`INSERT INTO conversations (id, record, active) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET record = excluded.record`).run(id, record, active);
    if (change.startedBy) indexPeople(sql, id, [change.startedBy]);
  }

  function entryAt(conversation: Snowflake, position: string): Entry {
    return toEntry(
      sql('SELECT entry FROM entries WHERE conversation = ? AND position = ?').get(conversation, position),
    );
  }

  function isHeld(conversation: Snowflake, { owner, fence }: Lease): boolean {
    const row = sql('SELECT 1 FROM leases WHERE conversation = ? AND owner = ? AND fence = ?');
    return row.get(conversation, owner, fence) !== undefined;
  }

  const writeUnder = <T>(lease: Lease | undefined, conversation: Snowflake, work: () => T): Promise<T> =>
    write(() => {
      if (lease && !isHeld(conversation, lease)) throw new LeaseLost('lost to another process');
      return work();
    });

  const { saveSettings, ...history } = createHistoryStore({ sql, read, write });

  return {
    append: (conversation, entry, also = {}, lease) =>
      writeUnder(lease, conversation, () => {
        if (messagesOf(entry).some((message) => find(conversation, message) !== undefined)) return false;
        mergeRecord(conversation, also, entry.time);
        indexPeople(sql, conversation, peopleIn(entry));
        sql('UPDATE conversations SET active = max(active, ?) WHERE id = ?').run(entry.time, conversation);
        const row = sql('INSERT INTO entries (conversation, position, entry) VALUES (?, ?, ?)');
        row.run(conversation, positionOf(entry), JSON.stringify(entry));
        index(conversation, entry);
        return true;
      }),

    newest: (conversation, window = {}) =>
      read(() => {
        const rows = sql(`SELECT entry FROM entries WHERE conversation = ? AND position >= ? AND position < ?
                          ORDER BY position DESC`);
        const { floor, before = BEHIND_ALL } = window;
        return takeWindow(rows.iterate(conversation, pad(floor ?? ''), before), window).toReversed();
      }),

    find: (conversation, message) =>
      read(() => {
        const position = find(conversation, message);
        return position === undefined ? undefined : entryAt(conversation, position);
      }),

    change: (conversation, message, change, also, lease) =>
      writeUnder(lease, conversation, () => {
        const position = find(conversation, message);
        if (position === undefined) return false;
        const entry = { ...entryAt(conversation, position), ...change };
        sql('UPDATE entries SET position = ?, entry = ? WHERE conversation = ? AND position = ?').run(
          positionOf(entry),
          JSON.stringify(entry),
          conversation,
          position,
        );
        indexPeople(sql, conversation, peopleIn(change));
        if (change.reply) reindex(conversation, entry);
        if (change.attachments) dropCopies(sql, conversation, entry.id, change.attachments);
        if (also) mergeRecord(conversation, also);
        return true;
      }),

    putCopies: (conversation, message, { attachments, tokens, copies }, lease) =>
      writeUnder(lease, conversation, () => {
        const position = find(conversation, message);
        if (position === undefined) return false;
        const before = entryAt(conversation, position);
        if (idsOf(before.attachments) !== idsOf(attachments)) return false;
        const entry = JSON.stringify({ ...before, attachments, tokens });
        const row = sql('UPDATE entries SET entry = ? WHERE conversation = ? AND position = ?');
        row.run(entry, conversation, position);
        putCopies(sql, conversation, before, copies);
        return true;
      }),

    copies: (conversation, entries) => read(() => findCopies(sql, conversation, entries)),

    remove: (conversation, message) =>
      write(() => {
        const position = find(conversation, message);
        if (position === undefined) return false;
        sql('DELETE FROM entries WHERE conversation = ? AND position = ?').run(conversation, position);
        return true;
      }),

    conversation: (id) =>
      read(() => {
        const record = readRecord(id);
        return record && readConversation(record);
      }),

    update: (id, change, lease) => writeUnder(lease, id, () => mergeRecord(id, change)),

    forget: (conversation, also) =>
      write(() => {
        const gone = sql('DELETE FROM entries WHERE conversation = ?').run(conversation);
        if (also) mergeRecord(conversation, also);
        if (also) keepRecord(sql, conversation);
        else sql('DELETE FROM conversations WHERE id = ?').run(conversation);
        loseLease(sql, conversation);
        return Number(gone.changes);
      }),

    active: (since, count) =>
      read(() => {
        const rows = sql('SELECT id FROM conversations WHERE active >= ? ORDER BY active DESC LIMIT ?');
        return rows.all(since, count).map(({ id }) => text.parse(id));
      }),

    lease: (conversation, owner, ms) =>
      write(() => {
        const row = sql(`INSERT INTO leases (conversation, owner, fence, until) VALUES (?, ?, 1, ?)
                         ON CONFLICT DO UPDATE SET owner = excluded.owner, fence = fence + 1, until = excluded.until
                         WHERE until <= ? RETURNING fence`);
        const now = Date.now();
        sql('DELETE FROM leases WHERE until < ?').run(now - FENCE_KEPT);
        const taken = row.get(conversation, owner, now + ms, now);
        return taken && { owner, fence: Number(taken['fence']) };
      }),

    renew: (conversation, { owner, fence }, ms) =>
      write(() => {
        const row = sql('UPDATE leases SET until = ? WHERE conversation = ? AND owner = ? AND fence = ?');
        return row.run(Date.now() + ms, conversation, owner, fence).changes === 1;
      }),

    release: (conversation, { owner, fence }) =>
      write(() => {
        sql(`UPDATE leases SET owner = '', until = ?
             WHERE conversation = ? AND owner = ? AND fence = ?`).run(Date.now(), conversation, owner, fence);
      }),

    settings: (guild, scopes) =>
      read(() =>
        scopes.map((scope) => {
          const row = sql('SELECT version, chosen FROM settings WHERE guild = ? AND scope = ?').get(
            guild,
            scope,
          );
          return row && readSettings({ version: row['version'], values: readJson(row['chosen']) });
        }),
      ),

    scopes: (guild) =>
      read(() => {
        const rows = sql('SELECT scope FROM settings WHERE guild = ?').all(guild);
        return rows.map(({ scope }) => text.parse(scope));
      }),

    saveSettings,

    history,

    ...createCounts({ sql, write }),
    knowledge: createKnowledgeStore({ sql, read, write }),
    usage: createUsageStore({ sql, read, write }),
    people: createPeopleStore({ sql, read, write }),
    wishes: createWishStore({ sql, read, write }),

    bot: () => read(() => botOf(sql('SELECT bot FROM owner').get())),

    claim: (bot) =>
      write(() => {
        sql('INSERT OR IGNORE INTO owner (id, bot) VALUES (1, ?)').run(bot);
        return botOf(sql('SELECT bot FROM owner').get()) ?? bot;
      }),

    check: () =>
      write(() => {
        sql('INSERT OR REPLACE INTO checks (id, time) VALUES (1, ?)').run(Date.now());
        sql('SELECT time FROM checks').get();
      }),

    async close() {
      if (db.isOpen) db.close();
    },
  };
}

type Row = ReturnType<StatementSync['get']>;

/** The newest of these rows, which come newest first and one by one: older ones are never fetched. */
function takeWindow(rows: Iterable<Row>, { count = Infinity, tokens = Infinity }: Window): Entry[] {
  const taken: Entry[] = [];
  let sum = 0;
  for (const row of rows) {
    const entry = toEntry(row);
    taken.push(entry);
    sum += entry.tokens;
    if (taken.length >= count || sum > tokens) break;
  }
  return taken;
}

const text = z.string();
const botOf = (row: Row): Snowflake | undefined => text.optional().parse(row?.['bot']);
const object = z.record(z.string(), z.unknown());

const readJson = (column: unknown): Record<string, unknown> => object.parse(parseJson(text.parse(column)));

const toEntry = (row: Row): Entry => readEntry(readJson(row?.['entry']));

async function read<T>(work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    throw isUnavailable(error) ? new StoreUnavailable(error) : error;
  }
}

function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // Some errors, such as a full disk, have rolled it back already.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function isUnavailable(error: unknown): boolean {
  const closed = error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
  return closed || UNAVAILABLE.has(resultCode(error));
}

/** The primary result code; 0 where SQLite is not at fault. */
function resultCode(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error)) return 0;
  // The low byte; the rest says more exactly what it was.
  return Number(error.errcode) & 0xff;
}
