import type { Planned, Used } from './used.ts';

/**
 * Pays for a call to a model: reserves what it may cost at most. Throws an OverBudget where a budget has no room for that,
 * and nothing may be called then.
 */
export type Spend = (planned: Planned) => Promise<Payment>;

/** A call that is reserved. It ends in one of these ways; neither ever rejects. */
export interface Payment {
  /** Counts what it used. */
  settle(used: Used): Promise<void>;
  /** It cost nothing. */
  release(): Promise<void>;
}
