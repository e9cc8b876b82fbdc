import { LeaseLost, StoreUnavailable } from '../errors.ts';
import type { Lease, Store } from '../store/store.ts';
import type { Snowflake } from './entry.ts';

/** Milliseconds after which another process may take over from one that died. */
const LEASE = 10_000;

/** Milliseconds between two renewals: three may fail. */
const RENEW_EVERY = 2_500;

/** A conversation that nobody else answers in meanwhile. */
export interface Held {
  lease: Lease;
  /** Aborts with a LeaseLost when somebody else has taken over. */
  signal: AbortSignal;
  /** Ends the turn, as when the lease were lost. */
  end(reason: Error): void;
  release(): Promise<void>;
}

/**
 * Takes the lease of a conversation and keeps it until `release`; `renewed` is called each time that it was renewed.
 * While the store is away it is kept in good faith: whether it still counts shows with the next write. Undefined:
 * somebody else has it.
 */
export async function hold(
  store: Store,
  conversation: Snowflake,
  owner: string,
  renewed: (held: Held) => Promise<void> = () => Promise.resolve(),
): Promise<Held | undefined> {
  const lease = await store.lease(conversation, owner, LEASE);
  if (lease === undefined) return undefined;
  const lost = new AbortController();
  const end = (reason: Error) => lost.abort(reason);
  const held: Held = { lease, signal: lost.signal, end, release };
  let renewing = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renew().catch((error: unknown) => {
      if (!(error instanceof StoreUnavailable))
        end(new LeaseLost('it could not be renewed', { cause: error }));
    });
  }, RENEW_EVERY);

  async function renew(): Promise<void> {
    if (await store.renew(conversation, held.lease, LEASE)) await renewed(held);
    else end(new LeaseLost('somebody else has it'));
  }

  async function release(): Promise<void> {
    clearInterval(timer);
    await renewing;
    // Where the store is away, it runs out by itself.
    await store.release(conversation, held.lease).catch((error: unknown) => {
      if (!(error instanceof StoreUnavailable)) throw error;
    });
  }

  return held;
}
