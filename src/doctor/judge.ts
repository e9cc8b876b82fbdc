import type { ModelReached } from '../conversation/ports.ts';
import { PORTAL } from '../discord/client.ts';
import type { Probe } from '../discord/probe.ts';
import type { RedisFacts } from '../store/redis/facts.ts';
import { note, ok, type Result, wrong } from './result.ts';

// What the facts mean for whoever runs Bobbin. All of it is pure.

/** The Node that runs the TypeScript as it is; `engines` of package.json. */
const NODE = 24;

/** The first Redis that has all that the store asks for: ZRANGE with BYSCORE and REV. */
const REDIS = { major: 6, minor: 2 };

/** Milliseconds. Cooldowns and budgets of processes whose clocks differ more are felt. */
const CLOCK = 5_000;

/** Logins left of a day's 1,000 that are few. */
const FEW_STARTS = 20;

export function judgeNode(version: string): Result {
  const [major = 0] = numbers(version);
  return major >= NODE
    ? ok(`Node ${version}`)
    : wrong(
        `Node ${version} is too old.`,
        `Install Node ${NODE} or newer, or run \`npm ci\` on Linux, which brings it along.`,
      );
}

/** `mode`: of the file .env; undefined: there is none. `isReadable`: by whoever runs this. */
export function judgeFile(mode: number | undefined, isReadable: boolean): Result {
  if (mode === undefined)
    return note(
      'There is no .env in this folder: only the environment counts.',
      'If that is not meant so: `cp .env.example .env`, and fill it in.',
    );
  if (!isReadable) return wrong('.env can’t be read.', 'Let the user that runs Bobbin read it.');
  return (mode & 0o004) === 0
    ? ok('.env')
    : note('.env, with its token and its key, can be read by everybody on this machine.', '`chmod 600 .env`');
}

export function judgeDiscord(probe: Probe): Result[] {
  if (probe.state === 'refused')
    return [
      wrong(
        'Discord does not accept DISCORD_TOKEN.',
        `${PORTAL} → your application → Bot → Reset Token; put the new one into .env.`,
      ),
    ];
  if (probe.state === 'away')
    return [
      wrong(
        `Discord can’t be reached: ${probe.reason}`,
        'Check the network, a proxy or firewall, and DISCORD_API_URL.',
      ),
    ];
  const taken = ok(`Discord takes the token: the bot is called ${probe.name}`);
  return [taken, intent(probe), starts(probe), clock(probe)];
}

type Found = Extract<Probe, { state: 'ok' }>;

function intent({ readsMessages }: Found): Result {
  return readsMessages
    ? ok('Message Content intent')
    : wrong(
        'Bobbin may not read messages.',
        `${PORTAL} → your application → Bot → switch on “Message Content Intent”.`,
      );
}

function starts({ startsLeft }: Found): Result {
  return startsLeft > FEW_STARTS
    ? ok(`Logins left today: ${startsLeft}`)
    : note(
        `Logins left today: ${startsLeft}. Discord allows 1,000 a day.`,
        'Find out in the log what restarts Bobbin again and again.',
      );
}

function clock({ ahead }: Found): Result {
  const seconds = Math.round(Math.abs(ahead) / 1_000);
  return Math.abs(ahead) <= CLOCK
    ? ok('The clock')
    : wrong(
        `This machine’s clock is ${seconds} seconds ${ahead > 0 ? 'ahead' : 'behind'}.`,
        'Let it be set from the network (`timedatectl set-ntp true`).',
      );
}

/** `key`: how to get a key. */
export function judgeModels(reached: ModelReached, key: string): Result {
  if (reached.state === 'refused')
    return wrong('The model’s provider does not take OPENAI_API_KEY.', `${key} Put the new key into .env.`);
  if (reached.state === 'away')
    return wrong(
      `The model’s provider can’t be reached: ${reached.reason}`,
      'Check OPENAI_BASE_URL, and whether the server runs.',
    );
  if (reached.state === 'unknown')
    return note(
      'The model’s provider does not tell which models it has.',
      'If answers fail, check OPENAI_BASE_URL: it ends in /v1 as a rule.',
    );
  if (reached.unlisted.length === 0) return ok('The model’s provider, and its models');
  return wrong(
    `The model’s provider does not offer ${reached.unlisted.join(', ')}.`,
    'Name one that it offers in MODEL and its like; with Ollama: `ollama pull` it.',
  );
}

export function judgeRedis({ version, eviction, maxMemory, persists }: RedisFacts): Result[] {
  return [
    isOlder(version)
      ? wrong(`Redis ${version} is too old.`, `Use Redis ${REDIS.major}.${REDIS.minor} or newer, or Valkey.`)
      : ok(`Redis ${version}`),
    evicts(eviction, maxMemory),
    writes(persists),
  ];
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = numbers(version);
  return major < REDIS.major || (major === REDIS.major && minor < REDIS.minor);
}

function evicts(eviction: string, maxMemory: number): Result {
  if (eviction === 'noeviction') return ok('Redis throws nothing away');
  const what = `Redis throws away what Bobbin remembers when its memory is full (maxmemory-policy ${eviction}).`;
  const todo = 'redis-cli config set maxmemory-policy noeviction, and the same in redis.conf.';
  return maxMemory === 0 ? note(what, todo) : wrong(what, todo);
}

function writes(persists: boolean | undefined): Result {
  if (persists === undefined)
    return note(
      'Redis does not tell whether it writes to disk.',
      'Look whether it does: else a restart forgets everything.',
    );
  return persists
    ? ok('Redis writes to disk')
    : wrong(
        'Redis keeps everything in memory alone: a restart forgets it.',
        'redis-cli config set appendonly yes, and the same in redis.conf.',
      );
}

function numbers(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}
