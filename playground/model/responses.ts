import { z } from 'zod';
import type { Asked } from './asked.ts';
import { type Event, type Item, itemsOf } from './items.ts';
import type { Script } from './script.ts';
import type { Usage } from './usage.ts';
import { type Wire, event, newId, seconds } from './wire.ts';

/** An answer of POST /v1/responses. `body` is the request, of which the answer repeats parts. */
export function responsesWire(asked: Asked, body: unknown, script: Script, usage: Usage): Wire {
  const items = itemsOf(script);
  const head = { id: newId('resp_'), object: 'response', created_at: seconds(), ...echo(asked, body) };
  const begun = { ...head, status: 'in_progress', error: null, incomplete_details: null, output: [] };
  const output = items.map(({ done }) => done);
  const whole = { ...head, ...endOf(script), error: null, output, usage: usageOf(usage) };

  const opening = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
  ];
  const { chunks, rest } = toChunks(items);
  const starts = [opening.length];
  for (const chunk of chunks) starts.push((starts.at(-1) ?? 0) + chunk.length);
  const startOf = (chunk: number) => starts[chunk] ?? 0;
  const end = { type: `response.${whole.status}`, response: whole };
  return {
    whole,
    opening: numbered(opening, 0),
    chunks: chunks.map((events, i) => numbered(events, startOf(i))),
    closing: numbered([...rest, end], startOf(chunks.length)),
    failing: ({ message, code = null }, after) =>
      numbered([{ type: 'error', code, message, param: null }], startOf(after)),
  };
}

function numbered(events: Event[], first: number): string {
  return events.map((one, i) => event(Object.assign(one, { sequence_number: first + i }), one.type)).join('');
}

/** A chunk ends with each delta; the rest comes with the end. */
function toChunks(items: Item[]): { chunks: Event[][]; rest: Event[] } {
  const chunks: Event[][] = [];
  let rest: Event[] = [];
  for (const one of items.flatMap(({ events }) => events)) {
    rest.push(one);
    if (!one.type.endsWith('.delta')) continue;
    chunks.push(rest);
    rest = [];
  }
  return { chunks, rest };
}

/** The parts of a request that its answer repeats, with OpenAI's defaults. */
const repeated = z.object({
  instructions: z.string().nullable().catch(null),
  max_output_tokens: z.number().nullable().catch(null),
  metadata: z.record(z.string(), z.string()).catch({}),
  parallel_tool_calls: z.boolean().catch(true),
  previous_response_id: z.string().nullable().catch(null),
  prompt_cache_key: z.string().nullable().catch(null),
  reasoning: z.looseObject({}).catch({ effort: null, summary: null }),
  store: z.boolean().catch(true),
  temperature: z.number().catch(1),
  text: z.looseObject({}).catch({ format: { type: 'text' } }),
  tool_choice: z.union([z.string(), z.looseObject({})]).catch('auto'),
  top_p: z.number().catch(1),
  truncation: z.string().catch('disabled'),
});

const functionTool = z.looseObject({ type: z.literal('function'), name: z.string() });

function echo(asked: Asked, body: unknown) {
  const tools = asked.tools.map((tool) => {
    const { data } = functionTool.safeParse(tool);
    return data ? { parameters: null, strict: true, ...data } : tool;
  });
  return { model: asked.model, ...repeated.parse(body), tools, background: false, service_tier: 'default' };
}

function endOf({ finish = 'stop' }: Script) {
  if (finish === 'stop') return { status: 'completed', completed_at: seconds(), incomplete_details: null };
  const reason = finish === 'length' ? 'max_output_tokens' : finish;
  return { status: 'incomplete', incomplete_details: { reason } };
}

function usageOf({ input, cached, output, reasoning }: Usage) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}
