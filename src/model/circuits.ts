import { AnswerBrokeOff } from '../errors.ts';
import type { Log } from '../log.ts';
import { type Breaker, type Call, createBreaker } from './breaker.ts';
import { ModelError } from './errors.ts';

/** A circuit breaker for each model. */
export interface Circuits {
  isOpen(model: string): boolean;
  /**
   * Asks the model and notes how that went. Throws a ModelError at once while its circuit is open.
   * `ask` throws in our terms, tells of the first sign of life and of the first words, and ends when it is given up.
   */
  through<T>(model: string, signal: AbortSignal, ask: (heard: Heard) => Promise<T>): Promise<T>;
}

export interface Heard {
  taken(): void;
  answered(): void;
  /** Aborts when the circuit opens and there has been no sign of life for long. */
  givenUp: AbortSignal;
}

export function createCircuits(log: Log, now: () => number): Circuits {
  const breakers = new Map<string, Breaker>();

  function breakerOf(model: string): Breaker {
    const known = breakers.get(model);
    if (known) return known;
    const breaker = createBreaker((rest) => {
      if (rest === undefined) log.info({ model }, 'the model answers again');
      else log.error({ model, ms: rest }, 'the model does not answer and is left alone for a while');
    });
    breakers.set(model, breaker);
    return breaker;
  }

  return {
    isOpen: (model) => breakerOf(model).isOpen(now()),

    async through(model, signal, ask) {
      const lost = new AbortController();
      const giveUp = () => lost.abort(new DOMException('The circuit opened', 'TimeoutError'));
      const call = breakerOf(model).enter(now(), giveUp);
      if (!call) throw new ModelError('down', model, new Error('its circuit is open'));
      try {
        const answer = await ask({
          taken: () => call.taken(now()),
          answered: () => call.answered(now()),
          givenUp: lost.signal,
        });
        call.answered(now());
        return answer;
      } catch (error) {
        note(call, error, signal, now());
        throw error;
      }
    },
  };
}

function note(call: Call, error: unknown, signal: AbortSignal, at: number): void {
  if (error instanceof AnswerBrokeOff) call.answered(at);
  else if (signal.aborted || !(error instanceof ModelError)) call.left();
  else if (error.unavailable) call.failed(at);
  else call.answered(at);
}
