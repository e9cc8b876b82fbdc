import { type Tool, tool } from 'ai';
import type { z } from 'zod';
import type { ModelRequest, ReadEarlier } from '../../conversation/ports.ts';
import type { Text } from '../../language/language.ts';

/** A tool that a model may use. */
export interface Usable {
  /** What the model is told of it. */
  definition: Tool;
  /** What it does with this input, in a few words for people. */
  doing(input: unknown): Text;
  /** Milliseconds for one use of it; undefined: as for the others. */
  time?: number;
  /** Whether somebody has to allow each use of it. */
  asks: boolean;
  /** Says what it found. Throws a ToolError for the model to read. Undefined: the provider does it all. */
  run: ((input: unknown, turn: ToolTurn) => Promise<string> | string) | undefined;
}

/** What a tool may know of the turn in which it is used. */
export interface ToolTurn {
  signal: AbortSignal;
  /** Tokens that its result may have. What is longer is cut. */
  tokens: number;
  /** What people wrote, and what this tool has brought: nothing that the model, or another tool in its words, said. */
  said: () => string;
  earlier: ReadEarlier | undefined;
  paint?: ModelRequest['paint'] | undefined;
}

/** A tool could not do it. Its message is for the model: it says why, and what can be done instead. */
export class ToolError extends Error {
  override name = 'ToolError';
}

interface ToolParts<I> {
  description: string;
  input: z.ZodType<I>;
  doing: (input: I) => Text;
  run: (input: I, turn: ToolTurn) => Promise<string> | string;
}

/** A tool of ours, from its parts. */
export function define<I>({ description, input, doing, run }: ToolParts<I>): Usable {
  return {
    definition: tool({ description, inputSchema: input }),
    doing: (given) => doing(input.parse(given)),
    asks: false,
    run: (given, turn) => run(input.parse(given), turn),
  };
}
