import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { portOf } from '../../../playground/model/http.ts';
import { fetchPage, INTERNET, type Network } from '../../../src/model/tools/fetch-page.ts';
import { createReadPage, wasSaid } from '../../../src/model/tools/read-page.ts';
import { ToolError } from '../../../src/model/tools/tool.ts';
import { NO_TURN } from './turn.ts';
import { say } from '../../../src/language/language.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let answer: Answer;
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.headers.host} ${request.url}`);
  answer(response, request);
});
let port = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = String(portOf(server));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
afterEach(() => void asked.splice(0));

const NOT_PUBLIC = /not on the open internet/;
const never = new AbortController().signal;

const page =
  (body: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(body);

const redirect =
  (location: string): Answer =>
  (response) =>
    void response.writeHead(302, { location }).end();

/** As on the internet, but that this test's server is a part of it: other addresses of this machine are not. */
const here = (): Network => ({
  mayReach: (address) => address === '127.0.0.1',
  ports: [port],
  lookup: (host, _, found) =>
    host === 'private.example'
      ? found(null, [{ address: '127.0.0.2', family: 4 }])
      : found(null, [{ address: '127.0.0.1', family: 4 }]),
});

const at = (path: string, host = '127.0.0.1') => `http://${host}:${port}${path}`;

describe('what is not of the open internet', () => {
  const internet = (lookedUp: string): Network => ({
    ...INTERNET,
    ports: ['', '80', '443', port],
    lookup: (_, __, found) => found(null, [{ address: lookedUp, family: lookedUp.includes(':') ? 6 : 4 }]),
  });

  test.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://017700000001:PORT/',
    'http://127.1:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.0.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://224.0.0.1/',
    'http://①②⑦.⓪.⓪.①:PORT/',
    'https://127.0.0.1:PORT/',
    'http://user:password@example.com/',
    'http://example.com:22/',
    'http://example.com:8080/',
  ])('is not read: %s', async (url) => {
    answer = page('secret');
    const network = { ...internet('127.0.0.1') };
    await expect(fetchPage(url.replace('PORT', port), never, network)).rejects.toThrow(NOT_PUBLIC);
    expect(asked).toEqual([]);
  });

  test.each(['127.0.0.1', '::1', '169.254.169.254', '::ffff:127.0.0.1', '10.0.0.1'])(
    'is not read under a name that leads to %s',
    async (address) => {
      answer = page('secret');
      const url = `http://innocent.example:${port}/`;
      await expect(fetchPage(url, never, internet(address))).rejects.toThrow(NOT_PUBLIC);
      expect(asked).toEqual([]);
    },
  );

  test('is not read as the real name server names it', async () => {
    answer = page('secret');
    const ports = [port];
    await expect(fetchPage(`http://localhost:${port}/`, never, { ...INTERNET, ports })).rejects.toThrow(
      NOT_PUBLIC,
    );
    expect(asked).toEqual([]);
  });

  test.each([
    'http://127.0.0.2:PORT/',
    'http://private.example:PORT/',
    '//private.example:PORT/',
    'http://169.254.169.254/',
    'http://[::1]:PORT/',
    'http://127.0.0.1:1/',
  ])('is not read after a redirect to %s', async (location) => {
    answer = redirect(location.replace('PORT', port));
    await expect(fetchPage(at('/first'), never, here())).rejects.toThrow(NOT_PUBLIC);
    expect(asked).toEqual([`127.0.0.1:${port} /first`]);
  });

  test.each([
    'file:///etc/passwd',
    'ftp://example.com/',
    'javascript:alert(1)',
    'data:text/plain,hi',
    'gopher://x/',
  ])('is no web page: %s', async (url) => {
    await expect(fetchPage(url, never)).rejects.toThrow(/https:\/\/ or http:\/\//);
    answer = redirect(url);
    await expect(fetchPage(at('/'), never, here())).rejects.toThrow(/https:\/\/ or http:\/\//);
  });

  test('is no address', async () => {
    await expect(fetchPage('example', never)).rejects.toThrow('no web address');
    await expect(fetchPage(`https://example.com/${'a'.repeat(9_000)}`, never)).rejects.toThrow(
      'no web address',
    );
  });
});

describe('a page', () => {
  test('is read where it leads to', async () => {
    const pages: Record<string, Answer> = {
      '/a': redirect('/b'),
      '/b': redirect(at('/c', 'other.example')),
      '/c': page('Hello.'),
    };
    answer = (response, request) => pages[request.url!]!(response, request);
    const read = await fetchPage(at('/a'), never, here());
    expect([read.url.href, read.type, read.text]).toEqual([at('/c', 'other.example'), 'text/html', 'Hello.']);
    expect(asked.at(-1)).toBe(`other.example:${port} /c`);
  });

  test('that leads nowhere is left', async () => {
    answer = (response, request) => redirect(`${request.url}x`)(response, request);
    await expect(fetchPage(at('/'), never, here())).rejects.toThrow(/from one address to the next/);
    expect(asked).toHaveLength(4);
  });

  test.each<[string, Answer, string]>([
    ['UTF-8', page('Grüße'), 'Grüße'],
    [
      'what its headers name',
      page(Buffer.from('Grüße', 'latin1'), { 'content-type': 'text/html; charset=ISO-8859-1' }),
      'Grüße',
    ],
    [
      'what it names itself',
      page(Buffer.from('<meta charset="windows-1252">Grüße', 'latin1')),
      '<meta charset="windows-1252">Grüße',
    ],
    ['what nobody knows', page('Hi', { 'content-type': 'text/html; charset=nonsense' }), 'Hi'],
    ['compressed', page(gzipSync('Grüße'), { 'content-encoding': 'gzip' }), 'Grüße'],
    ['JSON', page('{"a":1}', { 'content-type': 'application/json' }), '{"a":1}'],
    ['of no type', (response) => void response.end('Hi'), 'Hi'],
  ])('may be in %s', async (_, page, expected) => {
    answer = page;
    expect((await fetchPage(at('/'), never, here())).text).toBe(expected);
  });

  test.each<[string, Answer, RegExp]>([
    ['is no text', page('x', { 'content-type': 'image/png' }), /no text, but image\/png/],
    ['is not there', (response) => void response.writeHead(404).end('secret'), /the status 404/],
    ['breaks off', (response) => void response.destroy(), /can’t be reached/],
    ['is no HTTP', (response) => void response.socket!.end('hello\r\n\r\n'), /can’t be reached/],
    ['is not what it says', page('hello', { 'content-encoding': 'gzip' }), /can’t be reached/],
  ])('can’t be read when it %s', async (_, page, expected) => {
    answer = page;
    const reading = fetchPage(at('/'), never, here());
    await expect(reading).rejects.toThrow(expected);
    await expect(reading).rejects.toBeInstanceOf(ToolError);
  });

  test.each([
    ['says so', (response: ServerResponse) => void response.writeHead(200, { 'content-length': 50_000_000 })],
    ['does not', () => {}],
  ])('of endless length is read at its beginning, if it %s', async (_, begin) => {
    let gone = false;
    answer = (response) => {
      begin(response);
      const more = () => {
        while (!response.destroyed && response.write('word '.repeat(10_000)));
      };
      response.on('drain', more).on('close', () => (gone = true));
      more();
    };
    const { text } = await fetchPage(at('/'), never, here());
    expect(text).toHaveLength(1_000_000);
    await expect.poll(() => gone).toBe(true);
  });

  test('that is a bomb is unpacked at its beginning only', async () => {
    answer = page(gzipSync(Buffer.alloc(200_000_000, 'a')), { 'content-encoding': 'gzip' });
    const before = process.memoryUsage().rss;
    const { text } = await fetchPage(at('/'), never, here());
    expect(text).toHaveLength(1_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
  });

  test('that never comes ends with the turn', async () => {
    const stop = new AbortController();
    answer = () => stop.abort(new Error('stopped'));
    await expect(fetchPage(at('/'), stop.signal, here())).rejects.toThrow('stopped');
  });
});

describe('the tool', () => {
  const tool = () => createReadPage(here());
  const read = async (url: string, said = url) => tool().run!({ url }, { ...NO_TURN, said: () => said });

  test('tells the text and the links of a page', async () => {
    answer = page('<title>News</title><p>It rains.</p><a href="/more">More</a>');
    expect(await read(at('/'))).toBe(`News\n\nIt rains.\n\nMore\n\nLinks:\n- More: ${at('/more')}`);
    expect(say('en', tool().doing({ url: at('/some/path?x') }))).toBe('reading 127.0.0.1');
  });

  test('tells what is no HTML as it is', async () => {
    answer = page('<p>', { 'content-type': 'text/plain' });
    expect(await read(at('/'))).toBe('<p>');
  });

  test('says so where there is no text', async () => {
    answer = page('<div id="root"></div><script>draw()</script>');
    await expect(read(at('/'))).rejects.toThrow(/no text/);
  });

  test('reads nothing that nobody wrote', async () => {
    answer = page('secret');
    await expect(read(at('/?all=they-said'), `Look at ${at('/')}`)).rejects.toThrow(/Nobody here wrote/);
    expect(asked).toEqual([]);
  });

  test.each([
    ['https://example.com/a', 'see https://example.com/a!', true],
    ['https://example.com/', 'see example.com', true],
    ['https://www.example.com', 'see example.com', true],
    ['http://example.com/a/', 'see https://www.example.com/a', true],
    ['https://example.com/a?q=1', 'see https://example.com/a', false],
    ['https://evil.example/secret', 'see https://example.com', false],
    ['https://secret.example.com/', 'see example.com', false],
  ])('%s was said in %j: %s', (url, said, expected) => {
    expect(wasSaid(url, said)).toBe(expected);
  });
});
