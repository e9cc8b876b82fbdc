import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import { ofServer, type SettingsKeeper } from '../../settings/settings.ts';
import type { Store } from '../../store/store.ts';
import type { Snowflake } from '../entry.ts';
import { hold } from '../lease.ts';
import { apart, type Forgetting } from './forget.ts';
import { noteSwept } from './wishes.ts';

/** Milliseconds between two sweeps. */
const SWEEP_EVERY = 3_600_000;

/** Milliseconds after which to look again whether another process sweeps: longer than it has the lease for. */
const TAKEN_WAIT = 15_000;

const DAY = 86_400_000;

/** Conversations that are looked up at once. */
const AT_ONCE = 50;

/** The lease that a sweep has: one process at a time. */
const SWEEP = 'sweep';

export interface Sweeps {
  /** Waits for the one that runs, and begins no other. */
  stop(): Promise<void>;
}

interface SweepParts {
  store: Store;
  settings: SettingsKeeper;
  forgetting: Forgetting;
  /** Notices which servers Bobbin has left. */
  compareServers: () => Promise<void>;
  owner: string;
  log: Log;
  now: () => number;
}

/** Forgets what nobody uses any more, now and every hour, and what is still to be forgotten. */
export function startSweeps(parts: SweepParts): Sweeps {
  const stopped = new AbortController();
  const sweepNow = () =>
    sweepOrWait(parts, stopped.signal).catch((error: unknown) => {
      if (!stopped.signal.aborted)
        parts.log.error({ err: error }, 'what is to be forgotten stays until the next sweep');
    });
  let running = sweepNow();
  const timer = setInterval(() => void (running = running.then(sweepNow)), SWEEP_EVERY);
  return {
    async stop() {
      clearInterval(timer);
      stopped.abort();
      await running;
    },
  };
}

async function sweepOrWait(parts: SweepParts, stopped: AbortSignal): Promise<void> {
  if (await sweep(parts, stopped)) return;
  await sleep(TAKEN_WAIT, undefined, { signal: stopped });
  await sweep(parts, stopped);
}

/** False: another process does it, or did so until it died a moment ago. */
async function sweep(parts: SweepParts, stopped: AbortSignal): Promise<boolean> {
  const { store, forgetting, compareServers, owner } = parts;
  const held = await hold(store, SWEEP, owner);
  if (held === undefined) return false;
  const signal = AbortSignal.any([stopped, held.signal]);
  try {
    await apart(compareServers, {}, parts.log);
    await forgetting.resume();
    let entries = 0;
    for (const guild of [null, ...(await store.people.servers())])
      if (!signal.aborted)
        entries += (await apart(() => sweepServer(parts, guild, signal), { guild }, parts.log)) ?? 0;
    await store.people.erase();
    if (entries > 0) parts.log.info({ entries }, 'forgot conversations that nobody uses any more');
    return true;
  } finally {
    await held.release();
  }
}

/** Forgets the conversations of a server (null: direct messages) that were idle for too long. */
async function sweepServer(
  { store, settings, forgetting, log, now }: SweepParts,
  guild: Snowflake | null,
  signal: AbortSignal,
): Promise<number> {
  const { retentionDays } = (await settings.of(ofServer(guild))).settings;
  const since = now() - retentionDays * DAY;
  const done = new Set<Snowflake>();
  let entries = 0;
  while (!signal.aborted) {
    const idle = await store.people.idle(guild, since, AT_ONCE);
    const fresh = idle.filter((id) => !done.has(id));
    if (fresh.length === 0) break;
    // First: what is used in this moment must not be read back from Discord.
    await noteSwept(store, guild, since);
    for (const id of fresh) {
      done.add(id);
      entries += (await apart(() => forgetting.idle(guild, id, since), { conversation: id }, log)) ?? 0;
    }
  }
  return entries;
}
