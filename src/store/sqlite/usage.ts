import { z } from 'zod';
import { readUsageRow } from '../rows.ts';
import {
  type Account,
  type Amount,
  dayAfter,
  type Limit,
  monthOf,
  nameOf,
  type Payer,
  SETTLED_KEPT,
  USAGE_DAYS,
  type UsageCall,
  type UsageStore,
} from '../usage.ts';
import type { Door } from './door.ts';
import { hashOf } from './wishes.ts';

/** The rows of a payer as a whole. */
const EVERYBODY = '';

/** The part of the store in SQLite that counts usage. */
export function createUsageStore({ sql, read, write }: Door): UsageStore {
  const hashOfPayer = (payer: Payer) => hashOf(sql, `spent:${payer}`);
  const hashOfAccount = (payer: Payer, account: Account) => hashOf(sql, nameOf(payer, account));

  function spentBy(period: string, account: string): Amount {
    const row = sql('SELECT tokens, nanos FROM spent WHERE period = ? AND account = ?');
    return amount.parse(row.get(period, account) ?? { tokens: 0, nanos: 0 });
  }

  function reservedFor(period: string, account: string, { payer, id }: UsageCall): Amount {
    const row =
      sql(`SELECT coalesce(sum(tokens), 0) AS tokens, coalesce(sum(nanos), 0) AS nanos FROM reservations
                     WHERE payer = ? AND id <> ? AND until > ? AND day LIKE ? || '%'
                       AND EXISTS (SELECT 1 FROM json_each(accounts) WHERE value = ?)`);
    return amount.parse(row.get(hashOfPayer(payer), id, Date.now(), period, account));
  }

  function add(period: string, account: string, { tokens, nanos }: Amount): void {
    sql(`INSERT INTO spent (period, account, tokens, nanos) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET tokens = tokens + excluded.tokens, nanos = nanos + excluded.nanos`).run(
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
          const which = [periodOf(call.day, period), hashOfAccount(call.payer, account)] as const;
          return spentBy(...which)[unit] + reservedFor(...which, call)[unit] + wanted[unit] > most;
        });
        sql('DELETE FROM reservations WHERE until <= ?').run(Date.now());
        if (inTheWay.length === 0)
          sql(`INSERT OR REPLACE INTO reservations (payer, id, until, day, accounts, tokens, nanos)
               VALUES (?, ?, ?, ?, ?, ?, ?)`).run(
            hashOfPayer(call.payer),
            call.id,
            Date.now() + ms,
            call.day,
            JSON.stringify(call.accounts.map((account) => hashOfAccount(call.payer, account))),
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
        return row.run(Date.now() + ms, hashOfPayer(payer), id, Date.now()).changes === 1;
      }),

    release: ({ payer, id }) =>
      write(() => {
        sql(`DELETE FROM reservations WHERE payer = ? AND id = ? AND accounts <> '[]'`).run(
          hashOfPayer(payer),
          id,
        );
      }),

    settle: ({ payer, id, person, day, accounts }, { model, input, cached, output, reasoning, nanos }) =>
      write(() => {
        const known = sql(`SELECT 1 FROM reservations WHERE payer = ? AND id = ? AND accounts = '[]'`);
        const call = [hashOfPayer(payer), id] as const;
        if (known.get(...call) !== undefined) return false;
        sql(`INSERT OR REPLACE INTO reservations (payer, id, until, day, accounts, tokens, nanos)
             VALUES (?, ?, ?, ?, '[]', 0, 0)`).run(...call, Date.now() + SETTLED_KEPT, day);
        const cost = { tokens: input + output, nanos: nanos ?? 0 };
        for (const account of accounts.map((one) => hashOfAccount(payer, one)))
          for (const period of [day, monthOf(day)]) add(period, account, cost);
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
        // Clocks may differ, and calls end later: yesterday, and its month, stay.
        sql('DELETE FROM spent WHERE period < ?1 AND period <> substr(?1, 1, 7)').run(dayAfter(day, -1));
        return true;
      }),

    spent: (payer, day, of) =>
      read(() =>
        of.map(({ account, period }) => spentBy(periodOf(day, period), hashOfAccount(payer, account))),
      ),

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
      write(() => Number(sql('DELETE FROM usage WHERE payer = ? AND person = ?').run(payer, person).changes)),

    forget: (payer) =>
      write(() => {
        sql('DELETE FROM usage WHERE payer = ?').run(payer);
      }),
  };
}

const periodOf = (day: string, period: Limit['period']) => (period === 'day' ? day : monthOf(day));

const amount = z.object({ tokens: z.int(), nanos: z.int() });
