/** Lets work in while it has room, first come first served. Work that is larger than all of the room gets all of it. */
export type Gate = <T>(weight: number, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

export function createGate(room: number): Gate {
  let free = room;
  const line: { weight: number; enter: () => void }[] = [];

  function admit(): void {
    while (line[0] && line[0].weight <= free) {
      const { weight, enter } = line[0];
      line.shift();
      free -= weight;
      enter();
    }
  }

  function leave(weight: number): void {
    free += weight;
    admit();
  }

  async function enter(weight: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const place = { weight, enter: resolve };
    const giveUp = () => {
      const at = line.indexOf(place);
      if (at === -1) return; // inside already
      line.splice(at, 1);
      admit(); // it may have been what the others waited for
      reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    line.push(place);
    admit();
    await promise.finally(() => signal.removeEventListener('abort', giveUp));
  }

  return async (wanted, signal, work) => {
    const weight = Math.min(wanted, room);
    await enter(weight, signal);
    try {
      return await work();
    } finally {
      leave(weight);
    }
  };
}
