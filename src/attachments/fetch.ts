import * as http from 'node:http';
import * as https from 'node:https';
import { text } from '../language/language.ts';
import { lookupOnly } from '../public-address.ts';
import { tooLarge, Unreadable } from './unreadable.ts';

/** Where Discord keeps what people upload. https://discord.com/developers/docs/reference#signed-attachment-cdn-urls */
const HOSTS = new Set(['cdn.discordapp.com', 'media.discordapp.net']);

export interface Patience {
  /** Milliseconds in which nothing comes, the first byte included. */
  silence: number;
  /** Milliseconds for all of a file. */
  total: number;
}

/** The largest file takes 60 seconds at 3.5 megabits a second; a server's connection is faster. */
const PATIENCE: Patience = { silence: 10_000, total: 60_000 };

const NOT_DISCORD = text('unreadable.notDiscord');
const MOVED = text('unreadable.moved');
const GONE = text('unreadable.gone');
const NOT_NOW = text('unreadable.notNow');
const TOO_SLOW = text('unreadable.tooSlow');

const GONE_CODES = new Set([401, 403, 404, 410]);

/** Fetches one file of at most so many bytes. Throws an Unreadable, or the reason of the signal. */
export type FetchFile = (url: string, most: number, signal: AbortSignal) => Promise<Buffer>;

/**
 * Fetches what people attached: from Discord's own file servers alone, and the one that the operator named (`origin`);
 * no redirects, no private addresses where Discord's should be.
 */
export function createFetch(origin: string | undefined, { silence, total }: Patience = PATIENCE): FetchFile {
  const own = origin === undefined ? undefined : new URL(origin).origin;

  return async (address, most, signal) => {
    const url = URL.parse(address);
    const isOwn = url !== null && url.origin === own;
    if (url === null || !(isOwn || isDiscords(url))) throw new Unreadable(NOT_DISCORD);
    const late = AbortSignal.timeout(total);
    const quiet = new AbortController();
    const request = (url.protocol === 'https:' ? https : http).get(url, {
      signal: AbortSignal.any([signal, late, quiet.signal]),
      timeout: silence,
      headers: { 'accept-encoding': 'identity' },
      ...(!isOwn && { lookup: lookupOnly() }),
    });
    request.on('timeout', () => quiet.abort());
    try {
      const response = await answerTo(request);
      refuse(response, most);
      return await read(response, most);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Unreadable) throw error;
      throw new Unreadable(late.aborted || quiet.signal.aborted ? TOO_SLOW : NOT_NOW, { cause: error });
    } finally {
      request.destroy();
    }
  };
}

function isDiscords({ protocol, host }: URL): boolean {
  return protocol === 'https:' && HOSTS.has(host);
}

function answerTo(request: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
}

/** Throws where the answer is not the file, or says that it is too large. */
function refuse({ statusCode = 0, headers }: http.IncomingMessage, most: number): void {
  if (statusCode >= 300 && statusCode < 400) throw new Unreadable(MOVED);
  if (GONE_CODES.has(statusCode)) throw new Unreadable(GONE);
  if (statusCode !== 200) throw new Unreadable(NOT_NOW, { cause: `status ${statusCode}` });
  if (Number(headers['content-length'] ?? 0) > most) throw new Unreadable(tooLarge(most));
}

/** Counts while it reads: what the answer says about its length need not be true. */
async function read(response: http.IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response) {
    const piece: unknown = chunk;
    if (!(piece instanceof Uint8Array)) throw new TypeError('not bytes');
    size += piece.length;
    if (size > most) throw new Unreadable(tooLarge(most));
    chunks.push(piece);
  }
  return Buffer.concat(chunks, size);
}
