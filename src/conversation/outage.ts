import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '../errors.ts';
import type { Snowflake } from './entry.ts';

/** Milliseconds between two looks whether the store is back. */
const LOOK_EVERY = 500;

/** Milliseconds after which whoever waits is told. */
const LONG = 3_000;

/** Pieces of work that wait at most. What Discord sends beyond that is read from Discord again when the store is back. */
const MOST_WAITING = 1_000;

/** What to do while the store is away. */
export interface Outage {
  /**
   * Does work that needs the store, once more each time that the store comes back, however long that takes. Where it is
   * more than a few seconds, the people of the conversation are told, once in an outage. Throws a StoreUnavailable when
   * too much waits already, and when `signal` or `close` says so.
   */
  patiently<T>(
    work: () => Promise<T>,
    options?: { signal?: AbortSignal; conversation?: Snowflake },
  ): Promise<T>;
  /** Lets nothing wait any more. */
  close(): void;
}

interface OutageParts {
  /** Looks whether the store is there. */
  check: () => Promise<void>;
  /** An outage is over. */
  back: () => void;
  /** Tells the people of a conversation that they have to wait. */
  tell: (conversation: Snowflake) => void;
}

/** One look at the store serves all that wait. */
export function createOutage({ check, back, tell }: OutageParts): Outage {
  const closed = new AbortController();
  const told = new Set<Snowflake>();
  let waiting = 0;
  let over: Promise<void> | undefined;

  async function watch(): Promise<void> {
    do await sleep(LOOK_EVERY, undefined, { signal: closed.signal });
    while (!(await answers()));
    told.clear();
    back();
  }

  async function answers(): Promise<boolean> {
    try {
      await check();
      return true;
    } catch (error) {
      if (error instanceof StoreUnavailable) return false;
      throw error;
    }
  }

  async function untilBack(reason: StoreUnavailable, signal: AbortSignal | undefined): Promise<void> {
    if (waiting >= MOST_WAITING || signal?.aborted) throw reason;
    waiting += 1;
    over ??= watch().finally(() => (over = undefined));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const end = () => reject(reason);
    over.then(resolve, end);
    signal?.addEventListener('abort', end);
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', end);
      waiting -= 1;
    }
  }

  function tellOnce(conversation: Snowflake): void {
    if (told.has(conversation)) return;
    told.add(conversation);
    tell(conversation);
  }

  return {
    async patiently(work, { signal, conversation } = {}) {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          if (!(error instanceof StoreUnavailable)) throw error;
          const long = conversation && setTimeout(() => tellOnce(conversation), LONG);
          await untilBack(error, signal).finally(() => clearTimeout(long));
        }
      }
    },

    close: () => closed.abort(),
  };
}
