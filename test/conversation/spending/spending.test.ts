import { beforeEach, describe, expect, test } from 'vitest';
import { type BudgetSettings, limitsOf } from '../../../src/conversation/spending/limits.ts';
import {
  createSpending,
  requirePrices,
  type SpendingParts,
} from '../../../src/conversation/spending/spending.ts';
import { NOTHING_USED, type Prices } from '../../../src/conversation/spending/used.ts';
import { OverBudget, StartError, StoreUnavailable, UserError } from '../../../src/errors.ts';
import { createLog } from '../../../src/log.ts';
import type { Settings } from '../../../src/settings/schema.ts';
import type { Store } from '../../../src/store/store.ts';
import { DIRECT, type UsageStore } from '../../../src/store/usage.ts';
import { ENVIRONMENT } from '../../settings/environment.ts';
import { sqliteStore } from '../../store/homes.ts';

const DAY = '2026-11-21';
const NOW = Date.parse(`${DAY}T23:00:00Z`);

/** A dollar for a million tokens; nobody knows what others cost. */
const prices: Prices = {
  costOf: (model, { input, output }) => (model === 'm' ? (input + output) * 1_000 : undefined),
};
const settings: Settings = { ...ENVIRONMENT, contextTokens: 16_000 };
const ada = { guild: '1', person: '2' };

let store: Store;
beforeEach(async () => {
  const opened = await sqliteStore();
  store = opened.store;
  return opened.close;
});

const create = (change: Partial<SpendingParts> = {}) =>
  createSpending({
    store: store.usage,
    prices,
    models: ['m'],
    operator: undefined,
    forgotten: async () => ({ payer: 0, person: 0 }),
    rolesOf: async () => ['7'],
    log: createLog('silent'),
    now: () => NOW,
    patience: 0,
    ...change,
  });

const planned = (tokens: number, model = 'm') => ({ ...NOTHING_USED, model, input: tokens });
const pay = (budgets: Partial<BudgetSettings>, tokens: number, spending = create(), who = ada) =>
  spending.by(who, { ...settings, ...budgets })(planned(tokens));
const spent = async (payer = '1') =>
  (await store.usage.spent(payer, DAY, [{ account: 'all', period: 'day' }]))[0];

describe('paying', () => {
  test.each([
    ['the person is forgotten meanwhile', { person: NOW, payer: 0 }, [0, 1]],
    ['all of the server is forgotten meanwhile', { person: 0, payer: NOW }, [0, 0]],
    ['both were forgotten before', { person: NOW - 1, payer: NOW - 1 }, [1, 1]],
  ])('leaves what there may be where %s', async (_, forgotten, [ofPerson, ofServer]) => {
    const payment = await pay({}, 100, create({ forgotten: async () => forgotten }));
    await payment.settle({ ...NOTHING_USED, input: 80 });
    expect(await store.usage.rows('1', '2', DAY, DAY)).toHaveLength(ofPerson!);
    expect(await store.usage.rows('1', null, DAY, DAY)).toHaveLength(ofServer!);
  });

  test('without a budget counts what was used, once', async () => {
    const payment = await pay({}, 100);
    await payment.settle({ ...NOTHING_USED, input: 80, cached: 20, output: 5 });
    expect(await spent()).toEqual({ tokens: 85, nanos: 85_000 });
    const [row] = await store.usage.rows('1', '2', DAY, DAY);
    expect(row).toMatchObject({
      model: 'm',
      calls: 1,
      input: 80,
      cached: 20,
      output: 5,
      nanos: 85_000,
      unpriced: 0,
    });
  });

  test('of what nobody knows the price says so', async () => {
    const payment = await create().by(ada, settings)(planned(10, 'other'));
    await payment.settle({ ...NOTHING_USED, input: 10 });
    expect((await store.usage.rows('1', null, DAY, DAY))[0]).toMatchObject({ nanos: 0, unpriced: 1 });
  });

  test('in direct messages is counted apart', async () => {
    await (await pay({}, 1, create(), { ...ada, guild: null as unknown as string })).settle(planned(1));
    expect((await spent(DIRECT))?.tokens).toBe(1);
    expect((await spent())?.tokens).toBe(0);
  });

  test.each<[string, Partial<BudgetSettings>]>([
    ['the server’s for a day', { budgetPerDay: '100 tokens' }],
    ['the server’s for a month', { budgetPerMonth: '100 tokens' }],
    ['the person’s for a day', { personBudgetPerDay: '100 tokens' }],
    ['the person’s for a month', { personBudgetPerMonth: '100 tokens' }],
    ['a role’s for a day', { roleBudgetsPerDay: { 7: '100 tokens', 8: '1 token' } }],
    ['a role’s for a month', { roleBudgetsPerMonth: { 7: '100 tokens', 8: '1 token' } }],
    ['one in money', { budgetPerDay: '$0.0001' }],
  ])('keeps within a budget: %s', async (_, budgets) => {
    const spending = create();
    const first = await pay(budgets, 60, spending);
    await expect(pay(budgets, 41, spending)).rejects.toBeInstanceOf(OverBudget);
    const second = await pay(budgets, 40, spending);
    await first.settle({ ...NOTHING_USED, input: 30 });
    await second.release();
    await (await pay(budgets, 70, spending)).settle({ ...NOTHING_USED, input: 70 });
    await expect(pay(budgets, 1, spending)).rejects.toBeInstanceOf(OverBudget);
    expect((await spent())?.tokens).toBe(100);
  });

  test('waits for calls that are under way: they may cost less than they may', async () => {
    const spending = create({ patience: 5_000 });
    const budgets = { budgetPerDay: '100 tokens' };
    const first = await pay(budgets, 90, spending);
    const second = pay(budgets, 50, spending);
    await first.settle({ ...NOTHING_USED, input: 50 });
    await (await second).settle({ ...NOTHING_USED, input: 50 });
    await expect(pay(budgets, 1, spending)).rejects.toBeInstanceOf(OverBudget);
    expect((await spent())?.tokens).toBe(100);
  });

  test('says when it begins anew', async () => {
    const error: unknown = await pay({ budgetPerDay: '1 token', budgetPerMonth: '$1' }, 2).catch(
      (one: unknown) => one,
    );
    expect(error).toMatchObject({ budget: 'all day', resetsIn: 3_600_000 });
    expect(String(error)).toContain(`<t:${Date.parse('2026-11-22T00:00:00Z') / 1_000}:R>`);
  });

  test('keeps within the operator’s budget, for each server', async () => {
    const spending = create({ operator: { unit: 'tokens', most: 10 } });
    await (await pay({}, 10, spending)).settle(planned(10));
    await expect(pay({}, 1, spending)).rejects.toThrow('What I may cost here in a day is used up');
    await pay({}, 10, spending, { ...ada, guild: '5' });
  });

  test('in money is refused where nobody knows the price, and in tokens it is not', async () => {
    const by = create().by(ada, { ...settings, budgetPerDay: '$5' });
    await expect(by(planned(1, 'other'))).rejects.toThrow(/^I don’t know what the model other costs/);
    await expect(by(planned(1, 'other'))).rejects.not.toBeInstanceOf(OverBudget);
    await create().by(ada, { ...settings, budgetPerDay: '5 tokens' })(planned(1, 'other'));
  });

  test('asks for roles only where one has a budget', async () => {
    let asked = 0;
    const rolesOf = async () => {
      asked += 1;
      return ['7'];
    };
    await pay({ budgetPerDay: '$5' }, 1, create({ rolesOf }));
    expect(asked).toBe(0);
  });
});

describe('while the store is away', () => {
  test(
    'a call that may be too much waits, and one that was made is counted later',
    { timeout: 20_000 },
    async () => {
      let away = false;
      const reach = () => {
        if (away) throw new StoreUnavailable(new Error('away'));
      };
      const usage: UsageStore = {
        ...store.usage,
        async settle(...args) {
          reach();
          return store.usage.settle(...args);
        },
        async reserve(...args) {
          reach();
          return store.usage.reserve(...args);
        },
      };
      const spending = create({ store: usage });
      const payment = await pay({ budgetPerDay: '1k tokens' }, 10, spending);
      away = true;
      await payment.settle({ ...NOTHING_USED, input: 10 });
      await expect(pay({ budgetPerDay: '1k tokens' }, 10, spending)).rejects.toBeInstanceOf(StoreUnavailable);
      expect((await spent())?.tokens).toBe(0);
      away = false;
      await spending.drain(10_000);
      expect((await spent())?.tokens).toBe(10);
    },
  );
});

test('settings are thrifty when four fifths of a budget are spent', async () => {
  const spending = create();
  const now: Settings = { ...settings, budgetPerDay: '100 tokens', nearBudget: 'shorter context' };
  await (await spending.by(ada, now)(planned(79))).settle(planned(79));
  expect(await spending.thrifty(ada, now)).toBe(now);
  await (await spending.by(ada, now)(planned(1))).settle(planned(1));
  expect((await spending.thrifty(ada, now)).contextTokens).toBe(4_000);
  expect((await spending.thrifty(ada, { ...now, nearBudget: 'nothing' })).contextTokens).toBe(16_000);
  expect(await spending.budgets(ada, now)).toEqual([
    {
      ...limitsOf(now, { ...ada, roles: [] }, undefined)[0],
      spent: 80,
      resets: Date.parse('2026-11-22T00:00:00Z'),
    },
  ]);
});

test('an operator’s budget in money needs all prices', () => {
  const money = { unit: 'nanos', most: 1 } as const;
  expect(() => requirePrices(prices, ['m', 'x'], money)).toThrow(StartError);
  expect(() => requirePrices(prices, ['m', 'x'], { ...money, unit: 'tokens' })).not.toThrow();
  expect(() => requirePrices(prices, ['m'], money)).not.toThrow(UserError);
});
