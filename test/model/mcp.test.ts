import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { portOf } from '../../playground/model/http.ts';
import type { McpServer } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createMcp, type Mcp } from '../../src/model/tools/mcp.ts';
import { ToolError, type ToolTurn } from '../../src/model/tools/tool.ts';
import { startMcp } from './mcp-http.ts';
import { answerTo } from './mcp-server.ts';
import { say } from '../../src/language/language.ts';

const SERVER = 'test/model/mcp-server.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A process of our tiny server. */
const tiny = (more: Partial<McpServer> = {}, ...args: string[]): McpServer => ({
  name: 'tiny',
  command: process.execPath,
  args: [SERVER, ...args],
  env: {},
  asks: false,
  ...more,
});

function start(server: McpServer, options: Parameters<typeof createMcp>[2] = {}) {
  const log: string[] = [];
  const write = (line: string) => void log.push(line);
  const mcp = createMcp(server, createLog('debug', { write }), options);
  closers.push(() => mcp.close());
  return { mcp, log };
}

const turn = (signal = new AbortController().signal): ToolTurn => ({
  signal,
  tokens: 1_000,
  said: () => '',
  earlier: undefined,
  paint: undefined,
});

const use = async (mcp: Mcp, name: string, input: unknown = {}, signal?: AbortSignal) =>
  (await mcp.tools()).get(`tiny_${name}`)!.run!(input, turn(signal));

describe('the tools of a server', () => {
  test('bear its name, and do what it does', async () => {
    const { mcp } = start(tiny());
    const tools = await mcp.tools();
    expect([...tools.keys()].slice(0, 2)).toEqual(['tiny_echo', 'tiny_write']);
    expect(tools.get('tiny_echo')!.definition.description).toBe('Says the same.');
    expect(say('en', tools.get('tiny_echo')!.doing({ text: 'hi' }))).toBe('using tiny: echo');
    expect(await use(mcp, 'echo', { text: 'hi' })).toBe('You said: hi');
  });

  test.each([
    ['show', 'One.\n\n(image, which you can’t see)\n\nTwo.\n\n(resource_link: file:///b.txt)'],
    ['numbers', '{"sum":42}'],
    ['fail', 'The tool failed and says: The disk is full.'],
  ])('bring text: %s', async (name, expected) => {
    expect(await use(start(tiny()).mcp, name)).toBe(expected);
  });

  test('may be some of them', async () => {
    const { mcp, log } = start(tiny({ tools: ['echo', 'typo'], asks: ['misspelt'] }));
    expect([...(await mcp.tools()).keys()]).toEqual(['tiny_echo']);
    expect(log.join()).toContain('"unknown":["typo","misspelt"]');
  });

  test.each([
    [true, ['tiny_echo', 'tiny_write']],
    [['write'], ['tiny_write']],
    [false, []],
  ])('ask first where the operator says so: %s', async (asks, expected) => {
    const tools = await start(tiny({ asks, tools: ['echo', 'write'] })).mcp.tools();
    expect([...tools].filter(([, one]) => one.asks).map(([name]) => name)).toEqual(expected);
  });

  test('have names that models take', async () => {
    const long = tiny({ name: 'a'.repeat(20), tools: ['echo'] });
    expect([...(await start(long).mcp.tools()).keys()]).toEqual([`${'a'.repeat(20)}_echo`]);
  });

  test('know nothing of our environment', async () => {
    process.env['DISCORD_TOKEN'] = 'secret';
    const { mcp } = start(tiny({ env: { MINE: 'yes' } }));
    const given = await use(mcp, 'environment');
    delete process.env['DISCORD_TOKEN'];
    expect(given).toContain('MINE');
    expect(given).not.toContain('DISCORD_TOKEN');
  });
});

describe('a server', () => {
  test('that refuses an input says so in our words', async () => {
    const error = await Promise.resolve(use(start(tiny()).mcp, 'echo', { text: 1 })).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ToolError);
    expect((error as Error).message).toBe('The tool refused this input.');
  });

  test('that ends is started anew at the next turn', async () => {
    const { mcp } = start(tiny());
    await expect(use(mcp, 'crash')).rejects.toThrow('Connection closed');
    expect(await use(mcp, 'echo', { text: 'again' })).toBe('You said: again');
  });

  test('that hangs in a tool is left when the turn is over, and reached anew', async () => {
    const { mcp } = start(tiny());
    await mcp.tools();
    await expect(use(mcp, 'hang', {}, AbortSignal.timeout(50))).rejects.toThrow('aborted');
    expect(await use(mcp, 'echo', { text: 'again' })).toBe('You said: again');
  });

  test.each<[string, McpServer]>([
    ['is not there', tiny({ command: '/nowhere/at-all' })],
    ['ends at once', tiny({ args: ['-e', 'process.exit(1)'] })],
    ['says nothing', tiny({}, 'hang')],
    ['talks nonsense', tiny({ args: ['-e', 'console.log("hello"); setInterval(() => {}, 1000)'] })],
    ['is down', { name: 'tiny', url: 'http://127.0.0.1:9/mcp', headers: {}, asks: false }],
  ])('that %s has no tools, and is tried again a minute later', async (_, server) => {
    let clock = 0;
    const { mcp, log } = start(server, { now: () => clock, patience: 500 });
    const tries = () => log.filter((line) => line.includes('can’t be reached')).length;
    expect((await mcp.tools()).size).toBe(0);
    expect((await mcp.tools()).size).toBe(0);
    expect(tries()).toBe(1);
    clock = 60_000;
    const again = mcp.tools();
    await mcp.close();
    expect((await again).size).toBe(0);
    expect(tries()).toBe(2);
  });

  test('is closed while it is being connected to', async () => {
    const { mcp } = start(tiny({}, 'hang'));
    const tools = mcp.tools();
    await mcp.close();
    expect((await tools).size).toBe(0);
  });
});

test('a server is reached over HTTP, with the operator’s headers', async () => {
  const keys = new Set<unknown>();
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    keys.add(incoming.headers['x-key']);
    if (incoming.method !== 'POST') return response.writeHead(405).end();
    const answer = answerTo(await text(incoming));
    if (answer === undefined) return response.writeHead(202).end();
    return response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  };
  const server = createServer((incoming, response) => void serve(incoming, response)).listen(0, '127.0.0.1');
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  await once(server, 'listening');
  const url = `http://127.0.0.1:${portOf(server)}/mcp`;
  const { mcp } = start({ name: 'tiny', url, headers: { 'X-Key': 'k' }, asks: false });
  expect(await use(mcp, 'echo', { text: 'hi' })).toBe('You said: hi');
  expect([...keys]).toEqual(['k']);
});

test.each([
  ['is stopped', new Error('stopped'), 1],
  ['comes too late', new DOMException('late', 'TimeoutError'), 2],
])('what one turn uses goes on where that of another %s', async (_, reason, connections) => {
  const server = await startMcp();
  closers.push(() => server.close());
  const held = Promise.withResolvers<void>();
  let calls = 0;
  server.before = () => {
    calls += 1;
    return held.promise;
  };
  const { mcp, log } = start({ name: 'tiny', url: server.url, headers: {}, asks: false });
  await mcp.tools();
  const stopping = new AbortController();
  const stopped = use(mcp, 'echo', { text: 'first' }, stopping.signal);
  const other = use(mcp, 'echo', { text: 'second' });
  await vi.waitFor(() => expect(calls).toBe(2));
  stopping.abort(reason);
  await expect(stopped).rejects.toThrow('aborted');
  held.resolve();
  expect(await other).toBe('You said: second');
  expect(await use(mcp, 'echo', { text: 'third' })).toBe('You said: third');
  expect(log.filter((line) => line.includes('connected to'))).toHaveLength(connections);
});
