import { setTimeout as pause } from 'node:timers/promises';
import { ModelError } from './errors.ts';

/** How often a model is asked within one turn, the first time included. */
const ATTEMPTS = 4;

/** Milliseconds before the second attempt; each further wait is twice as long. */
const FIRST_WAIT = 1_000;

/** Milliseconds. Where the service asks for a longer wait, the person is told instead. */
const LONGEST_WAIT = 30_000;

/** Time and chance; a test brings its own. */
export interface Patience {
  /** Rejects when the signal is aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** From 0 to below 1. */
  random: () => number;
}

export const PATIENCE: Patience = {
  sleep: (ms, signal) => pause(ms, undefined, { signal }),
  random: Math.random,
};

interface RetryOptions {
  signal: AbortSignal;
  /** Milliseconds that are left for everything, as of now. */
  time: number;
  onDelay: (() => void) | undefined;
  /** Whether it makes no sense to ask again. */
  hopeless: () => boolean;
  patience: Patience;
}

/** Asks again where waiting helps, each time a little later, until an answer comes or the time is up. */
export async function retrying<T>(ask: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, time, onDelay, hopeless, patience } = options;
  const end = performance.now() + time;
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const wait = waitAfter(error, attempt, patience.random());
      if (wait === undefined || hopeless() || performance.now() + wait >= end) throw error;
      onDelay?.();
      await patience.sleep(wait, signal).catch(() => signal.throwIfAborted());
    }
  }
}

/** Milliseconds, spread so that many turns that failed together don't come back together; undefined: don't wait. */
function waitAfter(error: unknown, attempt: number, random: number): number | undefined {
  if (!(error instanceof ModelError) || attempt === ATTEMPTS) return undefined;
  const { kind, retriable, retryAfter } = error;
  if (!retriable || kind === 'down' || kind === 'timeout') return undefined; // a timeout was a long wait already
  const backOff = FIRST_WAIT * 2 ** (attempt - 1) * (0.5 + random / 2);
  if (retryAfter === undefined) return backOff;
  return retryAfter <= LONGEST_WAIT ? Math.max(backOff, retryAfter + FIRST_WAIT * random) : undefined;
}
