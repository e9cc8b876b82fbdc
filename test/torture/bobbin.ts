import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mechanism } from './mechanisms.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Milliseconds before a process that could not start is started again, as Docker would. */
const RESTART_AFTER = 500;

/** Bobbin as it runs in production: src/main.ts in a process of its own. */
export interface Bobbin {
  /** Resolves when it is ready; begins again as long as it can't. */
  start(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** SIGTERM, as long before the next `start` as one likes. Resolves when it has ended. */
  stop(): Promise<void>;
  readonly starts: number;
  /** Ends that nobody wished: of its own accord after it was ready, or with another exit code than 0 when it was stopped. */
  readonly crashes: number;
}

interface BobbinOptions {
  environment: Record<string, string>;
  /** The file for what it logs. */
  log: string;
  without: Mechanism | undefined;
}

export function createBobbin({ environment, log, without }: BobbinOptions): Bobbin {
  const file = createWriteStream(log);
  const hooks =
    without === undefined ? [] : ['--import', new URL(`without.ts?${without}`, import.meta.url).href];
  const note = (msg: string) => file.write(`${JSON.stringify({ time: Date.now(), msg })}\n`);
  let running: ChildProcess | undefined;
  let starts = 0;
  let crashes = 0;
  process.once('exit', () => running?.kill('SIGKILL'));

  /** True when it is ready, false when it ended before. */
  async function run(): Promise<boolean> {
    starts += 1;
    const child = spawn(process.execPath, [...hooks, 'src/main.ts'], {
      cwd: ROOT,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running = child;
    note(`start ${starts}, process ${child.pid}`);
    child.stderr.pipe(file, { end: false });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    let ready = false;
    createInterface(child.stdout).on('line', (line) => {
      file.write(`${line}\n`);
      if (!line.includes('"msg":"ready"')) return;
      ready = true;
      resolve(true);
    });
    child.once('exit', (code, signal) => {
      note(`process ${child.pid} ended with ${code ?? signal}`);
      if (running === child && ready) crashes += 1;
      resolve(false);
    });
    return promise;
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = running;
    running = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    if (signal === 'SIGTERM' && child.exitCode !== 0) crashes += 1;
  }

  return {
    get starts() {
      return starts;
    },
    get crashes() {
      return crashes;
    },
    async start() {
      while (!(await run())) await sleep(RESTART_AFTER);
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
