import type { MiddlewareHandler } from 'hono';
import { expireInteractions } from './interactions.ts';
import type { Env } from './rest/api.ts';
import type { World } from './world.ts';

/** What goes wrong with a request. */
export type Fault =
  /** This answer instead; the request has no effect. */
  | { status: number; retryAfter?: number; body?: object; location?: string }
  /** No answer at all; without effect, or after the request took effect. */
  | { hang: 'before' | 'after' }
  /** The connection breaks; without effect, or after the request took effect. */
  | { reset: 'before' | 'after' }
  /** An answer that begins and never ends: the CDN alone. */
  | { endless: true }
  /** The answer comes late. */
  | { delayMs: number };

/** Which requests: `POST /channels/1/messages` matches `{ method: 'POST', path: /messages$/ }`. */
export interface Match {
  method?: string;
  /** Below /api/v10; of files: /cdn/… */
  path?: RegExp;
  /** How many requests; one when left out. */
  times?: number;
}

export interface Faults {
  /** From now on, the next matching requests go wrong like this. */
  next(match: Match, fault: Fault): void;
  /** What goes wrong with each request that no `next` is for; undefined: nothing. */
  always(decide: ((method: string, path: string) => Fault | undefined) | undefined): void;
  /** Fifteen minutes have passed: the tokens of all interactions are no longer good. */
  expireTokens(): void;
  /** Nothing goes wrong any more. */
  clear(): void;
}

/** Lets requests go wrong. `signal` ends those that hang or wait. */
export function createFaults(
  world: World,
  signal: AbortSignal,
): { faults: Faults; middleware: MiddlewareHandler<Env> } {
  let planned: { match: Match; fault: Fault; left: number }[] = [];
  let decided: Parameters<Faults['always']>[0];

  const take = (method: string, path: string): Fault | undefined => {
    const found = planned.find(
      ({ match, left }) =>
        left > 0 &&
        (match.method ?? method) === method &&
        (match.path === undefined || match.path.test(path)),
    );
    if (found) found.left -= 1;
    return found?.fault ?? decided?.(method, path);
  };

  const faults: Faults = {
    next: (match, fault) => {
      planned.push({ match, fault, left: match.times ?? 1 });
    },
    always: (decide) => {
      decided = decide;
    },
    expireTokens: () => expireInteractions(world),
    clear: () => {
      planned = [];
      decided = undefined;
    },
  };

  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    const fault = take(c.req.method, c.req.path.replace(/^\/api\/v10/, ''));
    if (!fault) return next();
    if ('status' in fault) return refusal(fault);
    if ('delayMs' in fault) {
      await pause(fault.delayMs, signal);
      return next();
    }
    if ('endless' in fault) return endless(signal);
    if ('hang' in fault) {
      if (fault.hang === 'after') await next();
      await pause(Infinity, signal);
      return new Response(null, { status: 503 });
    }
    if (fault.reset === 'after') await next();
    c.env.incoming.socket.destroy();
    return new Response(null, { status: 503 });
  };

  return { faults, middleware };
}

/** The beginning comes, and nothing else. */
function endless(signal: AbortSignal): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(Buffer.from('Once upon a time '));
      signal.addEventListener('abort', () => controller.error(signal.reason), { once: true });
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/plain' } });
}

function refusal({ status, retryAfter, body, location }: Extract<Fault, { status: number }>): Response {
  if (location !== undefined) return new Response(null, { status, headers: { location } });
  if (status !== 429)
    return Response.json(body ?? { message: `${status}: from the playground`, code: 0 }, { status });
  const seconds = retryAfter ?? 1;
  return Response.json(
    { message: 'You are being rate limited.', retry_after: seconds, global: false, code: 0 },
    { status, headers: { 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': 'shared' } },
  );
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined;
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
