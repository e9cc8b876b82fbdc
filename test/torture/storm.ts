import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../playground/discord/faults.ts';
import type { Discord } from '../../playground/discord/start.ts';
import type { RedisServer } from '../redis-server.ts';
import type { Answers } from './answers.ts';
import type { Bobbin } from './bobbin.ts';
import { type Chance, createChance } from './chance.ts';
import type { FaultKind } from './options.ts';

/**
 * Milliseconds between two faults of a kind, and those that a process or a store stays away. The second process gets older
 * than the first: only one that has been there for a while takes over without a look at what Discord shows.
 */
const LIVES = [
  { least: 2_000, most: 8_000 },
  { least: 8_000, most: 40_000 },
];
const DEAD = { least: 0, most: 1_500 };
const GATEWAY_CALM = { least: 2_000, most: 8_000 };
const REDIS_LIFE = { least: 5_000, most: 20_000 };
const REDIS_DEAD = { least: 0, most: 4_000 };

/** How often Redis loses what it had not written to disk yet: with `appendfsync everysec` up to a second, in milliseconds. */
const POWER_CUTS = 0.5;
const LOST = { least: 0, most: 1_000 };

/** How often a process is replaced as in a deploy, not killed. */
const DEPLOYS = 0.2;

/** How often which request to Discord goes wrong. */
const REST: [probability: number, Fault][] = [
  [0.01, { status: 500 }],
  [0.004, { status: 503 }],
  [0.006, { status: 429, retryAfter: 0.5 }],
  [0.005, { reset: 'before' }],
  [0.005, { reset: 'after' }],
  [0.001, { hang: 'before' }],
  [0.001, { hang: 'after' }],
  [0.01, { delayMs: 1_000 }],
];

/** How often Discord takes a new message, and nobody hears of it: that is what nonces are for. */
const TAKEN_UNHEARD = 0.03;

interface Stage {
  discord: Discord;
  answers: Answers;
  redis: RedisServer | undefined;
  bobbins: readonly Bobbin[];
  note: (what: string) => void;
}

/** How often what went wrong. */
export type Damage = Record<string, number>;

/** Lets things go wrong until `signal` says that it is enough. Then everything runs again. */
export async function storm(
  { discord, answers, redis, bobbins, note: tell }: Stage,
  { seed, faults, signal }: { seed: number; faults: readonly FaultKind[]; signal: AbortSignal },
): Promise<Damage> {
  const damage: Damage = {};
  const note = (what: string) => {
    damage[what] = (damage[what] ?? 0) + 1;
    tell(what);
  };
  const over = Promise.withResolvers<void>();

  /** Again and again, after a pause, as long as the storm lasts. */
  async function repeat(pause: () => number, act: () => unknown): Promise<void> {
    for (;;) {
      await sleep(pause(), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      await act();
    }
  }

  const kinds: Record<FaultKind, (chance: Chance) => Promise<unknown>> = {
    kills: (chance) => {
      const old: Promise<void>[] = [];
      const threaten = (bobbin: Bobbin, index: number) =>
        repeat(
          () => within(LIVES[index]!, chance),
          async () => {
            const isDeploy = chance.happens(DEPLOYS);
            note(isDeploy ? 'deploys' : 'kills');
            const ended = isDeploy ? bobbin.stop() : bobbin.kill();
            if (isDeploy && bobbins.length > 1) old.push(ended);
            else await ended;
            if (!isDeploy) await sleep(within(DEAD, chance));
            await bobbin.start();
          },
        );
      return Promise.all(bobbins.map(threaten)).then(() => Promise.all(old));
    },

    gateway: (chance) => {
      const { gateway } = discord;
      const acts: Record<string, () => void> = {
        'gateway drops': () => gateway.drop(),
        'reconnects asked for': () => gateway.reconnect(),
        'sessions ended': () => gateway.invalidate(),
        'resumes refused': () => {
          gateway.refuseResume(2);
          gateway.drop();
        },
        'events replayed': () => gateway.replay(chance.between(1, 30)),
      };
      return repeat(
        () => within(GATEWAY_CALM, chance),
        () => {
          const what = chance.pick(Object.keys(acts));
          note(what);
          acts[what]?.();
        },
      );
    },

    redis: async (chance) => {
      if (redis === undefined) return;
      await repeat(
        () => within(REDIS_LIFE, chance),
        async () => {
          const isPowerCut = chance.happens(POWER_CUTS);
          note(isPowerCut ? 'Redis power cuts' : 'Redis kills');
          await redis.kill(isPowerCut ? within(LOST, chance) : undefined);
          await sleep(within(REDIS_DEAD, chance));
          await redis.start();
        },
      );
    },

    rest: async (chance) => {
      discord.faults.always((method, path) => {
        const isPost = method === 'POST' && path.endsWith('/messages');
        const isUnheard = isPost && chance.happens(TAKEN_UNHEARD);
        const fault: Fault | undefined = isUnheard
          ? { reset: 'after' }
          : REST.find(([probability]) => chance.happens(probability))?.[1];
        if (fault) note(nameOf(fault));
        return fault;
      });
      await over.promise;
      discord.faults.clear();
    },

    model: async () => {
      answers.storm(over.promise);
      await over.promise;
    },
  };

  const raging = faults.map((kind) => kinds[kind](createChance(seed, kind)));
  signal.addEventListener('abort', () => over.resolve());
  await Promise.all(raging);
  await over.promise;
  return damage;
}

function nameOf(fault: Fault): string {
  if ('status' in fault) return `REST ${fault.status}`;
  if ('hang' in fault) return `REST hangs ${fault.hang}`;
  return 'reset' in fault ? `REST breaks ${fault.reset}` : 'REST is late';
}

function within({ least, most }: { least: number; most: number }, chance: Chance): number {
  return chance.between(least, most);
}
