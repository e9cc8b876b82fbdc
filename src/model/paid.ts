import type { Spend } from '../conversation/spending/spend.ts';
import type { Planned, Used } from '../conversation/spending/used.ts';
import { ModelError } from './errors.ts';

/** Makes a call that is paid for, as a whole. One that fails cost nothing, and one that nobody waits for what it may cost. */
export async function paid<T>(
  spend: Spend | undefined,
  planned: Planned,
  signal: AbortSignal,
  call: () => Promise<{ result: T; used: Used }>,
): Promise<T> {
  signal.throwIfAborted();
  const payment = await spend?.(planned);
  try {
    const { result, used } = await call();
    await payment?.settle(used);
    return result;
  } catch (error) {
    if (isLeft(error, signal)) await payment?.settle(planned);
    else await payment?.release();
    throw error;
  }
}

/** Whether nobody waited for the end of a call: the provider goes on, and bills it. */
export function isLeft(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted || (error instanceof ModelError && error.kind === 'timeout');
}
