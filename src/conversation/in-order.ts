/** Runs work that shares a key one after the other, in the order in which it came; other work side by side. */
export type InOrder = <T>(keys: readonly string[], work: () => Promise<T>) => Promise<T>;

/**
 * Events of one conversation (a message, its edit, its deletion) must not overtake each other on their way to the
 * store. A key is forgotten when nothing waits for it any more. Work must not wait for other work given here.
 */
export function createInOrder(): InOrder {
  const tails = new Map<string, Promise<unknown>>();
  return async (keys, work) => {
    const before = keys.map((key) => tails.get(key) ?? Promise.resolve());
    const done = Promise.allSettled(before).then(work);
    const tail = done.catch(() => {}); // whoever asked for the work hears of its failure
    for (const key of keys) tails.set(key, tail);
    try {
      return await done;
    } finally {
      for (const key of keys) if (tails.get(key) === tail) tails.delete(key);
    }
  };
}
