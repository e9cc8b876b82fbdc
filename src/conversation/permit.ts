import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '../errors.ts';
import { text } from '../language/language.ts';
import type { Lease, Store } from '../store/store.ts';
import type { Asks, Snowflake } from './entry.ts';
import type { ModelRequest, Reply, ToolCall } from './ports.ts';
import { shownInput } from './shown-input.ts';
import type { Turn } from './turn.ts';

/** Milliseconds that the one who asked has to say whether a tool may be used. */
const PATIENCE = 600_000;

/** Milliseconds between two looks whether that was said, to whichever process. */
const LOOK_EVERY = 500;

export interface PermitParts {
  store: Store;
  /** Waits for a person without taking the room of others. */
  aside: <T>(conversation: Snowflake, wait: () => Promise<T>) => Promise<T>;
  now: () => number;
  newId: () => string;
}

/**
 * Asks the one who is answered whether a tool may be used. What was said counts once: it is taken off the record before
 * the tool runs, so that another attempt at the same turn asks again. What nobody has acted on yet counts there, too.
 */
export function permitting(
  { store, aside, now, newId }: PermitParts,
  id: Snowflake,
  { open }: Pick<Turn, 'open'>,
  reply: Pick<Reply, 'ask' | 'doing'>,
  lease: Lease,
  signal: AbortSignal,
): NonNullable<ModelRequest['permit']> {
  let isAway = false;

  async function saidTo(asks: Asks): Promise<boolean | undefined> {
    try {
      const decided = (await store.conversation(id))?.decided;
      return decided?.id === asks.id ? decided.allowed : undefined;
    } catch (error) {
      if (error instanceof StoreUnavailable) return undefined; // it may be back in time
      throw error;
    }
  }

  async function wait(asks: Asks): Promise<boolean | undefined> {
    for (;;) {
      signal.throwIfAborted();
      const said = await saidTo(asks);
      const left = asks.until - now();
      if (said !== undefined || left <= 0) return said;
      await sleep(Math.min(LOOK_EVERY, left), undefined, { signal }).catch(() => {}); // ends early
    }
  }

  async function ask(asks: Asks): Promise<boolean | undefined> {
    open.asks = asks;
    await store.update(id, { open }, lease); // before anybody can answer
    reply.ask(asks);
    const said = await aside(id, () => wait(asks)); // cut short, the question stays where it is
    reply.ask(undefined);
    if (!said) reply.doing(text('doing.denied'));
    return said;
  }

  async function close(): Promise<void> {
    delete open.asks;
    await store.update(id, { open, decided: null }, lease);
  }

  return async (call) => {
    const same = open.asks?.call === digestOf(call) ? open.asks : undefined;
    const isOpen = same && now() < same.until;
    const said =
      (same && (await saidTo(same))) ?? (await (isAway ? false : ask(isOpen ? same : fresh(call))));
    // What was denied stays on record: the same is not asked twice.
    if (said === false) return false;
    isAway = said === undefined;
    await close();
    return said === true;
  };

  function fresh(call: ToolCall): Asks {
    const until = now() + PATIENCE;
    return { id: newId(), tool: call.tool, ...shownInput(call.input), call: digestOf(call), until };
  }
}

function digestOf({ tool, input }: ToolCall): string {
  return createHash('sha256')
    .update(JSON.stringify([tool, input]))
    .digest('base64url');
}
