import { CHANGES_KEPT } from '../history.ts';
import { readSettings } from '../rows.ts';
import type { Store } from '../store.ts';
import { type Door, readJson, text } from './door.ts';

/** The part of the store in SQLite that keeps settings. */
export function createSettings({
  sql,
  read,
  write,
}: Door): Pick<Store, 'settings' | 'scopes' | 'saveSettings'> {
  return {
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
  };
}
