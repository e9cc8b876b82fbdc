/** Milliseconds without a new message after which a burst counts as over and its turn begins. */
const BURST_QUIET = 400;

/** Milliseconds after which a turn begins even if people go on writing. */
const BURST_LONGEST = 2_500;

export interface Lanes {
  /** Something in this conversation is to be answered: a turn begins soon, or follows the one that runs. */
  wake(conversation: string): void;
  /** Stops the turn that runs in this conversation, if any, and forgets what was to follow. */
  cancel(conversation: string, reason: Error): void;
  /** Waits for the turn that runs in this conversation, if any. */
  settled(conversation: string): Promise<void>;
  /** Begins no new turn, waits for those that run, and stops them after this many milliseconds. */
  drain(patience: number): Promise<void>;
}

interface Lane {
  state: 'gathering' | 'waiting' | 'running';
  timer?: NodeJS.Timeout;
  /** When the first and the newest message came that the next turn is to answer. */
  since: number;
  woken: number;
  again: boolean;
  abort?: AbortController;
  done?: Promise<void>;
}

/**
 * One turn at a time in each conversation, at most `atOnce` of them side by side; the others wait in the order in
 * which they came. Messages that arrive in a burst share a turn; what arrives during a turn makes exactly one more.
 * A lane is gone when nothing is to be done in it. `turn` never rejects.
 */
export function createLanes(
  turn: (conversation: string, signal: AbortSignal) => Promise<void>,
  { atOnce, now = Date.now }: { atOnce: number; now?: () => number },
): Lanes {
  const lanes = new Map<string, Lane>();
  const waiting: string[] = [];
  const running = new Set<Promise<void>>();
  let draining = false;

  function gather(conversation: string, lane: Lane) {
    clearTimeout(lane.timer);
    const left = Math.min(lane.woken + BURST_QUIET, lane.since + BURST_LONGEST) - now();
    if (left <= 0) return enqueue(conversation, lane);
    lane.state = 'gathering';
    lane.timer = setTimeout(() => enqueue(conversation, lane), left);
  }

  function enqueue(conversation: string, lane: Lane) {
    lane.state = 'waiting';
    waiting.push(conversation);
    next();
  }

  function next() {
    if (draining || running.size >= atOnce) return;
    const conversation = waiting.shift();
    if (conversation === undefined) return;
    const lane = lanes.get(conversation);
    if (lane?.state === 'waiting') start(conversation, lane);
    next();
  }

  function start(conversation: string, lane: Lane) {
    lane.state = 'running';
    lane.again = false;
    lane.abort = new AbortController();
    const done = turn(conversation, lane.abort.signal).finally(() => {
      running.delete(done);
      if (lane.again && !draining) gather(conversation, lane);
      else lanes.delete(conversation);
      next();
    });
    running.add(done);
    lane.done = done;
  }

  return {
    wake(conversation) {
      if (draining) return;
      const lane = lanes.get(conversation);
      if (lane === undefined) {
        const fresh: Lane = { state: 'gathering', since: now(), woken: now(), again: false };
        lanes.set(conversation, fresh);
        gather(conversation, fresh);
        return;
      }
      lane.woken = now();
      if (lane.state === 'gathering') gather(conversation, lane);
      if (lane.state !== 'running') return;
      if (!lane.again) lane.since = now();
      lane.again = true;
    },

    cancel(conversation, reason) {
      const lane = lanes.get(conversation);
      if (lane === undefined) return;
      clearTimeout(lane.timer);
      lane.again = false;
      if (lane.state === 'running') lane.abort?.abort(reason);
      else lanes.delete(conversation);
    },

    async settled(conversation) {
      const lane = lanes.get(conversation);
      if (lane?.state === 'running') await lane.done;
    },

    async drain(patience) {
      draining = true;
      for (const lane of lanes.values()) clearTimeout(lane.timer);
      const stop = setTimeout(() => {
        for (const lane of lanes.values()) lane.abort?.abort(new Error('Bobbin is stopping'));
      }, patience);
      await Promise.all(running);
      clearTimeout(stop);
    },
  };
}
