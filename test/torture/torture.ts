import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Discord, startDiscord } from '../../playground/discord/start.ts';
import { startModel } from '../../playground/model/start.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { startRedisServer } from '../redis-server.ts';
import { answerMarks } from './answers.ts';
import { createBobbin } from './bobbin.ts';
import { createChance } from './chance.ts';
import { createCrowd } from './crowd.ts';
import { differencesIn } from './memory.ts';
import { noteEvents } from './events.ts';
import type { Options } from './options.ts';
import { planThreads } from './plan.ts';
import { type Shown, shownIn, toldElsewhere } from './shown.ts';
import { type Damage, storm } from './storm.ts';
import { judge, type Verdict } from './verdict.ts';

/** Milliseconds without anything new after which all is at rest. */
const QUIET = 4_000;

/**
 * Milliseconds in which it has to come to rest, and more for each in which people talked: Bobbin brings an answer that
 * Discord did not take once more after half of its age.
 */
const REST = 60_000;
const REST_MORE = 0.6;

/** Milliseconds between two looks. */
const LOOK_EVERY = 500;

export interface Report {
  damage: Damage;
  /** When all had come to rest after the storm. */
  verdict: Verdict;
  /** After one more message in each conversation: memory is compared with Discord when a conversation is used. */
  last: Verdict;
  /** Where memory differs from what is shown. */
  differences: string[];
  starts: number;
  crashes: number;
  /** What the processes logged; gone where nothing is wrong. */
  folder: string;
}

/** Lets people talk and things go wrong, waits until all is at rest, and looks at what came of it. */
export async function torture(options: Options): Promise<Report> {
  const { seed, seconds, faults } = options;
  const folder = await mkdtemp(join(tmpdir(), 'bobbin-torture-'));
  await using stack = new AsyncDisposableStack();
  const redis = options.store === 'redis' ? await startRedisServer('--appendonly', 'yes') : undefined;
  stack.defer(() => redis?.close());
  const discord = await startDiscord();
  stack.defer(() => discord.close());
  const model = await startModel();
  stack.defer(() => model.close());
  const note = noteEvents(discord.world, join(folder, 'events.log'));
  const answers = answerMarks(model, createChance(seed, 'answers'), note);
  const crowd = createCrowd(discord);
  const plans = planThreads({ ...options, ms: seconds * 1_000 }, createChance(seed, 'people'));

  const environment = {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    OPENAI_BASE_URL: model.url,
    MODEL: 'practice',
    LOG_LEVEL: 'debug',
    DATA_DIR: folder,
    ...(redis && { REDIS_URL: redis.url }),
  };
  const bobbins = Array.from({ length: redis ? 2 : 1 }, (_, index) =>
    createBobbin({ environment, log: join(folder, `bobbin-${index}.log`), without: options.without }),
  );
  const sum = (what: 'starts' | 'crashes') => bobbins.reduce((all, bobbin) => all + bobbin[what], 0);
  const stop = async () => void (await Promise.all(bobbins.map((bobbin) => bobbin.stop())));
  stack.defer(stop);
  await Promise.all(bobbins.map((bobbin) => bobbin.start()));

  const over = new AbortController();
  const raging = storm({ discord, answers, redis, bobbins, note }, { seed, faults, signal: over.signal });
  await crowd.play(plans);
  over.abort();
  const damage = await raging;

  const shown = () =>
    new Map<string, Shown[]>(
      [...crowd.channels.keys()].map((channel) => [channel, shownIn(discord.world, channel)]),
    );
  const look = () =>
    judge({
      spoken: crowd.spoken,
      shown: shown(),
      given: answers.given,
      toldElsewhere: toldElsewhere(discord.world, crowd.channels),
    });
  const patience = REST + REST_MORE * seconds * 1_000;
  const verdict = await atRest(discord, look, patience);
  if (isDone(verdict))
    for (const [index, channel] of [...crowd.channels.keys()].entries())
      crowd.say(channel, `m${options.messages + index + 1}`);
  const last = isDone(verdict) ? await atRest(discord, look, patience) : verdict;
  await stop();

  const store = await openStore({ redisUrl: redis?.url, dataDir: folder, log: createLog('silent') });
  stack.defer(() => store.close());
  const differences = await differencesIn(store, shown());
  return { damage, verdict, last, differences, starts: sum('starts'), crashes: sum('crashes'), folder };
}

function isDone({ unanswered, unfinished }: Verdict): boolean {
  return unanswered.length === 0 && unfinished.length === 0;
}

/** Waits until all is answered and nothing happens any more; if that takes too long, what there is then. */
async function atRest(discord: Discord, look: () => Verdict, patience: number): Promise<Verdict> {
  let changed = performance.now();
  const stop = discord.world.onChange(() => (changed = performance.now()));
  const deadline = performance.now() + patience;
  try {
    for (;;) {
      await sleep(LOOK_EVERY);
      const verdict = look();
      const isQuiet = performance.now() - changed > QUIET;
      if ((isQuiet && isDone(verdict)) || performance.now() > deadline) return verdict;
    }
  } finally {
    stop();
  }
}
