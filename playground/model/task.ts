import type { CountTokens } from '../../src/conversation/tokens.ts';
import type { Script } from './script.ts';

/** A request that is answered at once, by one piece of JSON. */
export interface Task {
  /** What the practice model makes of it. */
  usual: Script;
  answer: (script: Script) => object;
}

/** Reads the body of a request; throws a BadRequest where it can't be understood. */
export type ReadTask = (body: unknown, count: CountTokens) => Task;
