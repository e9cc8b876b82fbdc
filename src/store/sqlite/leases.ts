import type { Snowflake } from '../../conversation/entry.ts';
import { LeaseLost } from '../../errors.ts';
import type { Lease, Store } from '../store.ts';
import type { Door, Sql } from './door.ts';

/** Milliseconds after the end of a lease until its fence is forgotten: longer than anybody may believe to have it. */
const FENCE_KEPT = 86_400_000;

/** Writes to a conversation; under a lease it rejects with a LeaseLost where that is lost. */
export function writeUnder<T>(
  { sql, write }: Door,
  lease: Lease | undefined,
  conversation: Snowflake,
  work: () => T,
): Promise<T> {
  return write(() => {
    if (lease && !isHeld(sql, conversation, lease)) throw new LeaseLost('lost to another process');
    return work();
  });
}

function isHeld(sql: Sql, conversation: Snowflake, { owner, fence }: Lease): boolean {
  const row = sql('SELECT 1 FROM leases WHERE conversation = ? AND owner = ? AND fence = ?');
  return row.get(conversation, owner, fence) !== undefined;
}

/** Whoever answers in a conversation must not write to it any more. */
export function loseLease(sql: Sql, conversation: Snowflake): void {
  const row = sql("UPDATE leases SET owner = '', fence = fence + 1, until = ? WHERE conversation = ?");
  row.run(Date.now(), conversation);
}

/** The part of the store in SQLite that says who answers. */
export function createLeases({ sql, write }: Door): Pick<Store, 'lease' | 'renew' | 'release'> {
  return {
    lease: (conversation, owner, ms) =>
      write(() => {
        const row = sql(`INSERT INTO leases (conversation, owner, fence, until) VALUES (?, ?, 1, ?)
                         ON CONFLICT DO UPDATE SET owner = excluded.owner, fence = fence + 1, until = excluded.until
                         WHERE until <= ? RETURNING fence`);
        const now = Date.now();
        sql('DELETE FROM leases WHERE until < ?').run(now - FENCE_KEPT);
        const taken = row.get(conversation, owner, now + ms, now);
        return taken && { owner, fence: Number(taken['fence']) };
      }),

    renew: (conversation, { owner, fence }, ms) =>
      write(() => {
        const row = sql('UPDATE leases SET until = ? WHERE conversation = ? AND owner = ? AND fence = ?');
        return row.run(Date.now() + ms, conversation, owner, fence).changes === 1;
      }),

    release: (conversation, { owner, fence }) =>
      write(() => {
        sql(`UPDATE leases SET owner = '', until = ?
             WHERE conversation = ? AND owner = ? AND fence = ?`).run(Date.now(), conversation, owner, fence);
      }),
  };
}
