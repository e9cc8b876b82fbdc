import { type Change, CHANGES_KEPT, type HistoryStore } from '../history.ts';
import { readChange } from '../rows.ts';
import { type Door, readJson, type Row, text } from './door.ts';

/** The part of the store in SQLite that keeps who changed settings. */
export function createHistoryStore({ sql, read, write }: Door): HistoryStore {
  return {
    of: (guild, count = CHANGES_KEPT) =>
      read(() => {
        const rows = sql('SELECT * FROM history WHERE guild = ? ORDER BY id DESC LIMIT ?');
        return rows.all(guild, count).map(changeIn);
      }),

    by: (person) =>
      read(() => {
        const rows = sql('SELECT * FROM history WHERE person = ? ORDER BY id DESC');
        return rows.all(person).map((row) => ({ guild: text.parse(row['guild']), ...changeIn(row) }));
      }),

    forgetPerson: (person, guild) =>
      write(() => {
        const rows = sql('UPDATE history SET person = NULL WHERE person = ?1 AND (?2 IS NULL OR guild = ?2)');
        return Number(rows.run(person, guild).changes);
      }),

    forgetServer: (guild) =>
      write(() => Number(sql('DELETE FROM history WHERE guild = ?').run(guild).changes)),
  };
}

function changeIn({ before, after, ...row }: NonNullable<Row>): Change {
  return readChange({ ...row, before: readJson(before), after: readJson(after) });
}
