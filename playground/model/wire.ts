import type { ApiError } from './script.ts';

/** One answer as one of the two APIs sends it. */
export interface Wire {
  /** Not streamed: JSON. */
  whole: object;
  /** Streamed: server-sent events, as text. */
  opening: string;
  /** One for each chunk. */
  chunks: string[];
  closing: string;
  /** Instead of the rest, after so many chunks. */
  failing(error: ApiError, after: number): string;
}

/** One server-sent event: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function event(data: object | '[DONE]', name?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${text}\n\n`;
}

/** The error of an HTTP answer or in a stream; what is not said is null. */
export function errorBody({ message, type = 'server_error', param = null, code = null }: ApiError): object {
  return { error: { message, type, param, code } };
}

/** An id as OpenAI's look: a prefix and 24 hexadecimal digits. */
export function newId(prefix: string): string {
  return `${prefix}${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`;
}

/** Seconds since 1970. */
export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
