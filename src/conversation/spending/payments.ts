import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Payer, UsageCall, UsageStore } from '../../store/usage.ts';
import type { Snowflake } from '../entry.ts';
import type { Payment } from './spend.ts';
import type { Prices } from './used.ts';

/**
 * Milliseconds after which a reservation ends of which nobody says that it is still needed: the process has died. Shorter than
 * the lease of its conversation, so that whoever takes over has room.
 */
export const RESERVED = 8_000;

/** Milliseconds between two times of saying so. */
const RENEWED = 2_500;

/** Milliseconds between two attempts to count a call while the store is away, and how many there are. */
const SETTLE_WAIT = 2_000;
const SETTLE_TRIES = 300;

/** Calls that are under way, and those that are still to be counted. */
export interface Payments {
  /** A call that begins; one that is reserved stays so until it is counted. */
  begin(call: UsageCall, model: string, isReserved: boolean): Payment;
  /** Waits for calls that are still to be counted, so many milliseconds at most. */
  drain(patience: number): Promise<void>;
}

interface PaymentsParts {
  store: Pick<UsageStore, 'renew' | 'release' | 'settle' | 'forgetPerson' | 'forget'>;
  prices: Prices;
  forgotten: ForgottenThrough;
  log: Log;
  now: () => number;
}

/** Until when a person, and all of who pays, was to be forgotten; milliseconds since 1970, 0: never. */
export type ForgottenThrough = (
  payer: Payer,
  person: Snowflake,
) => Promise<Record<'payer' | 'person', number>>;

export function createPayments({ store, prices, forgotten, log, now }: PaymentsParts): Payments {
  const settling = new Set<Promise<void>>();

  /** Tries as long as the store is away: a call is counted once, however often that is said. */
  async function again(settle: () => Promise<unknown>, { payer }: UsageCall, first: unknown): Promise<void> {
    let error = first;
    for (let tries = 1; tries < SETTLE_TRIES && error instanceof StoreUnavailable; tries++) {
      await sleep(SETTLE_WAIT, undefined, { ref: false });
      try {
        await settle();
        return;
      } catch (next) {
        error = next;
      }
    }
    log.error({ err: error, payer }, 'what a call used could not be counted');
  }

  /** Nothing is left of a call that began before its person, or all of its server, was forgotten. */
  async function forgetAgain({ payer, person }: UsageCall, began: number): Promise<void> {
    const through = await forgotten(payer, person);
    if (through.payer >= began) await store.forget(payer);
    if (through.person >= began) await store.forgetPerson(payer, person);
  }

  return {
    begin(call, model, isReserved) {
      const began = now();
      const renew = () => void store.renew(call, RESERVED).catch(() => {}); // the next time it may work
      const renewing = isReserved ? setInterval(renew, RENEWED) : undefined;
      const end = () => clearInterval(renewing);
      return {
        async settle(used) {
          const { input, cached, output, reasoning } = used;
          const counted = { model, input, cached, output, reasoning, nanos: prices.costOf(model, used) };
          const settle = async () => {
            await store.settle(call, counted);
            await forgetAgain(call, began);
          };
          try {
            await settle();
            end();
          } catch (error) {
            // Nobody waits for the rest.
            const later = again(settle, call, error).finally(() => {
              end();
              settling.delete(later);
            });
            settling.add(later);
          }
        },

        async release() {
          end();
          if (isReserved) await store.release(call).catch(() => {}); // it ends by itself
        },
      };
    },

    async drain(patience) {
      await Promise.race([Promise.all(settling), sleep(patience, undefined, { ref: false })]);
    },
  };
}
