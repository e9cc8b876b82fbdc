import type { SendableChannels } from 'discord.js';
import type { Log } from '../../log.ts';

/** Milliseconds between two typing signals; Discord shows one for ten seconds. */
const TYPING_EVERY = 8_000;

/** "Bobbin is typing", from `start` to `stop` and no longer. */
export function createTyping(
  channel: () => Promise<SendableChannels>,
  log: Log,
): { start: () => void; stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const signal = () => {
    channel()
      .then((one) => one.sendTyping())
      .catch((error: unknown) => log.debug({ err: error }, 'typing could not be shown'));
  };
  const stop = () => clearInterval(timer);
  return {
    stop,
    start() {
      stop();
      signal();
      timer = setInterval(signal, TYPING_EVERY);
    },
  };
}
