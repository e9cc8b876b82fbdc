import { toModelError } from './errors.ts';
import { PATIENCE, type Patience, retrying } from './retry.ts';

export interface Asking {
  model: string;
  /** In which the operator named it. */
  variable: string;
  /** Milliseconds for everything. */
  time: number;
  signal: AbortSignal;
  patience?: Patience;
}

/** Asks a model that people do not talk with, again where waiting helps. Throws in our terms. */
export function patiently<T>(
  { model, variable, time, signal, patience = PATIENCE }: Asking,
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
