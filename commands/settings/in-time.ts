import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';

/** Milliseconds for reading what a modal shows: a modal can't be deferred, and Discord waits three seconds for it. */
const READ_TIMEOUT = 2_000;

/** What was read, unless that takes too long for a modal: then it throws a UserError. */
export async function inTime<T>(reading: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new UserError(text('settings.slow'))), READ_TIMEOUT);
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
