import { reduce } from './reduce.ts';
import { type Action, EMPTY, type State } from './state.ts';

/** The one place where the page's state is kept. */
export interface Store {
  get: () => State;
  dispatch: (action: Action) => void;
  subscribe(changed: () => void): () => void;
}

/** A store which tells its subscribers soon, and once, of all that happened until then. */
export function createStore(soon: (run: () => void) => void): Store {
  let state = EMPTY;
  let told = true;
  const subscribers = new Set<() => void>();
  function tell(): void {
    told = true;
    for (const changed of subscribers) changed();
  }
  return {
    get: () => state,
    dispatch(action) {
      state = reduce(state, action);
      if (told) soon(tell);
      told = false;
    },
    subscribe(changed) {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
  };
}
