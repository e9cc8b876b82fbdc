import { asSchema, type ToolSet } from 'ai';
import type { ModelRequest } from '../../conversation/ports.ts';
import type { CountTokens } from '../../conversation/tokens.ts';
import type { Log } from '../../log.ts';
import type { Usable } from './tool.ts';

/** Share of the context that the model may be told of tools. It does not depend on the turn: the prefix stays. */
const SHARE = 1 / 8;

interface Offer {
  tools: Map<string, Usable>;
  definitions: ToolSet;
  /** What the definitions cost. */
  tokens: number;
}

/** As many tools as the model can be told of within the context, the first ones first. */
export async function offer(
  all: ReadonlyMap<string, Usable>,
  { contextTokens = 0, conversation }: Pick<ModelRequest, 'contextTokens' | 'conversation'>,
  count: CountTokens,
  log: Log,
): Promise<Offer> {
  const tools = new Map<string, Usable>();
  let tokens = 0;
  for (const [name, tool] of all) {
    const cost = await costOf(name, tool, count);
    if (tokens + cost > contextTokens * SHARE) {
      if (!leftOut.has(tool))
        log.warn({ conversation, tool: name, contextTokens }, 'the context has no room for a tool');
      leftOut.add(tool);
      continue;
    }
    tools.set(name, tool);
    tokens += cost;
  }
  const definitions = Object.fromEntries(Array.from(tools, ([name, { definition }]) => [name, definition]));
  return { tools, definitions, tokens };
}

/** Tools of which the operator was told. */
const leftOut = new WeakSet<Usable>();

/** Tokens of each definition, which are the same in every turn. */
const costs = new WeakMap<CountTokens, WeakMap<Usable, number>>();

async function costOf(name: string, tool: Usable, count: CountTokens): Promise<number> {
  const known = costs.get(count)?.get(tool);
  if (known !== undefined) return known;
  const { description, inputSchema } = tool.definition;
  const parameters: unknown = await asSchema(inputSchema).jsonSchema;
  const cost = count(JSON.stringify({ name, description, parameters })); // more or less what is sent
  const counted = costs.get(count) ?? new WeakMap<Usable, number>();
  costs.set(count, counted.set(tool, cost));
  return cost;
}
