import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { readUsageRow } from '../rows.ts';
import { type Amount, dayAfter, type Limit, monthOf, USAGE_DAYS, type UsageStore } from '../usage.ts';

interface Door {
  sql: (text: string) => StatementSync;
  read: <T>(work: () => T) => Promise<T>;
  write: <T>(work: () => T) => Promise<T>;
}

/** Milliseconds for which it is known that a call was counted: longer than anybody tries that again. */
const SETTLED_KEPT = 900_000;

/** Days that sums are kept: those of the last month are not asked for any more. */
const SPENT_DAYS = 40;

/** The rows of a payer as a whole. */
const EVERYBODY = '';

/** The part of the store in SQLite that counts usage. */
export function createUsageStore({ sql, read, write }: Door): UsageStore {
  function spentBy(payer: string, period: string, account: string): Amount {
    const row = sql('SELECT tokens, nanos FROM spent WHERE payer = ? AND period = ? AND account = ?');
    return amount.parse(row.get(payer, period, account) ?? { tokens: 0, nanos: 0 });
  }

  function reservedFor(payer: string, period: string, account: string, but: string): Amount {
    const row =
      sql(`SELECT coalesce(sum(tokens), 0) AS tokens, coalesce(sum(nanos), 0) AS nanos FROM reservations
                     WHERE payer = ? AND id <> ? AND until > ? AND day LIKE ? || '%'
                       AND EXISTS (SELECT 1 FROM json_each(accounts) WHERE value = ?)`);
    return amount.parse(row.get(payer, but, Date.now(), period, account));
  }

  function add(payer: string, period: string, account: string, { tokens, nanos }: Amount): void {
    sql(`INSERT INTO spent (payer, period, account, tokens, nanos) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET tokens = tokens + excluded.tokens, nanos = nanos + excluded.nanos`).run(
      payer,
      period,
      account,
      tokens,
      nanos,
    );
  }

  return {
    reserve: (call, wanted, limits, ms) =>
      write(() => {
        const inTheWay = limits.filter(({ account, period, unit, most }) => {
          const [spent, reserved] = [spentBy, reservedFor].map((of) =>
            of(call.payer, periodOf(call.day, period), account, call.id),
          );
          return (spent?.[unit] ?? 0) + (reserved?.[unit] ?? 0) + wanted[unit] > most;
        });
        sql('DELETE FROM reservations WHERE until <= ?').run(Date.now());
        if (inTheWay.length === 0)
          sql(`INSERT OR REPLACE INTO reservations (payer, id, until, day, accounts, tokens, nanos)
               VALUES (?, ?, ?, ?, ?, ?, ?)`).run(
            call.payer,
            call.id,
            Date.now() + ms,
            call.day,
            JSON.stringify(call.accounts),
            wanted.tokens,
            wanted.nanos,
          );
        return inTheWay;
      }),

    renew: ({ payer, id }, ms) =>
      write(() => {
        const row = sql(
          `UPDATE reservations SET until = ? WHERE payer = ? AND id = ? AND until > ? AND accounts <> '[]'`,
        );
        return row.run(Date.now() + ms, payer, id, Date.now()).changes === 1;
      }),

    release: ({ payer, id }) =>
      write(() => {
        sql(`DELETE FROM reservations WHERE payer = ? AND id = ? AND accounts <> '[]'`).run(payer, id);
      }),

    settle: ({ payer, id, person, day, accounts }, { model, input, cached, output, reasoning, nanos }) =>
      write(() => {
        const known = sql(`SELECT 1 FROM reservations WHERE payer = ? AND id = ? AND accounts = '[]'`);
        if (known.get(payer, id) !== undefined) return false;
        sql(`INSERT OR REPLACE INTO reservations (payer, id, until, day, accounts, tokens, nanos)
             VALUES (?, ?, ?, ?, '[]', 0, 0)`).run(payer, id, Date.now() + SETTLED_KEPT, day);
        const cost = { tokens: input + output, nanos: nanos ?? 0 };
        for (const account of accounts)
          for (const period of [day, monthOf(day)]) add(payer, period, account, cost);
        sql('DELETE FROM reservations WHERE until <= ?').run(Date.now());
        const row =
          sql(`INSERT INTO usage (payer, person, day, model, calls, input, cached, output, reasoning, nanos, unpriced)
             VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET calls = calls + 1, input = input + excluded.input,
               cached = cached + excluded.cached, output = output + excluded.output,
               reasoning = reasoning + excluded.reasoning, nanos = nanos + excluded.nanos,
               unpriced = unpriced + excluded.unpriced`);
        for (const one of [EVERYBODY, person])
          row.run(
            payer,
            one,
            day,
            model,
            input,
            cached,
            output,
            reasoning,
            nanos ?? 0,
            nanos === undefined ? 1 : 0,
          );
        sql('DELETE FROM usage WHERE day < ?').run(dayAfter(day, -USAGE_DAYS));
        sql('DELETE FROM spent WHERE payer = ? AND period < ?').run(payer, dayAfter(day, -SPENT_DAYS));
        return true;
      }),

    spent: (payer, day, of) =>
      read(() => of.map(({ account, period }) => spentBy(payer, periodOf(day, period), account))),

    rows: (payer, person, from, to) =>
      read(() => {
        const found =
          sql(`SELECT day, model, calls, input, cached, output, reasoning, nanos, unpriced FROM usage
                           WHERE payer = ? AND person = ? AND day BETWEEN ? AND ? ORDER BY day, model`);
        return found.all(payer, person ?? EVERYBODY, from, to).map(readUsageRow);
      }),

    payers: () =>
      read(() => {
        // From one to the next: there are many rows of each.
        const found = sql(`WITH RECURSIVE payers (payer) AS (
            SELECT min(payer) FROM usage
            UNION ALL SELECT (SELECT min(payer) FROM usage WHERE payer > payers.payer) FROM payers WHERE payer IS NOT NULL
          ) SELECT payer FROM payers WHERE payer IS NOT NULL`).all();
        return found.map(({ payer }) => z.string().parse(payer));
      }),

    forgetPerson: (payer, person) =>
      write(() => {
        sql('DELETE FROM spent WHERE payer = ? AND account = ?').run(payer, `person:${person}`);
        sql(`DELETE FROM reservations
             WHERE payer = ? AND EXISTS (SELECT 1 FROM json_each(accounts) WHERE value = ?)`).run(
          payer,
          `person:${person}`,
        );
        return Number(sql('DELETE FROM usage WHERE payer = ? AND person = ?').run(payer, person).changes);
      }),

    forget: (payer) =>
      write(() => {
        for (const table of ['usage', 'spent', 'reservations'])
          sql(`DELETE FROM ${table} WHERE payer = ?`).run(payer);
      }),
  };
}

const periodOf = (day: string, period: Limit['period']) => (period === 'day' ? day : monthOf(day));

const amount = z.object({ tokens: z.int(), nanos: z.int() });
