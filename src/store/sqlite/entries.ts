import { type Entry, pad, positionOf, type Snowflake } from '../../conversation/entry.ts';
import { idsOf } from '../copies.ts';
import { messagesOf, readEntry } from '../rows.ts';
import type { Store, Window } from '../store.ts';
import { peopleIn } from '../whose.ts';
import { dropCopies, findCopies, putCopies } from './copies.ts';
import { type Door, readJson, type Row, type Sql, text } from './door.ts';
import { writeUnder } from './leases.ts';
import { indexPeople } from './people.ts';
import { mergeRecord } from './records.ts';

/** Sorts behind every position: those are digits and dots. */
const BEHIND_ALL = ':';

/** The part of the store in SQLite that keeps entries, and copies of their attachments. */
export function createEntries(
  door: Door,
): Pick<Store, 'append' | 'newest' | 'find' | 'change' | 'putCopies' | 'copies' | 'remove'> {
  const { sql, read, write } = door;
  return {
    append: (conversation, entry, also = {}, lease) =>
      writeUnder(door, lease, conversation, () => {
        if (messagesOf(entry).some((message) => find(sql, conversation, message) !== undefined)) return false;
        mergeRecord(sql, conversation, also, entry.time);
        indexPeople(sql, conversation, peopleIn(entry));
        sql('UPDATE conversations SET active = max(active, ?) WHERE id = ?').run(entry.time, conversation);
        const row = sql('INSERT INTO entries (conversation, position, entry) VALUES (?, ?, ?)');
        row.run(conversation, positionOf(entry), JSON.stringify(entry));
        index(sql, conversation, entry);
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
        const position = find(sql, conversation, message);
        return position === undefined ? undefined : entryAt(sql, conversation, position);
      }),

    change: (conversation, message, change, also, lease) =>
      writeUnder(door, lease, conversation, () => {
        const position = find(sql, conversation, message);
        if (position === undefined) return false;
        const entry = { ...entryAt(sql, conversation, position), ...change };
        sql('UPDATE entries SET position = ?, entry = ? WHERE conversation = ? AND position = ?').run(
          positionOf(entry),
          JSON.stringify(entry),
          conversation,
          position,
        );
        indexPeople(sql, conversation, peopleIn(change));
        if (change.reply) reindex(sql, conversation, entry);
        if (change.attachments) dropCopies(sql, conversation, entry.id, change.attachments);
        if (also) mergeRecord(sql, conversation, also);
        return true;
      }),

    putCopies: (conversation, message, { attachments, tokens, copies }, lease) =>
      writeUnder(door, lease, conversation, () => {
        const position = find(sql, conversation, message);
        if (position === undefined) return false;
        const before = entryAt(sql, conversation, position);
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
        const position = find(sql, conversation, message);
        if (position === undefined) return false;
        sql('DELETE FROM entries WHERE conversation = ? AND position = ?').run(conversation, position);
        return true;
      }),
  };
}

/** Where the entry stands that has this message. */
function find(sql: Sql, conversation: Snowflake, message: Snowflake): string | undefined {
  const row = sql('SELECT position FROM messages WHERE conversation = ? AND message = ?');
  return text.optional().parse(row.get(conversation, message)?.['position']);
}

/** A message belongs to the first entry that has it. */
function index(sql: Sql, conversation: Snowflake, entry: Entry): void {
  const row = sql('INSERT OR IGNORE INTO messages (conversation, message, position) VALUES (?, ?, ?)');
  for (const message of messagesOf(entry)) row.run(conversation, message, positionOf(entry));
}

function reindex(sql: Sql, conversation: Snowflake, entry: Entry): void {
  const rows = sql('DELETE FROM messages WHERE conversation = ? AND position = ?');
  rows.run(conversation, positionOf(entry));
  index(sql, conversation, entry);
}

function entryAt(sql: Sql, conversation: Snowflake, position: string): Entry {
  return toEntry(
    sql('SELECT entry FROM entries WHERE conversation = ? AND position = ?').get(conversation, position),
  );
}

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

const toEntry = (row: Row): Entry => readEntry(readJson(row?.['entry']));
