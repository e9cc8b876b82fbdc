/** Calls in a row that found the model unavailable, after which it is left alone. One turn makes at most four. */
const FAILURES = 5;

/** Milliseconds that it is left alone, at first and at most; each trial that fails doubles them. */
const FIRST_REST = 15_000;
const LONGEST_REST = 60_000;

/**
 * So many calls that got no sign of life for so many milliseconds, while no other call got one, count as a failure. Calls
 * that waited so long when the circuit opens are given up.
 */
const STUCK_CALLS = 5;
const STUCK_AFTER = 60_000;

/** One call to the model, from its beginning to the first of these that says how it went. */
export interface Call {
  /** The service has taken it, though it has not said anything yet. */
  taken(now: number): void;
  /** The model is there: it answered, or the service refused the call for a reason of its own. */
  answered(now: number): void;
  /** It could not be reached, was overloaded, or took too long. */
  failed(now: number): void;
  /** It ended without telling anything about the model: somebody stopped it. */
  left(): void;
}

/**
 * A circuit breaker, so that a model that is down or hangs does not hold every turn until its time is up. While it is
 * open no call is made. Then one is, as a trial: an answer closes it, a failure opens it for longer.
 * Times are milliseconds of one clock.
 */
export interface Breaker {
  /** A call that may be made now; undefined while the circuit is open. `giveUp` is told when there is no hope for it. */
  enter(now: number, giveUp?: () => void): Call | undefined;
  isOpen(now: number): boolean;
}

/** `changed` is told for how many milliseconds the circuit opens; undefined: it closes. */
export function createBreaker(changed: (rest: number | undefined) => void = () => {}): Breaker {
  const waiting = new Map<Call, { since: number; giveUp: (() => void) | undefined }>();
  let lastSign = -Infinity;
  let failures = 0;
  let open: { until: number; rest: number } | undefined;
  let trial: Call | undefined;

  const stuck = (now: number) => [...waiting.values()].filter(({ since }) => since <= now - STUCK_AFTER);

  function isStuck(now: number): boolean {
    return stuck(now).length >= STUCK_CALLS && lastSign <= now - STUCK_AFTER;
  }

  function trip(now: number): void {
    const rest = open ? Math.min(2 * open.rest, LONGEST_REST) : FIRST_REST;
    open = { until: now + rest, rest };
    failures = 0;
    changed(rest);
    for (const { giveUp } of stuck(now)) giveUp?.();
  }

  function isOpen(now: number): boolean {
    return open !== undefined && (now < open.until || trial !== undefined);
  }

  function end(call: Call): boolean {
    waiting.delete(call);
    if (trial !== call) return false;
    trial = undefined;
    return true;
  }

  return {
    isOpen,

    enter(now, giveUp) {
      if (open === undefined && isStuck(now)) trip(now);
      if (isOpen(now)) return undefined;
      const call: Call = {
        taken(at) {
          waiting.delete(call);
          lastSign = at;
        },
        answered(at) {
          end(call);
          lastSign = at;
          failures = 0;
          trial = undefined;
          if (open) changed(undefined);
          open = undefined;
        },
        failed(at) {
          if (end(call)) trip(at);
          else if (open === undefined && ++failures === FAILURES) trip(at);
        },
        left() {
          end(call);
        },
      };
      waiting.set(call, { since: now, giveUp });
      if (open) trial = call;
      return call;
    },
  };
}
