import pino, { type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/**
 * A log of JSON lines: ids and sizes, never what people write, unless the level is `trace`.
 * An error's own fields are left out: those of the AI SDK carry the whole prompt, those of ioredis the command.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = { level, base: null, serializers: { err: describe } };
  return destination ? pino(options, destination) : pino(options);
}

/** Errors of one error that are told of. */
const MOST_ERRORS = 10;

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.slice(0, MOST_ERRORS).map(describe) }),
  };
}
