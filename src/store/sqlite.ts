import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Snowflake } from '../conversation/entry.ts';
import { type Problem, StartError } from '../errors.ts';
import { createCounts } from './sqlite/counts.ts';
import { createDoor, resultCode, type Row, text, transaction } from './sqlite/door.ts';
import { createEntries } from './sqlite/entries.ts';
import { createHistoryStore } from './sqlite/history.ts';
import { createKnowledgeStore } from './sqlite/knowledge.ts';
import { createLeases } from './sqlite/leases.ts';
import { createPeopleStore } from './sqlite/people.ts';
import { createRecords } from './sqlite/records.ts';
import { MIGRATIONS, OVERWRITTEN_SINCE } from './sqlite/schema.ts';
import { createSettings } from './sqlite/settings.ts';
import { createUsageStore } from './sqlite/usage.ts';
import { createWishStore } from './sqlite/wishes.ts';
import type { Store } from './store.ts';

/**
 * Milliseconds that a statement waits for another process, such as a backup, to let go of the file. Nothing else
 * happens meanwhile; what takes longer is tried again later (see outage.ts).
 */
const BUSY_TIMEOUT = 250;

/** https://sqlite.org/rescode.html */
const NOT_A_DATABASE = 26;

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
  const door = createDoor(db);
  const { sql, read, write } = door;
  return {
    ...createEntries(door),
    ...createRecords(door),
    ...createLeases(door),
    ...createSettings(door),
    ...createCounts(door),
    history: createHistoryStore(door),
    knowledge: createKnowledgeStore(door),
    usage: createUsageStore(door),
    people: createPeopleStore(door),
    wishes: createWishStore(door),

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

const botOf = (row: Row): Snowflake | undefined => text.optional().parse(row?.['bot']);
