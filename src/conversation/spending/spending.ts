import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OverBudget, StartError, UserError } from '../../errors.ts';
import { text } from '../../language/language.ts';
import type { Log } from '../../log.ts';
import type { Budget } from '../../settings/amount.ts';
import type { Settings } from '../../settings/schema.ts';
import {
  type Account,
  type Amount,
  dayOf,
  DIRECT,
  resetOf,
  type UsageCall,
  type UsageStore,
} from '../../store/usage.ts';
import type { Snowflake } from '../entry.ts';
import { type BudgetLimit, type BudgetSettings, limitsOf, longest, NEAR, refusal } from './limits.ts';
import type { Turn } from '../turn.ts';
import { createPayments, type ForgottenThrough, type Payments, RESERVED } from './payments.ts';
import type { Payment, Spend } from './spend.ts';
import { economise } from './economise.ts';
import { isPriced, type Planned, type Prices } from './used.ts';

/** Milliseconds that a call waits for others that have reserved all that is left, and between two looks at them. */
const PATIENCE = 10_000;
const LOOK_EVERY = 250;

/** Who asks, and where. */
export interface Spender {
  /** Null in a direct message. */
  guild: Snowflake | null;
  person: Snowflake;
}

/** What calls to models cost whom. */
export interface Spending {
  /** Pays for calls that somebody makes. */
  by(spender: Spender, settings: BudgetSettings): Spend;
  /** The same settings, with a cheaper model or a shorter context where the server wants that and a budget is nearly used up. */
  thrifty<S extends Settings>(spender: Spender, settings: S): Promise<S>;
  /** The budgets that apply to somebody, and what is spent of them. */
  budgets(
    spender: Spender,
    settings: BudgetSettings,
  ): Promise<(BudgetLimit & { spent: number; resets: number })[]>;
  /** What so much costs, in billionths of a dollar; undefined: nobody knows. */
  costOf: Prices['costOf'];
  isPriced(model: string): boolean;
  /** What whoever runs Bobbin allows each server, and each person in direct messages, in a day; undefined: no bound. */
  operator: Budget | undefined;
  drain: Payments['drain'];
}

export interface SpendingParts {
  store: UsageStore;
  prices: Prices;
  /** Models that may answer instead of an expensive one. */
  models: readonly string[];
  /** What a server, or a person in direct messages, may cost in a day; undefined: as much as it likes. */
  operator: Budget | undefined;
  forgotten: ForgottenThrough;
  /** The roles that somebody has on a server. */
  rolesOf: (guild: Snowflake, person: Snowflake) => Promise<readonly Snowflake[]>;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Milliseconds that a call waits for others that are under way. */
  patience?: number;
}

export function createSpending(parts: SpendingParts): Spending {
  const { store, prices, operator, rolesOf, now, patience = PATIENCE } = parts;
  const payments = createPayments(parts);

  async function rolesWithBudget(
    { guild, person }: Spender,
    { roleBudgetsPerDay, roleBudgetsPerMonth }: BudgetSettings,
  ): Promise<Snowflake[]> {
    const budgets = Object.keys({ ...roleBudgetsPerDay, ...roleBudgetsPerMonth });
    if (guild === null || budgets.length === 0) return [];
    const roles = await rolesOf(guild, person);
    return budgets.filter((role) => roles.includes(role));
  }

  async function limitsFor(spender: Spender, settings: BudgetSettings): Promise<BudgetLimit[]> {
    return limitsOf(settings, { ...spender, roles: await rolesWithBudget(spender, settings) }, operator);
  }

  async function pay(spender: Spender, settings: BudgetSettings, planned: Planned): Promise<Payment> {
    const limits = await limitsFor(spender, settings);
    const { guild, person } = spender;
    const accounts: Account[] = ['all', `person:${person}`, ...limits.map(({ account }) => account)];
    const call: UsageCall = {
      id: randomUUID(),
      payer: guild ?? DIRECT,
      person,
      day: dayOf(now()),
      accounts: [...new Set(accounts)],
    };
    if (limits.length === 0) return payments.begin(call, planned.model, false);
    const most = atMost(prices, planned, limits);
    const inTheWay = await reserve(call, most, limits);
    if (inTheWay) {
      const resets = resetOf(call.day, inTheWay.period);
      throw new OverBudget(
        refusal(inTheWay, inTheWay.spent, resets),
        `${inTheWay.account} ${inTheWay.period}`,
        resets - now(),
      );
    }
    return payments.begin(call, planned.model, true);
  }

  /** Returns what forbids the call. Others that are under way may turn out to cost less: these are waited for, for a while. */
  async function reserve(
    call: UsageCall,
    wanted: Amount,
    limits: readonly BudgetLimit[],
  ): Promise<(BudgetLimit & { spent: number }) | undefined> {
    for (let waited = 0; ; waited += LOOK_EVERY) {
      const inTheWay = await store.reserve(call, wanted, limits, RESERVED);
      if (inTheWay.length === 0) return undefined;
      const sums = await store.spent(call.payer, call.day, inTheWay);
      const known = inTheWay.map((limit, at) => ({ ...limit, spent: sums[at]?.[limit.unit] ?? 0 }));
      const tooMuch = known.filter(({ unit, most, spent }) => spent + wanted[unit] > most);
      if (tooMuch.length > 0 || waited >= patience) return longest(tooMuch) ?? longest(known);
      await sleep(LOOK_EVERY);
    }
  }

  async function budgets(spender: Spender, settings: BudgetSettings) {
    const limits = await limitsFor(spender, settings);
    const day = dayOf(now());
    const spent = await store.spent(spender.guild ?? DIRECT, day, limits);
    return limits.map((limit, at) => ({
      ...limit,
      spent: spent[at]?.[limit.unit] ?? 0,
      resets: resetOf(day, limit.period),
    }));
  }

  return {
    by: (spender, settings) => (planned) => pay(spender, settings, planned),

    async thrifty(spender, settings) {
      if (settings.nearBudget === 'nothing') return settings;
      const all = await budgets(spender, settings);
      return all.some(({ spent, most }) => spent >= NEAR * most) ? economise(settings, parts) : settings;
    },

    budgets,
    costOf: (model, used) => prices.costOf(model, used),
    isPriced: (model) => isPriced(prices, model),
    operator,

    drain: (patience) => payments.drain(patience),
  };
}

/** Who pays for a turn: the one who asked, or who asked for another answer. */
export function spenderOf({
  conversation,
  question,
  open,
}: Pick<Turn, 'conversation' | 'question' | 'open'>): Spender {
  return { guild: conversation.guild, person: open.by ?? question.author.id };
}

/** Pays for what is done in a turn. */
export function spendFor(
  spending: Pick<Spending, 'by'>,
  turn: Pick<Turn, 'conversation' | 'question' | 'open' | 'settings'>,
): Spend {
  return spending.by(spenderOf(turn), turn.settings);
}

/** Throws a StartError where the operator's budget is in money, and the price of a model is not known. */
export function requirePrices(prices: Prices, models: readonly string[], operator: Budget | undefined): void {
  const unknown = models.filter((model) => !isPriced(prices, model));
  if (operator?.unit === 'nanos' && unknown.length > 0)
    throw new StartError([
      {
        what: `BUDGET_PER_DAY is in money, but nobody knows what ${unknown.join(', ')} costs.`,
        todo: 'Write prices into models.json (see docs/cost.md), or a number of tokens into BUDGET_PER_DAY.',
      },
    ]);
}

/** What a call may cost. Throws a UserError for money where nobody knows that. */
function atMost(prices: Prices, planned: Planned, limits: readonly BudgetLimit[]): Amount {
  const nanos = prices.costOf(planned.model, planned);
  if (nanos === undefined && limits.some(({ unit }) => unit === 'nanos'))
    throw new UserError(text('budget.noPriceHere', { model: planned.model }));
  return { tokens: planned.input + planned.output, nanos: nanos ?? 0 };
}
