import { isAfter, type Snowflake } from '../../conversation/entry.ts';

/** Milliseconds of patience. */
export interface LivenessLimits {
  /** In which Discord tells of a message that Bobbin posted. */
  echo: number;
  /** Without any event, after which the session is resumed to be sure. */
  silence: number;
  /** In which a connection has to bring something after it was made anew. */
  recovery: number;
  /** Between two new sessions: Discord allows 1,000 a day, and they are for more than this. */
  renewal: number;
}

export const LIMITS: LivenessLimits = {
  echo: 10_000,
  silence: 600_000,
  recovery: 30_000,
  renewal: 600_000,
};

/** How a connection is made anew: going on with its session, which costs nothing, or in a new one. */
export type Reconnection = 'resume' | 'renew';

/** Whether a connection to the gateway that seems to be fine still brings what happens. Times are of one clock. */
export interface Liveness {
  /** An event came; with its id, if it is a new message. */
  heard(now: number, message?: Snowflake): void;
  /** The connection says that it was resumed, or that its session is new. */
  greeted(now: number): void;
  /** The connection is being made anew. */
  lost(now: number): void;
  /** Discord took this message of Bobbin's, and has to tell of it, or of a newer one. */
  posted(now: number, message: Snowflake): void;
  /** What is to be done now, while there is a connection. */
  check(now: number): Reconnection | undefined;
  isDeaf(): boolean;
  /** When the last event came. */
  lastHeard(): number;
}

/** Of a connection that has just been made: what was posted up to the message `since` was for others to hear. */
export function createLiveness(start: number, since: Snowflake, limits: LivenessLimits): Liveness {
  let newest = since;
  /** The newest message that Bobbin posted and has not heard of, and since when there is one. */
  let owed: { message: Snowflake; since: number } | undefined;
  let lastHeard = start;
  /** The session was resumed because of the silence, and nothing had been missed. */
  let quiet = false;
  /** How and when the connection is made anew, and whether only an event, not the greeting, shows that it hears again. */
  let attempt: { by: Reconnection; at: number; needsEvent: boolean } | undefined;
  let lastRenewal = -Infinity;

  function tryTo(by: Reconnection, now: number, needsEvent: boolean): Reconnection {
    attempt = { by, at: now, needsEvent };
    if (by === 'renew') lastRenewal = now;
    return by;
  }

  return {
    heard(now, message) {
      if (message !== undefined && isAfter(message, newest)) newest = message;
      if (owed && !attempt && isAfter(owed.message, newest)) owed.since = now;
      else owed = undefined;
      lastHeard = now;
      quiet = false;
      attempt = undefined;
    },

    greeted(now) {
      if (attempt?.needsEvent) return;
      attempt = owed = undefined; // a new session does not bring what came before
      quiet = now - lastHeard >= limits.silence;
    },

    lost(now) {
      attempt = { by: 'resume', needsEvent: false, ...attempt, at: now };
    },

    posted(now, message) {
      if (isAfter(message, newest)) owed = { message, since: owed?.since ?? now };
    },

    check(now) {
      if (attempt) {
        const failed = now - attempt.at >= limits.recovery;
        return failed && now - lastRenewal >= limits.renewal ? tryTo('renew', now, false) : undefined;
      }
      if (owed && now - owed.since >= limits.echo) return tryTo('resume', now, true);
      return !quiet && now - lastHeard >= limits.silence ? tryTo('resume', now, false) : undefined;
    },

    isDeaf: () => attempt !== undefined,
    lastHeard: () => lastHeard,
  };
}
