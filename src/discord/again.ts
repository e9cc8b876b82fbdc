import { setTimeout as sleep } from 'node:timers/promises';
import { mayPass } from './errors.ts';

/** Times that something is tried while Discord has a problem, and milliseconds before the second. */
const TRIES = 5;
const FIRST_WAIT = 1_000;

/** Does something that asks Discord, again when Discord has a problem that may pass. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !mayPass(error)) throw error;
      await sleep(FIRST_WAIT * 2 ** (tries - 1));
    }
  }
}
