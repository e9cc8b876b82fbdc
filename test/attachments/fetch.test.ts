import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFetch } from '../../src/attachments/fetch.ts';
import { type Cdn, startCdn } from './cdn.ts';

const MB = 1024 * 1024;
const never = new AbortController().signal;

let cdn: Cdn;
beforeAll(async () => {
  cdn = await startCdn();
});
afterAll(() => cdn?.[Symbol.asyncDispose]());

/** Milliseconds: short, since these tests wait for them. */
const patience = { silence: 200, total: 600 };
const fetchFile = (url: string, most = MB, signal = never) =>
  createFetch(cdn.origin, patience)(url, most, signal);

/** Writes for ever, and as fast as it is read. */
function pour(response: ServerResponse): void {
  response.write(Buffer.alloc(64 * 1024), () => response.destroyed || pour(response));
}

describe('a file', () => {
  test('is fetched from the origin that the operator named', async () => {
    const bytes = Buffer.from('hello');
    expect(await fetchFile(cdn.put('a.txt', bytes).url)).toEqual(bytes);
  });

  test('is fetched as it is, not unpacked', async () => {
    const { url } = cdn.put('a.gz', (response, request) => response.end(request.headers['accept-encoding']));
    expect(String(await fetchFile(url))).toBe('identity');
  });

  test('may be as large as is allowed, and no larger', async () => {
    const { url } = cdn.put('a.bin', Buffer.alloc(MB));
    expect(await fetchFile(url, MB)).toHaveLength(MB);
    await expect(fetchFile(url, MB - 1)).rejects.toThrow('It is larger than the 1 MB that I read');
  });

  test('that says to be too large is not read', async () => {
    const { promise, resolve } = Promise.withResolvers<ServerResponse>();
    const { url } = cdn.put('a.bin', (response) =>
      resolve(response.writeHead(200, { 'content-length': 30 * MB })),
    );
    const [response] = await Promise.all([
      promise.then((response) => response.write('x') && response),
      expect(fetchFile(url, 25 * MB)).rejects.toThrow('It is larger than the 25 MB that I read'),
    ]);
    if (response !== false && !response.destroyed) await once(response, 'close');
  });

  test('that does not say how large it is is read as far as it may be', async () => {
    const { promise, resolve } = Promise.withResolvers<ServerResponse>();
    const { url } = cdn.put('a.bin', (response) => {
      resolve(response);
      pour(response);
    });
    await expect(fetchFile(url, MB)).rejects.toThrow('It is larger than the 1 MB that I read');
    const response = await promise;
    if (!response.destroyed) await once(response, 'close');
  });
});

describe('nothing is fetched', () => {
  test.each([
    'https://example.com/attachments/1/2/a.png',
    'http://cdn.discordapp.com/attachments/1/2/a.png',
    'https://cdn.discordapp.com:8443/attachments/1/2/a.png',
    'https://cdn.discordapp.com.example.com/a.png',
    'https://evil.example/https://cdn.discordapp.com/a.png',
    'https://cdn.discordapp.com@127.0.0.1/a.png',
    'http://127.0.0.1:1/a.png',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'not a url',
  ])('from %s', async (url) => {
    await expect(fetchFile(url)).rejects.toThrow('It is not kept at Discord');
  });

  test('from where a redirect leads', async () => {
    const secret = cdn.put('secret.txt', Buffer.from('secret'));
    for (const status of [301, 302, 303, 307, 308]) {
      const { url } = cdn.put('a.txt', (response) =>
        response.writeHead(status, { location: secret.url }).end(),
      );
      await expect(fetchFile(url)).rejects.toThrow('pointed me elsewhere');
    }
    expect(cdn.asked).not.toContain(new URL(secret.url).pathname);
  });
});

describe('somebody is told', () => {
  test.each([
    [404, 'Its link has expired or it was deleted'],
    [403, 'Its link has expired or it was deleted'],
    [500, 'Discord’s file server doesn’t give it to me right now'],
    [429, 'Discord’s file server doesn’t give it to me right now'],
    [206, 'Discord’s file server doesn’t give it to me right now'],
  ])('what %i means', async (status, sentence) => {
    const { url } = cdn.put('a.txt', (response) => response.writeHead(status).end('x'));
    await expect(fetchFile(url)).rejects.toThrow(sentence);
  });

  test('that the file server can’t be reached', async () => {
    const closed = createFetch('http://127.0.0.1:1', patience);
    await expect(closed('http://127.0.0.1:1/a.txt', MB, never)).rejects.toThrow('right now');
  });

  test('that the connection broke', async () => {
    const { url } = cdn.put('a.txt', (response) => {
      response.writeHead(200, { 'content-length': 10 }).write('x', () => response.destroy());
    });
    await expect(fetchFile(url)).rejects.toThrow('right now');
  });
});

describe('a wait has an end', () => {
  test('for an answer that never begins', async () => {
    const { url } = cdn.put('a.txt', () => {});
    await expect(fetchFile(url)).rejects.toThrow('It did not arrive in time');
  });

  test('for an answer that goes silent', async () => {
    const { url } = cdn.put('a.txt', (response) => response.write('x'));
    await expect(fetchFile(url)).rejects.toThrow('It did not arrive in time');
  });

  test('for an answer that never ends, however small the drops', async () => {
    const { url } = cdn.put('a.txt', (response) => {
      const drops = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drops));
    });
    const start = performance.now();
    await expect(fetchFile(url)).rejects.toThrow('It did not arrive in time');
    expect(performance.now() - start).toBeGreaterThanOrEqual(patience.total - 50);
  });

  test('when nobody wants it any more', async () => {
    const stop = new AbortController();
    const { url } = cdn.put('a.txt', (response) =>
      response.write('x', () => stop.abort(new Error('stopped'))),
    );
    await expect(fetchFile(url, MB, stop.signal)).rejects.toThrow('stopped');
    await expect(fetchFile(url, MB, stop.signal)).rejects.toThrow('stopped');
  });
});
