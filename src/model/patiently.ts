import { toModelError } from './errors.ts';
import { type Patience, retrying } from './retry.ts';

export interface Waiting {
  /** Milliseconds for everything. */
  time: number;
  patience: Patience;
}

interface Asking extends Waiting {
  model: string;
  /** In which the operator named it. */
  variable: string;
  signal: AbortSignal;
}

/** Asks a model that people do not talk with, again where waiting helps. Throws in our terms. */
export function patiently<T>(
  { model, variable, time, signal, patience }: Asking,
  ask: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(time)]);
  const attempt = async () => {
    try {
      return await ask(stop);
    } catch (error) {
      signal.throwIfAborted();
      throw toModelError(error, model, variable);
    }
  };
  return retrying(attempt, { signal, time, onDelay: undefined, hopeless: () => false, patience });
}
