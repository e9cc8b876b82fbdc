import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, fetch, type Response } from 'undici';
import { isPublic, lookupOnly, NotReachable, type Resolve } from '../../public-address.ts';
import { ToolError } from './tool.ts';

/** Milliseconds for a page, redirects included, and for one connection. */
const PAGE_TIMEOUT = 15_000;
const CONNECT_TIMEOUT = 5_000;

/** Bytes, unpacked. Reading stops there. */
const LARGEST_PAGE = 1_000_000;

/** Bytes of an answer's headers. */
const LARGEST_HEADERS = 16_384;

const MOST_REDIRECTS = 3;

/** Characters. https://www.rfc-editor.org/rfc/rfc9110#section-4.1-5 */
const LONGEST_URL = 8_000;

const NOT_PUBLIC = 'This address is not on the open internet, so it is not read.';

const READABLE = /^(?:text\/[\w.+-]+|application\/(?:[\w.+-]*\+)?(?:json|xml|xhtml\+xml))$/;

export interface Page {
  /** Where it was found in the end. */
  url: URL;
  type: string;
  text: string;
}

/** Which parts of the network may be reached, and how names are found there. */
export interface Network {
  mayReach: (address: string) => boolean;
  /** '' is the protocol's own. */
  ports: readonly string[];
  lookup: Resolve;
}

/** The open internet, and nothing else. */
export const INTERNET: Network = { mayReach: isPublic, ports: ['', '80', '443'], lookup };

/** Fetches a page. Throws a ToolError where it can't, or must not, be read. */
export async function fetchPage(
  address: string,
  signal: AbortSignal,
  network: Network = INTERNET,
): Promise<Page> {
  const agent = createAgent(network);
  const stop = AbortSignal.any([signal, AbortSignal.timeout(PAGE_TIMEOUT)]);
  try {
    return await follow(address, stop, agent, network);
  } catch (error) {
    signal.throwIfAborted();
    throw explained(error);
  } finally {
    await agent.destroy(); // closes what still sends
  }
}

async function follow(address: string, signal: AbortSignal, agent: Agent, network: Network): Promise<Page> {
  let url = checked(address, network);
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, {
      dispatcher: agent,
      redirect: 'manual',
      signal,
      headers: {
        'user-agent': 'Mozilla/5.0 (compatible; Bobbin)',
        accept: 'text/html, text/*;q=0.9, */*;q=0.1',
      },
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return read(url, response);
    if (redirects === MOST_REDIRECTS) throw new ToolError('This page leads from one address to the next.');
    url = checked(new URL(location, url).href, network);
  }
}

/** The address, where it may be reached as far as it tells. What a name leads to is known when it is connected to. */
function checked(address: string, { mayReach, ports }: Network): URL {
  if (address.length > LONGEST_URL || !URL.canParse(address)) throw new ToolError('This is no web address.');
  const url = new URL(address);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new ToolError('Only addresses that begin with https:// or http:// can be read.');
  if (url.username !== '' || url.password !== '' || !ports.includes(url.port))
    throw new ToolError(NOT_PUBLIC);
  if (isIP(host) !== 0 && !mayReach(host)) throw new ToolError(NOT_PUBLIC);
  return url;
}

function createAgent({ mayReach, lookup: find }: Network): Agent {
  return new Agent({
    connect: { lookup: lookupOnly(mayReach, find), timeout: CONNECT_TIMEOUT },
    maxHeaderSize: LARGEST_HEADERS,
    headersTimeout: PAGE_TIMEOUT,
    bodyTimeout: PAGE_TIMEOUT,
  });
}

async function read(url: URL, response: Response): Promise<Page> {
  if (!response.ok) throw new ToolError(`The web site answers with the status ${response.status}.`);
  const [type = '', ...parameters] = (response.headers.get('content-type') ?? 'text/html').split(';');
  const kind = type.trim().toLowerCase();
  if (!READABLE.test(kind)) throw new ToolError(`This is no text, but ${kind.slice(0, 100)}.`);
  return { url, type: kind, text: decode(await take(response), parameters.join(';')) };
}

/** No more than is read of a page. */
async function take({ body }: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    if (!(part instanceof Uint8Array)) throw new TypeError('not bytes');
    parts.push(part);
    size += part.length;
    if (size > LARGEST_PAGE) break;
  }
  return Buffer.concat(parts).subarray(0, LARGEST_PAGE);
}

/** In the encoding that the headers name, or the beginning of the page. */
function decode(bytes: Buffer, parameters: string): string {
  const beginning = bytes.subarray(0, 1_024).toString('latin1');
  const named = /charset\s*=\s*["']?([\w-]+)/i;
  const encoding = named.exec(parameters)?.[1] ?? named.exec(beginning)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** What went wrong, for the model. undici wraps what happened below it. */
function explained(error: unknown): ToolError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ToolError) return cause;
    if (cause instanceof NotReachable) return new ToolError(NOT_PUBLIC);
    if (cause.name === 'TimeoutError') return new ToolError('The web site did not answer in time.');
  }
  return new ToolError('The web site can’t be reached.', { cause: error });
}
