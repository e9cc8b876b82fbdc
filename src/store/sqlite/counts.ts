import type { Store } from '../store.ts';
import type { Door } from './door.ts';
import { hashOf } from './wishes.ts';

/** The part of the store in SQLite that counts what there may be so much of in a day, or once in a while. */
export function createCounts({ sql, write }: Door): Pick<Store, 'countPicture' | 'uncountPicture' | 'mark'> {
  return {
    countPicture: (owner, day, most) =>
      write(() => {
        sql('DELETE FROM pictures WHERE day < ?').run(day);
        const row = sql(`INSERT INTO pictures (owner, day, count) VALUES (?, ?, 1)
                         ON CONFLICT DO UPDATE SET count = count + 1 WHERE count < ?`);
        return row.run(hashOf(sql, `pictures:${owner}`), day, most).changes === 1;
      }),

    uncountPicture: (owner, day) =>
      write(() => {
        const row = sql('UPDATE pictures SET count = count - 1 WHERE owner = ? AND day = ? AND count > 0');
        row.run(hashOf(sql, `pictures:${owner}`), day);
      }),

    mark: (guild, name, ms) =>
      write(() => {
        const now = Date.now();
        sql('DELETE FROM marks WHERE until <= ?').run(now);
        const key = [guild, hashOf(sql, name)];
        const set = sql('SELECT until FROM marks WHERE guild = ? AND name = ?').get(...key);
        if (set) return Number(set['until']) - now;
        sql('INSERT INTO marks (guild, name, until) VALUES (?, ?, ?)').run(...key, now + ms);
        return 0;
      }),
  };
}
