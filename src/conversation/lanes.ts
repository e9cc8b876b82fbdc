import { HandedOver } from '../errors.ts';
import { createFairQueue } from './fair-queue.ts';

/** Milliseconds without a new message after which a burst counts as over and its turn begins. */
const BURST_QUIET = 400;

/** Milliseconds after which a turn begins even if people go on writing. */
const BURST_LONGEST = 2_500;

/** Turns at once: in one process (each waits for the model most of its time), and in one group of it. */
const TURNS_AT_ONCE = 50;
const TURNS_AT_ONCE_PER_GROUP = 10;

/** Turns that wait for people and take no room; each looks at the store now and then. */
const ASIDE_AT_ONCE = 200;

const STOPPING = 'Bobbin is stopping';

export interface Lanes {
  /**
   * Something in this conversation is to be answered: a turn begins soon, or follows the one that runs. When turns
   * have to wait, groups (servers) take turns, and within a group people, each with the conversations that they woke.
   */
  wake(conversation: string, group: string, person?: string): void;
  /** Stops the turn that runs in this conversation, if any, and forgets what was to follow. */
  cancel(conversation: string, reason: Error): void;
  /**
   * Lets the turn of this conversation wait for a person: meanwhile others have its room, which it then gets back at once,
   * even if there are too many for a moment. When Bobbin stops, it does not wait for people.
   */
  aside<T>(conversation: string, wait: () => Promise<T>): Promise<T>;
  /** Waits for the turn that runs in this conversation, if any. */
  settled(conversation: string): Promise<void>;
  /** Begins no new turn, waits for those that run, and stops them after this many milliseconds. */
  drain(patience: number): Promise<void>;
}

interface Lane {
  conversation: string;
  group: string;
  person: string;
  state: 'gathering' | 'waiting' | 'running' | 'cancelled';
  /** It runs, but waits for a person. */
  aside?: boolean;
  timer?: NodeJS.Timeout;
  /** When the first and the newest message came that the next turn is to answer. */
  since: number;
  woken: number;
  again: boolean;
  abort?: AbortController;
}

interface LaneOptions {
  atOnce?: number;
  perGroup?: number;
  now?: () => number;
}

/**
 * One turn at a time in each conversation, at most `atOnce` of them side by side and `perGroup` of one group; the
 * others wait until it is their turn. Messages that arrive in a burst share a turn; what arrives during a turn makes
 * exactly one more. A lane is gone when nothing is to be done in it. `turn` never rejects;
 * it gives the milliseconds after which it has to be made again, or undefined.
 */
export function createLanes(
  turn: (conversation: string, signal: AbortSignal) => Promise<number | undefined>,
  { atOnce = TURNS_AT_ONCE, perGroup = TURNS_AT_ONCE_PER_GROUP, now = Date.now }: LaneOptions = {},
): Lanes {
  const lanes = new Map<string, Lane>();
  const waiting = createFairQueue<Lane>();
  const running = new Map<Lane, Promise<void>>();
  let draining = false;

  function gather(lane: Lane) {
    clearTimeout(lane.timer);
    const left = Math.min(lane.woken + BURST_QUIET, lane.since + BURST_LONGEST) - now();
    if (left <= 0) return enqueue(lane);
    lane.state = 'gathering';
    lane.timer = setTimeout(() => enqueue(lane), left);
  }

  /** Until the turn has something to do again, or somebody wakes it. */
  function rest(lane: Lane, wait = 0) {
    lane.state = 'gathering';
    lane.since = now() + wait;
    lane.timer = setTimeout(() => enqueue(lane), wait);
  }

  function enqueue(lane: Lane) {
    lane.state = 'waiting';
    waiting.push(lane, lane.group, lane.person);
    next();
  }

  const working = () => [...running.keys()].filter(({ aside }) => !aside);

  function hasRoom(group: string): boolean {
    return working().filter((lane) => lane.group === group).length < perGroup;
  }

  function next() {
    if (draining) return;
    while (working().length < atOnce) {
      const lane = waiting.take(hasRoom);
      if (lane === undefined) return;
      if (lane.state === 'waiting') start(lane);
    }
  }

  function start(lane: Lane) {
    lane.state = 'running';
    lane.again = false;
    lane.abort = new AbortController();
    running.set(lane, run(lane, lane.abort.signal));
  }

  async function run(lane: Lane, signal: AbortSignal) {
    const wait = await turn(lane.conversation, signal);
    running.delete(lane);
    if (draining || (!lane.again && wait === undefined)) lanes.delete(lane.conversation);
    else if (lane.again) gather(lane);
    else rest(lane, wait);
    next();
  }

  return {
    wake(conversation, group, person = conversation) {
      if (draining) return;
      const lane = lanes.get(conversation);
      if (lane === undefined) {
        const times = { since: now(), woken: now() };
        const fresh: Lane = { conversation, group, person, state: 'gathering', again: false, ...times };
        lanes.set(conversation, fresh);
        return gather(fresh);
      }
      lane.woken = now();
      if (lane.state === 'gathering') gather(lane);
      if (lane.state !== 'running') return;
      if (!lane.again) Object.assign(lane, { since: now(), person });
      lane.again = true;
    },

    cancel(conversation, reason) {
      const lane = lanes.get(conversation);
      if (lane === undefined) return;
      clearTimeout(lane.timer);
      lane.again = false;
      if (lane.state === 'running') return lane.abort?.abort(reason);
      lane.state = 'cancelled';
      lanes.delete(conversation);
    },

    async aside(conversation, wait) {
      const lane = lanes.get(conversation);
      const abort = lane?.abort;
      if (!lane || !abort) return wait();
      if (draining) abort.abort(new HandedOver(STOPPING));
      lane.aside = running.size - working().length < ASIDE_AT_ONCE;
      next();
      try {
        return await wait();
      } finally {
        lane.aside = false;
      }
    },

    async settled(conversation) {
      const lane = lanes.get(conversation);
      if (lane) await running.get(lane);
    },

    async drain(patience) {
      draining = true;
      for (const lane of lanes.values()) {
        clearTimeout(lane.timer);
        if (lane.aside) lane.abort?.abort(new HandedOver(STOPPING));
      }
      const stop = setTimeout(() => {
        for (const lane of lanes.values()) lane.abort?.abort(new HandedOver(STOPPING));
      }, patience);
      await Promise.all(running.values());
      clearTimeout(stop);
    },
  };
}
