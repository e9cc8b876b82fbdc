import type { ToolTurn } from '../../../src/model/tools/tool.ts';

/** A turn in which nothing was said. */
export const NO_TURN: ToolTurn = {
  signal: new AbortController().signal,
  tokens: 1_000,
  said: () => '',
  earlier: undefined,
  paint: undefined,
};
