import type { Snowflake } from '../conversation/entry.ts';

/** Whose usage is counted together: a server's, or that of all direct messages. */
export type Payer = Snowflake;

/** The payer of direct messages. */
export const DIRECT: Payer = 'direct';

/** What may have a limit of its own: all of a payer, a person, or all people who have a role. */
export type Account = 'all' | `person:${Snowflake}` | `role:${Snowflake}`;

/** Days that usage is kept, at least. */
export const USAGE_DAYS = 400;

/** Milliseconds for which it is known that a call was counted: longer than anybody tries that again. */
export const SETTLED_KEPT = 900_000;

/** One call to a model. */
export interface UsageCall {
  /** Never the same again. */
  id: string;
  payer: Payer;
  person: Snowflake;
  /** The day (UTC, YYYY-MM-DD) that it counts for, whenever it ends. */
  day: string;
  /** All that it counts for. */
  accounts: readonly Account[];
}

/** Whole numbers; nanos are billionths of a dollar. */
export interface Amount {
  tokens: number;
  nanos: number;
}

/** What an account may spend at most in the day, or the month, of a call. */
export interface Limit {
  account: Account;
  period: 'day' | 'month';
  unit: keyof Amount;
  most: number;
}

/** What was used of a model on a day. */
export interface UsageRow {
  day: string;
  model: string;
  calls: number;
  input: number;
  cached: number;
  output: number;
  reasoning: number;
  /** What the calls cost of which that is known. */
  nanos: number;
  /** Calls of which nobody knows what they cost. */
  unpriced: number;
}

/** What a call used in the end. */
export type Settled = Omit<UsageRow, 'day' | 'calls' | 'unpriced' | 'nanos'> & { nanos: number | undefined };

/** What is used of models, and what may be. Every method is atomic. */
export interface UsageStore {
  /**
   * Reserves what a call may cost, for this many milliseconds, unless the limits forbid it: what is spent, what others
   * have reserved and this must fit in each of them. Returns those in the way; none: it is reserved.
   */
  reserve<L extends Limit>(call: UsageCall, amount: Amount, limits: readonly L[], ms: number): Promise<L[]>;

  /** Makes a reservation end this many milliseconds from now. False: there is none any more. */
  renew(call: UsageCall, ms: number): Promise<boolean>;

  /** Gives a reservation back: the call cost nothing. */
  release(call: UsageCall): Promise<void>;

  /** Counts what a call used, reserved or not, and gives its reservation back. False: it was counted before. */
  settle(call: UsageCall, used: Settled): Promise<boolean>;

  /** What each of these accounts has spent in the day, or the month, of this day; without what is reserved. */
  spent(payer: Payer, day: string, of: readonly Pick<Limit, 'account' | 'period'>[]): Promise<Amount[]>;

  /** What was used from one day to another, of a payer as a whole or by one person, by day and model. */
  rows(payer: Payer, person: Snowflake | null, from: string, to: string): Promise<UsageRow[]>;

  /** All of whom usage may be kept. */
  payers(): Promise<Payer[]>;

  /**
   * Removes what is counted for a person; the payer's sums stay. Says how many days' models went. What is spent of
   * limits stays until they begin anew, so that nobody gets around them; it stands under a keyed hash of ids.
   */
  forgetPerson(payer: Payer, person: Snowflake): Promise<number>;

  /** Removes everything of a payer, but for what is spent of limits. */
  forget(payer: Payer): Promise<void>;
}

/** The month of a day. */
export function monthOf(day: string): string {
  return day.slice(0, 'YYYY-MM'.length);
}

/** The day so many days later; earlier where they are negative. */
export function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return dayOf(date.getTime());
}

/** When a period begins anew: milliseconds since 1970. */
export function resetOf(day: string, period: Limit['period']): number {
  const next = period === 'day' ? dayAfter(day, 1) : `${monthOf(dayAfter(`${monthOf(day)}-01`, 31))}-01`;
  return Date.parse(`${next}T00:00:00Z`);
}

/** What an account of a payer is called. A keyed hash of it is kept: it outlasts forgetting until its period is over. */
export function nameOf(payer: Payer, account: Account): string {
  return `spent:${payer}:${account}`;
}

/** The day of a time (milliseconds since 1970), in UTC. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** The months from one day to another, the first ones first. */
export function monthsBetween(from: string, to: string): string[] {
  const months = [];
  for (let month = monthOf(from); month <= monthOf(to); month = monthOf(dayAfter(`${month}-01`, 31)))
    months.push(month);
  return months;
}
