import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { reachModels } from '../../src/model/reach.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that answers each request so; gives its address, and the key that it was sent last. */
async function serve(status: number, body: unknown) {
  const seen: (string | undefined)[] = [];
  server = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers.authorization}`);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { baseUrl: `http://127.0.0.1:${address.port}/v1`, seen };
}

const list = (...ids: string[]) => ({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) });

test.each([
  [200, list('a', 'b', 'c'), { state: 'ok', unlisted: [] }],
  [200, list('a:latest', 'b:7b'), { state: 'ok', unlisted: ['b'] }],
  [200, { models: [] }, { state: 'ok', unlisted: [] }],
  [404, { error: 'no list here' }, { state: 'unknown' }],
  [405, {}, { state: 'unknown' }],
  [401, { error: { message: 'Incorrect API key' } }, { state: 'refused' }],
  [403, {}, { state: 'refused' }],
  [500, {}, { state: 'away', reason: 'HTTP 500' }],
])('a provider that answers %i %j counts as %j', async (status, body, reached) => {
  const { baseUrl, seen } = await serve(status, body);
  expect(await reachModels({ baseUrl, apiKey: 'sk-1' }, ['a', 'b'])).toEqual(reached);
  expect(seen).toEqual(['/v1/models Bearer sk-1']);
});

test('a provider that needs no key is sent none', async () => {
  const { baseUrl, seen } = await serve(200, list('a'));
  await reachModels({ baseUrl, apiKey: undefined }, ['a']);
  expect(seen).toEqual(['/v1/models undefined']);
});

test('a provider that is not there counts as away, with the reason', async () => {
  const { baseUrl } = await serve(200, {});
  server?.close();
  const reached = await reachModels({ baseUrl, apiKey: 'sk-1' }, ['a']);
  expect(JSON.stringify(reached)).toMatch(/"away","reason":".*ECONNREFUSED/);
});
