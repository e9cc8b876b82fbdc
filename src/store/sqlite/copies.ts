import {
  type Attachment,
  type Copy,
  type Entry,
  pad,
  positionOf,
  type Snowflake,
} from '../../conversation/entry.ts';
import { checked, wantedOf } from '../copies.ts';
import { COPIES_BYTES } from '../store.ts';
import { bytes, type Sql } from './door.ts';

/** Keeps copies of an entry's attachments, and drops those of the oldest entries where all are too large. */
export function putCopies(sql: Sql, conversation: Snowflake, entry: Entry, copies: readonly Copy[]): void {
  const row = sql(`INSERT OR REPLACE INTO copies (conversation, entry, attachment, position, bytes)
                   VALUES (?, ?, ?, ?, ?)`);
  for (const { attachment, bytes } of checked(copies))
    row.run(conversation, pad(entry.id), attachment, positionOf(entry), bytes);
  sql(`DELETE FROM copies WHERE rowid IN (
         SELECT id FROM (
           SELECT rowid AS id, sum(length(bytes)) OVER (ORDER BY entry DESC, attachment DESC) AS total
           FROM copies WHERE conversation = ?
         ) WHERE total > ?)`).run(conversation, COPIES_BYTES);
}

/** Drops the copies of attachments that an entry does not have any more. */
export function dropCopies(
  sql: Sql,
  conversation: Snowflake,
  entry: Snowflake,
  left: readonly Attachment[],
): void {
  const ids = JSON.stringify(left.map(({ id }) => id ?? ''));
  sql(`DELETE FROM copies WHERE conversation = ? AND entry = ?
       AND attachment NOT IN (SELECT value FROM json_each(?))`).run(conversation, pad(entry), ids);
}

export function findCopies(
  sql: Sql,
  conversation: Snowflake,
  entries: readonly Pick<Entry, 'id' | 'attachments'>[],
): Map<Snowflake, Uint8Array> {
  const row = sql('SELECT bytes FROM copies WHERE conversation = ? AND entry = ? AND attachment = ?');
  return new Map(
    wantedOf(entries).flatMap(({ entry, id }) => {
      const found = row.get(conversation, entry, id);
      return found ? [[id, bytes.parse(found['bytes'])]] : [];
    }),
  );
}
