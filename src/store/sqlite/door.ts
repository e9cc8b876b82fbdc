import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { StoreUnavailable } from '../../errors.ts';
import { parseJson } from '../rows.ts';

/** Prepares a statement, once. */
export type Sql = (text: string) => StatementSync;

/** How all parts of the store in SQLite get to it. */
export interface Door {
  sql: Sql;
  /** Does what only reads; rejects with a StoreUnavailable where the file can't be used now. */
  read: <T>(work: () => T) => Promise<T>;
  /** The same in a transaction. */
  write: <T>(work: () => T) => Promise<T>;
}

export type Row = ReturnType<StatementSync['get']>;

/** BUSY, READONLY, IOERR, FULL, CANTOPEN: the machine's fault, not the code's. https://sqlite.org/rescode.html */
const UNAVAILABLE = new Set([5, 8, 10, 13, 14]);

export function createDoor(db: DatabaseSync): Door {
  const statements = new Map<string, StatementSync>();

  function sql(text: string): StatementSync {
    const statement = statements.get(text) ?? db.prepare(text);
    statements.set(text, statement);
    return statement;
  }

  return { sql, read, write: (work) => read(() => transaction(db, work)) };
}

async function read<T>(work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    throw isUnavailable(error) ? new StoreUnavailable(error) : error;
  }
}

export function transaction<T>(db: DatabaseSync, work: () => T): T {
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
export function resultCode(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error)) return 0;
  // The low byte; the rest says more exactly what it was.
  return Number(error.errcode) & 0xff;
}

export const text = z.string();
export const bytes = z.instanceof(Uint8Array);

const object = z.record(z.string(), z.unknown());

/** What a column has as JSON. */
export const readJson = (column: unknown): Record<string, unknown> =>
  object.parse(parseJson(text.parse(column)));
