import { z } from 'zod';
import type { WishStore } from '../people.ts';
import { keyed } from '../whose.ts';
import { type Door, type Sql, text } from './door.ts';

/** What is kept of a name that has an id in it. */
export function hashOf(sql: Sql, name: string): string {
  return keyed(text.parse(sql('SELECT key FROM secret').get()?.['key']), name);
}

/** The part of the store in SQLite that outlasts forgetting. */
export function createWishStore({ sql, read, write }: Door): WishStore {
  return {
    times: (names) =>
      read(() => {
        const row = sql('SELECT time FROM wishes WHERE name = ?');
        return names.map((name) => times.parse(row.get(hashOf(sql, name)))?.time);
      }),

    note: (name, time) =>
      write(() => {
        sql(`INSERT INTO wishes (name, time) VALUES (?, ?)
             ON CONFLICT DO UPDATE SET time = max(time, excluded.time)`).run(hashOf(sql, name), time);
      }),

    unnote: (name) =>
      write(() => {
        sql('DELETE FROM wishes WHERE name = ?').run(hashOf(sql, name));
      }),

    addPending: ({ person, guild, due }) =>
      write(() => {
        sql(`INSERT INTO pending (person, guild, due) VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE SET due = min(due, excluded.due)`).run(person ?? '', guild ?? '', due);
      }),

    pending: () =>
      read(() =>
        pendings
          .parse(sql('SELECT person, guild, due FROM pending ORDER BY due').all())
          .map(({ person, guild, due }) => ({ person: person || null, guild: guild || null, due })),
      ),

    removePending: ({ person, guild }) =>
      write(() => {
        sql('DELETE FROM pending WHERE person = ? AND guild = ?').run(person ?? '', guild ?? '');
      }),
  };
}

const times = z.object({ time: z.number() }).optional();
const pendings = z.array(z.object({ person: z.string(), guild: z.string(), due: z.number() }));
