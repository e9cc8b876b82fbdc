import type { Chance } from './chance.ts';

/** What people are going to do in one conversation. */
export interface ThreadPlan {
  /** In a thread that Bobbin opens for the first message, or in a DM. */
  where: 'thread' | 'dm';
  /** Which of the servers. */
  guild: number;
  deeds: Deed[];
}

/** One deed. Who: which of the people of the server; of a DM there is one only. */
export type Deed = { at: number; mark: string } & (
  | { do: 'say'; who: number }
  | { do: 'edit'; version: number }
  | { do: 'delete' }
);

export interface Crowd {
  guilds: number;
  /** On each server. */
  people: number;
}

export const CROWD: Crowd = { guilds: 4, people: 5 };

/** One in so many conversations is a DM. */
const DMS = 8;

/** Messages that come alone, and how many come in a burst else, so many milliseconds apart. */
const SINGLES = 0.6;
const BURST = { least: 2, most: 5 };
const BURST_GAP = { least: 20, most: 600 };

/** Messages that are edited or deleted, and milliseconds until then: while they are answered, or long after. */
const EDITED = 0.15;
const DELETED = 0.06;
const SOON = { least: 30, most: 4_000 };
const LATER = { least: 4_000, most: 40_000 };

/** What people do within `ms` milliseconds. Each of their messages has a mark of its own, m1 and so on. */
export function planThreads(
  { threads, messages, ms }: { threads: number; messages: number; ms: number },
  chance: Chance,
): ThreadPlan[] {
  let said = 0;
  return Array.from({ length: threads }, (_, index) => {
    const count = Math.floor((messages * (index + 1)) / threads) - Math.floor((messages * index) / threads);
    const marks = Array.from({ length: count }, () => `m${++said}`);
    const where = index % DMS === DMS - 1 ? 'dm' : 'thread';
    const deeds = timesOf(count, ms, chance).flatMap((at, one) => deedsOf(marks[one] ?? '', at, one, chance));
    const inTime = deeds.filter(({ do: what, at }) => what === 'say' || at <= ms);
    return { where, guild: index % CROWD.guilds, deeds: inTime.toSorted((a, b) => a.at - b.at) };
  });
}

/** When people write: singly and in bursts, the first message near the beginning. */
function timesOf(count: number, ms: number, chance: Chance): number[] {
  const times = [chance.between(0, ms / 20)];
  while (times.length < count) {
    let at = chance.between(ms / 20, ms);
    const size = chance.happens(SINGLES) ? 1 : chance.between(BURST.least, BURST.most);
    for (let i = 0; i < size && times.length < count; i++) {
      times.push(at);
      at += chance.between(BURST_GAP.least, BURST_GAP.most);
    }
  }
  return times.toSorted((a, b) => a - b);
}

/** One message and what becomes of it. The first one of a conversation stays: the thread hangs on it. */
function deedsOf(mark: string, at: number, index: number, chance: Chance): Deed[] {
  const after = () => {
    const { least, most } = chance.pick([SOON, LATER]);
    return at + chance.between(least, most);
  };
  const edits = chance.happens(EDITED) ? chance.between(1, 2) : 0;
  return [
    { do: 'say', at, mark, who: chance.between(0, CROWD.people - 1) },
    ...Array.from({ length: edits }, (_, version): Deed => ({ do: 'edit', at: after(), mark, version })),
    ...(index > 0 && chance.happens(DELETED) ? [{ do: 'delete', at: after(), mark } as const] : []),
  ];
}
