import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { CHANGES_KEPT, type HistoryStore } from '../history.ts';
import { parseJson, readChange } from '../rows.ts';
import type { Store } from '../store.ts';

interface Door {
  sql: (text: string) => StatementSync;
  read: <T>(work: () => T) => Promise<T>;
  write: <T>(work: () => T) => Promise<T>;
}

/** The part of the store in SQLite that keeps who changed settings. */
export function createHistoryStore({ sql, read, write }: Door): HistoryStore & Pick<Store, 'saveSettings'> {
  return {
    saveSettings: (guild, scope, values, after, by) =>
      write(() => {
        const saved = sql('SELECT version, chosen FROM settings WHERE guild = ? AND scope = ?').get(
          guild,
          scope,
        );
        if (Number(saved?.['version'] ?? 0) !== after) return false;
        const chosen = JSON.stringify(values);
        sql(`INSERT INTO settings (guild, scope, version, chosen) VALUES (?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET version = excluded.version, chosen = excluded.chosen`).run(
          guild,
          scope,
          after + 1,
          chosen,
        );
        if (!by) return true;
        sql(`INSERT INTO history (guild, scope, version, person, time, before, after)
             VALUES (?, ?, ?, ?, ?, ?, ?)`).run(
          guild,
          scope,
          after + 1,
          by.person,
          by.time,
          saved?.['chosen'] ?? '{}',
          chosen,
        );
        sql(`DELETE FROM history WHERE guild = ? AND id <=
             (SELECT id FROM history WHERE guild = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`).run(
          guild,
          guild,
          CHANGES_KEPT,
        );
        return true;
      }),

    of: (guild, count = CHANGES_KEPT) =>
      read(() => {
        const rows = sql('SELECT * FROM history WHERE guild = ? ORDER BY id DESC LIMIT ?');
        return rows.all(guild, count).map(({ before, after, ...row }) => {
          const values = { before: parseJson(text.parse(before)), after: parseJson(text.parse(after)) };
          return readChange({ ...row, ...values });
        });
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

const text = z.string();
