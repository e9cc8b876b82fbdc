import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface RedisServer {
  url: string;
  /** Runs one command and resolves with what redis-cli prints. */
  cli(...command: string[]): Promise<string>;
  /** Stops it; what it held is lost. */
  stop(): Promise<void>;
  /** kill -9. With `--appendonly yes`, what was written in so many milliseconds before is lost, as when the power fails. */
  kill(lost?: number): Promise<void>;
  /** Starts it again, at the same address. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Others may take the free port before redis-server does. */
const TRIES = 5;

/** When whoever started it is gone, however that came about, its end of the pipe closes and redis-server ends too. */
const UNTIL_STDIN_ENDS = `
  exec 3<&0
  redis-server "$@" 3<&- &
  server=$!
  { cat <&3; kill "$server"; } >/dev/null 2>&1 &
  watch=$!
  exec 2>/dev/null # or the shell tells of it when redis-server is killed
  wait "$server"
  kill "$watch" # or it may kill, later, what has the same process id by then
`;

/** Starts a real redis-server on a free port of this machine, in a folder of its own. */
export async function startRedisServer(...args: string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'bobbin-redis-'));
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...args];
    try {
      return await serve(folder, port, settings);
    } catch (error) {
      if (attempt < TRIES) continue;
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }
}

export interface RedisCluster {
  /** The address of one of its nodes, by which the others are found. */
  url: string;
  nodes: RedisServer[];
  close(): Promise<void>;
}

const SLOTS = 16_384;
const NODES = 3;

/** Milliseconds. Nodes tell each other of the others, which takes a second or two. */
const WHOLE_TIMEOUT = 20_000;

/** Starts a real Redis Cluster of three nodes, without replicas. */
export async function startRedisCluster(...args: string[]): Promise<RedisCluster> {
  const settings = ['--cluster-enabled', 'yes', ...args];
  const nodes: RedisServer[] = [];
  for (let at = 0; at < NODES; at++)
    nodes.push(await startRedisServer(...settings, '--cluster-port', `${await freePort()}`));
  const [first] = nodes;
  if (!first) throw new Error('no node');
  for (const [at, node] of nodes.entries()) {
    const [from, to] = [at, at + 1].map((one) => Math.floor((one * SLOTS) / NODES));
    await node.cli('cluster', 'addslotsrange', `${from}`, `${Number(to) - 1}`);
    // Or two of them may get the same, and one of both changes it seconds later.
    await node.cli('cluster', 'set-config-epoch', `${at + 1}`);
    const { port } = new URL(node.url);
    const busPort = await node.cli('config', 'get', 'cluster-port');
    await first.cli('cluster', 'meet', '127.0.0.1', port, busPort.split('\n')[1] ?? '');
  }
  for (const node of nodes) await untilWhole(node);
  return {
    url: first.url,
    nodes,
    async close() {
      for (const node of nodes) await node.close();
    },
  };
}

/** Waits until a node knows all slots and all nodes of its cluster. */
async function untilWhole(node: RedisServer): Promise<void> {
  const whole = ['cluster_state:ok', `cluster_slots_ok:${SLOTS}`, `cluster_known_nodes:${NODES}`];
  for (const started = Date.now(); ; await sleep(50)) {
    const info = await node.cli('cluster', 'info');
    if (whole.every((line) => info.includes(line))) return;
    if (Date.now() - started > WHOLE_TIMEOUT) throw new Error(`the cluster is not whole:\n${info}`);
  }
}

async function serve(folder: string, port: number, settings: string[]): Promise<RedisServer> {
  let server: ChildProcess | undefined = await ready(settings);

  async function stop(): Promise<void> {
    const stopping = server;
    server = undefined;
    if (!stopping || stopping.exitCode !== null) return;
    const ended = once(stopping, 'exit');
    stopping.stdin?.end();
    await ended;
  }

  async function cli(...command: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('redis-cli', ['-e', '-p', `${port}`, ...command]);
    return stdout.trim();
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    cli,
    stop,
    async kill(lost) {
      const [, pid] = /process_id:(\d+)/.exec(await cli('info', 'server')) ?? [];
      const written = join(folder, 'appendonlydir', 'appendonly.aof.1.incr.aof');
      const size = lost === undefined ? undefined : (await stat(written)).size;
      await sleep(lost);
      process.kill(Number(pid), 'SIGKILL');
      await stop();
      if (size !== undefined) await truncate(written, size);
    },
    async start() {
      server ??= await ready(settings);
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ready(settings: string[]): Promise<ChildProcess> {
  const server = spawn('sh', ['-c', UNTIL_STDIN_ENDS, 'sh', ...settings], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  for await (const line of createInterface(server.stdout)) {
    said.push(line);
    if (!line.includes('Ready to accept connections')) continue;
    server.stdout.resume();
    return server;
  }
  server.stdin.end();
  throw new Error(`redis-server did not start:\n${said.join('\n')}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
