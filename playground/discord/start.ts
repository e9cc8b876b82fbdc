import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createPageSocket } from '../page-socket.ts';
import { createPerson } from '../people.ts';
import type { Person } from '../people.ts';
import { createFaults } from './faults.ts';
import type { Faults } from './faults.ts';
import { createGateway } from './gateway.ts';
import type { Gateway } from './gateway.ts';
import { forgetInteractions } from './interactions.ts';
import { createJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import { createRateLimits } from './rate-limits.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Env } from './rest/api.ts';
import { createRest } from './rest/index.ts';
import { waitFor } from './wait.ts';
import { createWorld } from './world.ts';
import type { World } from './world.ts';

const LOOPBACK = '127.0.0.1';

export interface DiscordOptions {
  /** Any free one when left out. */
  port?: number;
  /** The bot's token; made up when left out. */
  token?: string;
  /** How often clients have to send a heartbeat. */
  heartbeatMs?: number;
  /** Further routes on the same server, for the page. */
  routes?: (app: Hono) => void;
}

/** A running look-alike of Discord. */
export interface Discord {
  /** Where the page is. */
  readonly url: string;
  /** For `DISCORD_API_URL`. */
  readonly apiUrl: string;
  /** For `DISCORD_CDN_URL`. */
  readonly cdnUrl: string;
  readonly token: string;
  readonly world: World;
  readonly gateway: Gateway;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly journal: Journal;
  /** Acts as somebody of the world, by name or id. */
  person(name: string): Person;
  /** Waits until a check gives something; fails with the text after the deadline. */
  waitFor<T>(what: string, check: () => T | undefined | false | null, timeoutMs?: number): Promise<T>;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

/** Starts a Discord look-alike on loopback that discord.js can log in to. */
export async function startDiscord(options: DiscordOptions = {}): Promise<Discord> {
  const server = createServer();
  server.listen(options.port ?? 0, LOOPBACK);
  await once(server, 'listening');
  const host = `${LOOPBACK}:${portOf(server)}`;
  const url = `http://${host}`;
  const gatewayUrl = `ws://${host}/gateway`;
  const token = options.token ?? madeUpToken();

  const world = createWorld(`${url}/cdn`);
  const journal = createJournal(process.env['PLAYGROUND_JOURNAL'], `${process.pid}-${world.guild.id}`);
  const stop = new AbortController();
  const { faults, middleware: failing } = createFaults(world, stop.signal);
  const { limits, middleware: limiting } = createRateLimits();
  const gateway = createGateway(world, journal, { token, url: gatewayUrl, heartbeatMs: options.heartbeatMs });

  // Clients write @me as %40me, too.
  const app = new Hono<Env>({ getPath: ({ url }) => new URL(url).pathname.replaceAll('%40', '@') });
  app.route('/api/v10', createRest(world, journal, { token, gatewayUrl, middleware: [failing, limiting] }));
  app.get('/cdn/*', failing, (c) => serveFile(world, c.req.path));
  const more = new Hono();
  options.routes?.(more);
  app.route('/', more);
  const listen = getRequestListener(app.fetch);
  server.on('request', (request, response) => void listen(request, response));

  const people = new Map<string, Person>();
  const person = (name: string): Person => {
    const user =
      world.users.get(name) ?? [...world.users.values()].find(({ global_name }) => global_name === name);
    if (!user) throw new Error(`There is nobody called ${name}.`);
    const known = people.get(user.id) ?? createPerson(world, user, journal);
    people.set(user.id, known);
    return known;
  };

  const page = createPageSocket(world, person, () => gateway.connections > 0);
  const upgrades = new Map([
    ['/gateway', gateway.sockets],
    ['/page', page.sockets],
  ]);
  server.on('upgrade', (request, socket, head) => {
    const target = upgrades.get(new URL(request.url ?? '/', url).pathname.replace(/(?<=.)\/$/, ''));
    if (!target || isForeign(request.headers)) socket.destroy();
    else
      target.handleUpgrade(request, socket, head, (webSocket) =>
        target.emit('connection', webSocket, request),
      );
  });

  return {
    url,
    apiUrl: `${url}/api`,
    cdnUrl: `${url}/cdn`,
    token,
    world,
    gateway,
    faults,
    limits,
    journal,
    person,
    waitFor: (what, check, timeoutMs) => waitFor(world, what, check, { timeoutMs }),
    close: async () => {
      stop.abort();
      page.close();
      gateway.close();
      forgetInteractions(world);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

// Another site that is open in the same browser must not act here.
const isForeign = ({ origin, host }: IncomingHttpHeaders): boolean =>
  origin !== undefined && new URL(origin).host !== host;

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

// In the shape of Discord's: the id, a time, a secret.
// The first part of a real one is a number, too. discord.js would cut off a “bot” that a token begins with.
const madeUpToken = (): string =>
  [Buffer.from(String(randomInt(1e14, 2e14))), randomBytes(4), randomBytes(27)]
    .map((part) => part.toString('base64url'))
    .join('.');

function serveFile(world: World, path: string): Response {
  const file = world.files.get(decodeURIComponent(path.replace('/cdn/', '')));
  if (!file) return Response.json({ message: '404: Not Found', code: 0 }, { status: 404 });
  return new Response(Buffer.from(file.bytes), {
    // What people upload may be a page; it must not act as the playground's.
    headers: {
      'content-type': file.type,
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
    },
  });
}
