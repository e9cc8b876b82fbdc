import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiError, Script } from './script.ts';
import { type Wire, errorBody } from './wire.ts';

/** Where an answer goes. */
export interface Recipient {
  response: ServerResponse;
  /** Aborted when the connection has ended, one way or another. */
  signal: AbortSignal;
  /** All that was sent, as text. */
  sent: string[];
  /** Ends the connection. */
  cut(): void;
}

/** Sends an answer as its script says. Rejects when the recipient goes before it ends. */
export async function deliver(to: Recipient, script: Script, wire: Wire, stream: boolean): Promise<void> {
  if (script.hang) return; // the connection stays open until somebody closes it
  if (stream && !httpFailure(script, stream)) return sendStream(to, script, wire);
  return deliverWhole(to, script, () => wire.whole);
}

/** The same for an answer that comes in one piece. */
export async function deliverWhole(to: Recipient, script: Script, whole: () => object): Promise<void> {
  if (script.hang) return;
  const failure = httpFailure(script, false);
  await pause(to, script.firstMs);
  if (failure) sendError(to, failure.error, failure.status, script.retryAfter);
  else if (isCut(script)) to.cut();
  else sendJson(to, 200, whole());
}

export function sendJson(to: Recipient, status: number, body: object, headers: object = {}): void {
  const { response, signal, sent } = to;
  if (signal.aborted) return;
  const text = JSON.stringify(body);
  sent.push(text);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(text);
}

export function sendError(to: Recipient, error: ApiError, status: number, retryAfter?: number): void {
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  sendJson(to, status, errorBody({ type, ...error }), headers);
}

/** The error that an answer is instead of one. */
function httpFailure(script: Script, stream: boolean): { error: ApiError; status: number } | undefined {
  const { status, error, errorEvent } = script;
  const failed = error ?? (stream ? undefined : errorEvent);
  if (!failed && (status === undefined || status < 400)) return undefined;
  return { error: failed ?? { message: `The script of this answer says ${status}.` }, status: status ?? 500 };
}

function isCut({ cut, cutAfter }: Script): boolean {
  return cut === true || cutAfter !== undefined;
}

async function sendStream(to: Recipient, script: Script, wire: Wire): Promise<void> {
  const { response } = to;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  await write(to, wire.opening);
  await pause(to, script.firstMs);
  const chunks = wire.chunks.slice(0, script.cutAfter);
  for (const [i, chunk] of chunks.entries()) {
    if (i > 0) await pause(to, script.pauseMs);
    await write(to, chunk);
  }
  if (isCut(script)) return to.cut();
  const end = script.errorEvent ? wire.failing(script.errorEvent, chunks.length) : wire.closing;
  to.sent.push(end);
  response.end(end);
}

/** Resolves when what was written has left, so that a cut behind it does not take it along. */
function write({ response, signal, sent }: Recipient, text: string): Promise<void> {
  signal.throwIfAborted();
  sent.push(text);
  return new Promise((resolve, reject) => {
    response.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

async function pause({ signal }: Recipient, ms = 0): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal });
}
