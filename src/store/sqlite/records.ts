import type { Conversation, Snowflake } from '../../conversation/entry.ts';
import { readConversation } from '../rows.ts';
import type { Store } from '../store.ts';
import { type Door, readJson, type Sql, text } from './door.ts';
import { loseLease, writeUnder } from './leases.ts';
import { indexPeople, keepRecord } from './people.ts';

function readRecord(sql: Sql, id: Snowflake): Record<string, unknown> | undefined {
  const row = sql('SELECT record FROM conversations WHERE id = ?').get(id);
  return row && readJson(row['record']);
}

/** Changes the record of a conversation; makes one, used at that time, where there is none. */
export function mergeRecord(
  sql: Sql,
  id: Snowflake,
  change: Partial<Conversation>,
  active = Date.now(),
): void {
  const record = JSON.stringify({ ...readRecord(sql, id), ...change });
  sql(`INSERT INTO conversations (id, record, active) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET record = excluded.record`).run(id, record, active);
  if (change.startedBy) indexPeople(sql, id, [change.startedBy]);
}

/** The part of the store in SQLite that keeps what is known of conversations as a whole. */
export function createRecords(door: Door): Pick<Store, 'conversation' | 'update' | 'forget' | 'active'> {
  const { sql, read, write } = door;
  return {
    conversation: (id) =>
      read(() => {
        const record = readRecord(sql, id);
        return record && readConversation(record);
      }),

    update: (id, change, lease) => writeUnder(door, lease, id, () => mergeRecord(sql, id, change)),

    forget: (conversation, also) =>
      write(() => {
        const gone = sql('DELETE FROM entries WHERE conversation = ?').run(conversation);
        if (also) mergeRecord(sql, conversation, also);
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
  };
}
