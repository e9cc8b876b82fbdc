import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { REST } from 'discord.js';
import { expect, test } from 'vitest';
import { mayPass } from '../../src/discord/errors.ts';

async function errorOf(treat: (socket: Socket) => void): Promise<unknown> {
  const server = createServer((socket) => socket.once('data', () => treat(socket)).on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const rest = new REST({ api: `http://127.0.0.1:${port}`, timeout: 200, retries: 0 }).setToken('any');
  try {
    return await rest.get('/gateway').catch((error: unknown) => error);
  } finally {
    server.close();
  }
}

test.each<[string, (socket: Socket) => void]>([
  ['that closes', (socket) => socket.end()],
  ['that breaks', (socket) => socket.resetAndDestroy()],
  ['on which nothing comes', (socket) => setTimeout(() => socket.destroy(), 1_000)],
  ['that says 502', (socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n')],
])('a connection %s may be back', async (_, treat) => {
  expect(mayPass(await errorOf(treat))).toBe(true);
});

test('a fetch that finds nobody may find somebody later', async () => {
  const error = await fetch('http://127.0.0.1:2/').catch((reason: unknown) => reason);
  expect(mayPass(error)).toBe(true);
});

test.each([
  new Error('a bug'),
  new TypeError('undefined is not a function'),
  new TypeError('a bug', { cause: new Error('a bug') }),
])('%s of our own does not pass', (error) => {
  expect(mayPass(error)).toBe(false);
});
