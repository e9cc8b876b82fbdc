import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import {
  type Account,
  dayAfter,
  dayOf,
  type Limit,
  monthOf,
  type Settled,
  USAGE_DAYS,
  type UsageCall,
} from '../../src/store/usage.ts';
import { newId } from './entries.ts';

/** Milliseconds that nothing here takes. */
const LONG = 60_000;

const TODAY = dayOf(Date.now());

const callOf = (payer: string, change: Partial<UsageCall> = {}): UsageCall => {
  const person = change.person ?? '1';
  return { id: newId(), payer, person, day: TODAY, accounts: ['all', `person:${person}`], ...change };
};

const usedOf = (change: Partial<Settled> = {}): Settled => ({
  model: 'm',
  input: 10,
  cached: 4,
  output: 5,
  reasoning: 2,
  nanos: 1_000,
  ...change,
});

const limitOf = (most: number, change: Partial<Limit> = {}): Limit => ({
  account: 'all',
  period: 'day',
  unit: 'tokens',
  most,
  ...change,
});

/** What every store promises about usage. */
export function keepsUsage(current: () => Store): void {
  const usage = () => current().usage;
  const reserve = (call: UsageCall, tokens: number, ...limits: Limit[]) =>
    usage().reserve(call, { tokens, nanos: tokens * 100 }, limits, LONG);
  const tokensOf = async (payer: string, account: Account = 'all', period: Limit['period'] = 'day') =>
    (await usage().spent(payer, TODAY, [{ account, period }]))[0]?.tokens;

  describe('usage', () => {
    test('is nothing where nothing was used', async () => {
      const payer = newId();
      expect(await usage().rows(payer, null, '2026-01-01', TODAY)).toEqual([]);
      expect(await usage().spent(payer, TODAY, [limitOf(1)])).toEqual([{ tokens: 0, nanos: 0 }]);
      expect(await usage().spent(payer, TODAY, [])).toEqual([]);
      expect(await usage().payers()).not.toContain(payer);
      expect(await usage().renew(callOf(payer), LONG)).toBe(false);
      await usage().release(callOf(payer));
      expect(await usage().forgetPerson(payer, '1')).toBe(0);
      await usage().forget(payer);
    });

    test('is counted by day, model and person, and for all together', async () => {
      const [payer, yesterday] = [newId(), dayAfter(TODAY, -1)];
      await usage().settle(callOf(payer), usedOf());
      await usage().settle(callOf(payer, { person: '2' }), usedOf({ input: 1, nanos: undefined }));
      await usage().settle(callOf(payer), usedOf({ model: 'a model: with spaces', cached: 0 }));
      await usage().settle(callOf(payer, { day: yesterday }), usedOf());
      const row = { day: TODAY, ...usedOf(), nanos: 1_000, calls: 1, unpriced: 0 };
      const other = { ...row, model: 'a model: with spaces', cached: 0 };
      const both = { ...row, calls: 2, input: 11, cached: 8, output: 10, reasoning: 4, unpriced: 1 };
      expect(await usage().rows(payer, null, TODAY, TODAY)).toEqual([other, both]);
      expect(await usage().rows(payer, '1', yesterday, TODAY)).toEqual([
        { ...row, day: yesterday },
        other,
        row,
      ]);
      expect(await usage().rows(payer, '3', yesterday, TODAY)).toEqual([]);
      expect(await usage().rows(newId(), null, yesterday, TODAY)).toEqual([]);
      expect(await usage().payers()).toContain(payer);
    });

    test('is read over many months', async () => {
      const payer = newId();
      const days = [0, -29, -62, -399].map((days) => dayAfter(TODAY, days));
      for (const day of days.toReversed()) await usage().settle(callOf(payer, { day }), usedOf());
      const read = async (from: string) =>
        (await usage().rows(payer, null, from, TODAY)).map(({ day }) => day);
      expect(await read(dayAfter(TODAY, -USAGE_DAYS))).toEqual(days.toReversed());
      expect(await read(dayAfter(TODAY, -29))).toEqual(days.slice(0, 2).toReversed());
    });

    test('of a call is counted once, however often that is said', async () => {
      const payer = newId();
      const call = callOf(payer);
      expect(await usage().settle(call, usedOf())).toBe(true);
      expect(await usage().settle(call, usedOf())).toBe(false);
      expect(await tokensOf(payer)).toBe(15);
      expect(await usage().renew(call, LONG)).toBe(false);
    });

    test('has sums for each account, by day and month', async () => {
      const payer = newId();
      const accounts: Account[] = ['all', 'person:1', 'role:7'];
      await usage().settle(callOf(payer, { accounts }), usedOf());
      await usage().settle(callOf(payer, { person: '2' }), usedOf({ nanos: undefined }));
      const earlier = `${monthOf(TODAY)}-${TODAY.endsWith('-01') ? '02' : '01'}`;
      await usage().settle(callOf(payer, { day: earlier }), usedOf());
      const of = (['day', 'month'] as const).flatMap((period) =>
        (['all', 'person:1', 'role:7'] as const).map((account) => ({ account, period })),
      );
      const sum = (calls: number, nanos: number) => ({ tokens: calls * 15, nanos });
      expect(await usage().spent(payer, TODAY, of)).toEqual([
        sum(2, 1_000),
        sum(1, 1_000),
        sum(1, 1_000),
        sum(3, 2_000),
        sum(2, 2_000),
        sum(1, 1_000),
      ]);
    });
  });

  describe('a reservation', () => {
    test('is made where it fits, to the last token, and says what is in the way where not', async () => {
      const payer = newId();
      const limit = limitOf(100);
      expect(await reserve(callOf(payer), 60, limit)).toEqual([]);
      expect(await reserve(callOf(payer), 41, limit)).toEqual([limit]);
      expect(await reserve(callOf(payer), 40, limit)).toEqual([]);
      expect(await reserve(callOf(payer), 1, limit)).toEqual([limit]);
      expect(await reserve(callOf(newId()), 100, limit)).toEqual([]);
    });

    test('has to fit in each limit', async () => {
      const payer = newId();
      await usage().settle(callOf(payer, { accounts: ['all', 'person:1', 'role:7'] }), usedOf());
      const limits = [
        limitOf(100),
        limitOf(24, { account: 'person:1' }),
        limitOf(25, { account: 'role:7', period: 'month' }),
        limitOf(1_999, { unit: 'nanos' }),
      ];
      expect(await reserve(callOf(payer), 10, ...limits)).toEqual([limits[1], limits[3]]);
      expect(await reserve(callOf(payer), 9, ...limits)).toEqual([]);
    });

    test('of other accounts and days does not count', async () => {
      const payer = newId();
      const mine = limitOf(10, { account: 'person:1' });
      await reserve(callOf(payer, { person: '12' }), 10);
      await reserve(callOf(payer, { day: dayAfter(TODAY, 1) }), 10);
      expect(await reserve(callOf(payer), 10, mine)).toEqual([]);
      expect(await reserve(callOf(payer), 1, mine)).toEqual([mine]);
    });

    test('counts for its month, too', async () => {
      const payer = newId();
      const earlier = `${monthOf(TODAY)}-${TODAY.endsWith('-01') ? '02' : '01'}`;
      await reserve(callOf(payer, { day: earlier }), 10);
      const limit = limitOf(15, { period: 'month' });
      expect(await reserve(callOf(payer), 6, limit)).toEqual([limit]);
      expect(await reserve(callOf(payer), 5, limit)).toEqual([]);
    });

    test('gives its place to what was used, and nothing else', async () => {
      const payer = newId();
      const call = callOf(payer);
      await reserve(call, 90);
      await usage().settle(call, usedOf());
      expect(await reserve(callOf(payer), 85, limitOf(100))).toEqual([]);
      expect(await reserve(callOf(payer), 1, limitOf(100))).toHaveLength(1);
    });

    test('is gone when it is given back, and made once more when somebody asks twice', async () => {
      const payer = newId();
      const call = callOf(payer);
      await reserve(call, 60, limitOf(100));
      expect(await reserve(call, 70, limitOf(100))).toEqual([]);
      expect(await reserve(callOf(payer), 31, limitOf(100))).toHaveLength(1);
      await usage().release(call);
      await usage().release(call);
      expect(await reserve(callOf(payer), 100, limitOf(100))).toEqual([]);
    });

    test('ends by itself; what was used is counted all the same', async () => {
      const payer = newId();
      const call = callOf(payer);
      await reserve(call, 100, limitOf(100));
      expect(await usage().renew(call, LONG)).toBe(true);
      expect(await usage().renew(call, 0)).toBe(true);
      expect(await usage().renew(call, LONG)).toBe(false);
      expect(await reserve(callOf(payer), 90, limitOf(100))).toEqual([]);
      expect(await usage().settle(call, usedOf())).toBe(true);
      expect(await tokensOf(payer)).toBe(15);
      expect(await reserve(callOf(payer), 1, limitOf(100))).toHaveLength(1);
    });

    test('of two hundred at once is made for as many as fit', async () => {
      const payer = newId();
      const made = await Promise.all(
        Array.from({ length: 200 }, () => reserve(callOf(payer), 7, limitOf(350))),
      );
      expect(made.filter((inTheWay) => inTheWay.length === 0)).toHaveLength(50);
    });

    test('is as a simple model says, whatever happens in whatever order', { timeout: 60_000 }, async () => {
      const call = fc.nat({ max: 7 });
      const step = fc.oneof(
        fc.record({ do: fc.constant('reserve' as const), call, tokens: fc.nat({ max: 60 }) }),
        fc.record({ do: fc.constant('settle' as const), call, tokens: fc.nat({ max: 60 }) }),
        fc.record({
          do: fc.constantFrom('release' as const, 'expire' as const),
          call,
          tokens: fc.constant(0),
        }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const payer = newId();
          const calls = Array.from({ length: 8 }, (_, at) => callOf(payer, { person: String(at % 2) }));
          const [reserved, settled, limit] = [new Map<number, number>(), new Set<number>(), limitOf(100)];
          let spent = 0;
          for (const { do: what, call: at, tokens } of steps) {
            const one = calls[at]!;
            if (what === 'reserve' && !settled.has(at)) {
              const others = [...reserved]
                .filter(([other]) => other !== at)
                .reduce((sum, [, more]) => sum + more, 0);
              const fits = spent + others + tokens <= limit.most;
              if (fits) reserved.set(at, tokens);
              expect(await reserve(one, tokens, limit)).toEqual(fits ? [] : [limit]);
            } else if (what === 'settle') {
              const isNew = !settled.has(at);
              if (isNew) spent += tokens;
              settled.add(at);
              reserved.delete(at);
              expect(await usage().settle(one, usedOf({ input: tokens, cached: 0, output: 0 }))).toBe(isNew);
            } else if (what === 'release') {
              reserved.delete(at);
              await usage().release(one);
            } else if (what === 'expire') {
              expect(await usage().renew(one, 0)).toBe(reserved.delete(at));
            }
          }
          expect(await tokensOf(payer)).toBe(spent);
          const rows = await usage().rows(payer, null, TODAY, TODAY);
          expect(rows.reduce((sum, { input }) => sum + input, 0)).toBe(spent);
          const ofPeople = await Promise.all(
            ['0', '1'].map((person) => usage().rows(payer, person, TODAY, TODAY)),
          );
          expect(ofPeople.flat().reduce((sum, { input }) => sum + input, 0)).toBe(spent);
        }),
        { numRuns: 25 },
      );
    });
  });

  describe('forgetting usage', () => {
    test('of a person leaves the sums of their server, others, and what they have spent of limits', async () => {
      const payer = newId();
      const days = [TODAY, dayAfter(TODAY, -100)];
      for (const day of days) {
        await usage().settle(callOf(payer, { day, person: '1' }), usedOf());
        await usage().settle(callOf(payer, { day, person: '11' }), usedOf());
      }
      const all = await usage().rows(payer, null, days[1]!, TODAY);
      expect(await usage().forgetPerson(payer, '1')).toBe(2);
      expect(await usage().rows(payer, '1', days[1]!, TODAY)).toEqual([]);
      expect(await usage().rows(payer, '11', days[1]!, TODAY)).toHaveLength(2);
      expect(await usage().rows(payer, null, days[1]!, TODAY)).toEqual(all);
      expect(await tokensOf(payer, 'person:1')).toBe(15);
      expect(await tokensOf(payer, 'person:1', 'month')).toBe(15);
      const limit = limitOf(20, { account: 'person:1' });
      expect(await reserve(callOf(payer), 6, limit)).toEqual([limit]);
      expect(await reserve(callOf(payer), 5, limit)).toEqual([]);
      expect(await tokensOf(payer, 'person:11')).toBe(15);
      expect(await tokensOf(payer)).toBe(30);
    });

    test('of a server leaves nothing of it but what is spent of limits', async () => {
      const [payer, other] = [newId(), newId()];
      for (const one of [payer, other]) await usage().settle(callOf(one), usedOf());
      await reserve(callOf(payer), 10);
      await usage().forget(payer);
      expect(await usage().rows(payer, null, TODAY, TODAY)).toEqual([]);
      expect(await usage().rows(payer, '1', TODAY, TODAY)).toEqual([]);
      expect(await tokensOf(payer)).toBe(15);
      expect(await reserve(callOf(payer), 6, limitOf(30))).toHaveLength(1);
      expect(await reserve(callOf(payer), 5, limitOf(30))).toEqual([]);
      expect(await usage().payers()).not.toContain(payer);
      expect(await usage().payers()).toContain(other);
      expect(await usage().rows(other, '1', TODAY, TODAY)).toHaveLength(1);
    });
  });
}
