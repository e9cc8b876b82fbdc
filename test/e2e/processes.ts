import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Discord, startDiscord } from '../../playground/discord/start.ts';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import { type RedisServer, startRedisServer } from '../redis-server.ts';
import type { StoreName } from './start.ts';

/** src/main.ts as the operator starts it: a process of its own, with an environment, an exit code and signals. */
export interface BobbinProcess {
  child: ChildProcess;
  /** Everything that it printed. */
  output: { all: string };
  /** Its exit code; NaN where a signal ended it. */
  exited: Promise<number>;
  /** Resolves when it has logged in and listens. */
  ready: () => Promise<unknown>;
}

/** Discord, a model, perhaps Redis, and as many Bobbins as one starts. */
export interface Home {
  discord: Discord;
  model: ModelEndpoint;
  redis: RedisServer | undefined;
  /** Where SQLite keeps its file. */
  folder: string;
  /** `largestFile`: kilobytes after which its disk counts as full. */
  run: (environment?: Record<string, string>, options?: { largestFile?: number }) => BobbinProcess;
  close: () => Promise<void>;
}

export async function createHome(store: StoreName = 'SQLite'): Promise<Home> {
  const discord = await startDiscord();
  const model = await startModel();
  const redis = store === 'Redis' ? await startRedisServer() : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'bobbin-'));
  const running = new Set<ChildProcess>();

  function run(
    environment: Record<string, string> = {},
    { largestFile }: { largestFile?: number } = {},
  ): BobbinProcess {
    // ulimit counts in blocks of 512 bytes.
    const limit = largestFile === undefined ? '' : `ulimit -f ${largestFile * 2};`;
    const child = spawn('sh', ['-c', `${limit} exec "$0" src/main.ts`, process.execPath], {
      env: {
        DISCORD_TOKEN: discord.token,
        DISCORD_API_URL: discord.apiUrl,
        OPENAI_BASE_URL: model.url,
        MODEL: 'practice',
        DATA_DIR: folder,
        ...(redis && { REDIS_URL: redis.url }),
        ...environment,
      },
    });
    running.add(child);
    const output = { all: '' };
    child.stdout.on('data', (data) => (output.all += String(data)));
    child.stderr.on('data', (data) => (output.all += String(data)));
    const exited = once(child, 'exit').then(([code]) => {
      running.delete(child);
      return code === null ? NaN : Number(code);
    });
    const ready = () => discord.waitFor('ready', () => output.all.includes('"msg":"ready"'), 20_000);
    return { child, output, exited, ready };
  }

  return {
    discord,
    model,
    redis,
    folder,
    run,
    async close() {
      for (const child of running) child.kill('SIGKILL');
      await discord.close();
      await model.close();
      await redis?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
