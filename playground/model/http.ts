import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { BadRequest } from './bad-request.ts';
import { readForm } from './form.ts';
import { type Recipient, sendError } from './deliver.ts';
import type { ModelRequest } from './script.ts';

/** Bytes of a request: a full context window and some images. */
const LONGEST_BODY = 50_000_000;

/** A request, before its body has arrived. */
export function record({ method = '', url = '', headers }: IncomingMessage): ModelRequest {
  const [path = ''] = url.split('?', 1);
  return {
    method,
    path,
    headers,
    body: undefined,
    at: Date.now(),
    asked: undefined,
    aborted: false,
  };
}

/** Notes in the record when the client goes before it has the whole answer. */
export function recipient(response: ServerResponse, request: ModelRequest): Recipient {
  const gone = new AbortController();
  let isCut = false;
  response.on('close', () => {
    request.aborted = !response.writableFinished && !isCut;
    gone.abort();
  });
  response.on('error', () => {}); // somebody went away, which `close` tells too
  const cut = () => {
    isCut = true;
    response.destroy();
  };
  return { response, signal: gone.signal, sent: [], cut };
}

/** The body, JSON or a form; undefined when there is none. */
export async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming.iterator()) {
    if (!Buffer.isBuffer(part)) continue;
    size += part.length;
    if (size > LONGEST_BODY) throw new BadRequest('The request is too large.', null, { status: 413 });
    parts.push(part);
  }
  if (size === 0) return undefined;
  const bytes = Buffer.concat(parts);
  const type = incoming.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return readForm(bytes, type);
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    return body;
  } catch {
    throw new BadRequest('We could not parse the JSON body of your request.', null);
  }
}

/** Tells what went wrong, as long as anybody listens and nothing has been said yet. */
export function fail(to: Recipient, error: unknown): void {
  if (to.signal.aborted || to.response.headersSent) return to.cut();
  if (error instanceof BadRequest) {
    const { message, param, code, status } = error;
    return sendError(to, { message, param, code }, status);
  }
  sendError(
    to,
    { message: `The endpoint failed: ${error instanceof Error ? error.message : String(error)}` },
    500,
  );
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
