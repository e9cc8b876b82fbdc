import type { World } from './world.ts';

/** Long enough for a machine that is busy with other things. */
const TIMEOUT_MS = 10_000;
const LOOK_AGAIN_MS = 20;

/** Waits until `check` gives something. It is asked after every change, and now and then for what lies elsewhere. */
export async function waitFor<T>(
  world: World,
  what: string,
  check: () => T | undefined | false | null,
  options: { timeoutMs?: number | undefined; seen?: () => string } = {},
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const look = (): void => {
    try {
      const found = check();
      if (found !== undefined && found !== false && found !== null) resolve(found);
    } catch (error) {
      reject(error);
    }
  };
  const stop = world.onChange(look);
  const again = setInterval(look, LOOK_AGAIN_MS);
  const deadline = setTimeout(() => {
    reject(new Error([`${what}: not within ${timeoutMs} ms.`, options.seen?.()].filter(Boolean).join('\n')));
  }, timeoutMs);
  look();
  try {
    return await promise;
  } finally {
    stop();
    clearInterval(again);
    clearTimeout(deadline);
  }
}
