import type { ToolModelMessage, ToolResultPart } from 'ai';
import type { ModelRequest } from '../../conversation/ports.ts';
import { withinTokens } from '../../conversation/context.ts';
import { brought } from '../../conversation/speech.ts';
import type { CountTokens } from '../../conversation/tokens.ts';
import type { Log } from '../../log.ts';
import type { Said } from '../call.ts';
import { ToolError, type ToolTurn, type Usable } from './tool.ts';

/** Milliseconds for one use of a tool. */
const TOOL_TIMEOUT = 30_000;

/** Uses of tools in one step. */
const MOST_AT_ONCE = 8;

/** UTF-16 code units of a result that are looked at. */
const LONGEST_RESULT = 200_000;

/** Tokens of a result, however little room there is. */
const SHORTEST_RESULT = 100;

type Call = Said['calls'][number];
type Output = ToolResultPart['output'];

/** The uses of tools in one answer. */
export interface Uses {
  /** Uses all that a step wants, side by side, and tells what they brought. Rejects only when the request is aborted. */
  all: (calls: readonly Call[]) => Promise<ToolModelMessage[]>;
  /** Notes that the provider uses one by itself. */
  note: (name: string) => void;
  names: () => string[];
  /** Tokens of all that they have brought. */
  brought: () => number;
  /** Milliseconds that were waited for people. */
  waited: () => number;
}

interface UsesParts {
  /** Tokens for all that they bring. */
  room: number;
  count: CountTokens;
  log: Log;
}

export function createUses(
  tools: ReadonlyMap<string, Usable>,
  request: ModelRequest,
  { room, count, log }: UsesParts,
): Uses {
  const { signal, conversation, earlier, paint } = request;
  const used = new Set<string>();
  const results: { tool: string; text: string }[] = [];
  let left = room;
  let waited = 0;
  let asking: Promise<unknown> = Promise.resolve();

  const wrote = request.context.messages.filter(({ role }) => role === 'user');

  async function use(call: Call, tokens: number): Promise<Output> {
    const tool = tools.get(call.toolName);
    if (tool?.run === undefined) return failure('There is no such tool.');
    if (tool.asks && !(await permitted(call)))
      return failure('The person did not allow this. Do not try it again.');
    used.add(call.toolName);
    const started = performance.now();
    const late = AbortSignal.timeout(tool.time ?? TOOL_TIMEOUT);
    const own = results.filter((result) => result.tool === call.toolName);
    const said = () => [...wrote, ...own].map(({ text }) => text).join('\n');
    const turn = { signal: AbortSignal.any([signal, late]), tokens, said, earlier, paint };
    try {
      request.onTool?.(tool.doing(call.input));
      const text = await inTime(tool.run, call.input, turn);
      log.info({ conversation, tool: call.toolName, ms: ms(started), characters: text.length }, 'tool used');
      const kept = withinTokens(text.slice(0, LONGEST_RESULT).toWellFormed(), tokens, count);
      results.push({ tool: call.toolName, text: kept });
      return { type: 'text', value: brought(call.toolName, kept) };
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ conversation, tool: call.toolName, ms: ms(started), failure: nameOf(error) }, 'tool failed');
      if (error instanceof ToolError) return failure(error.message);
      return failure(late.aborted ? 'The tool did not answer in time.' : 'The tool failed.');
    }
  }

  /** People are asked one thing at a time. */
  async function permitted({ toolName: tool, input }: Call): Promise<boolean> {
    const { permit } = request;
    if (permit === undefined) return false;
    const asked = asking.then(async () => {
      signal.throwIfAborted();
      const started = performance.now();
      return permit({ tool, input }).finally(() => (waited += performance.now() - started));
    });
    asking = asked.catch(() => {});
    return asked;
  }

  return {
    async all(calls) {
      const ours = calls.filter(({ invalid }) => !invalid); // of the others the SDK says what is wrong
      const share = Math.max(Math.floor(left / 2 / ours.length), SHORTEST_RESULT);
      const content = await Promise.all(
        ours.map(async (call, at): Promise<ToolResultPart> => {
          const { toolCallId, toolName } = call;
          const output =
            at < MOST_AT_ONCE ? await use(call, share) : failure('These are too many tools at once.');
          return { type: 'tool-result', toolCallId, toolName, output };
        }),
      );
      for (const { output } of content) left -= output.type === 'text' ? count(output.value) : 0;
      return content.length > 0 ? [{ role: 'tool', content }] : [];
    },

    note(name) {
      used.add(name);
      const tool = tools.get(name);
      if (tool) request.onTool?.(tool.doing({}));
    },

    names: () => [...used],
    brought: () => room - left,
    waited: () => waited,
  };
}

/** The model reads it, and people may: it is one of our sentences. */
function failure(sentence: string): Output {
  return { type: 'error-text', value: sentence };
}

/** Ends with the signal, whatever the tool does. */
async function inTime(run: NonNullable<Usable['run']>, input: unknown, turn: ToolTurn): Promise<string> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const end = () => reject(turn.signal.reason);
  turn.signal.throwIfAborted();
  turn.signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([run(input, turn), aborted]);
  } finally {
    turn.signal.removeEventListener('abort', end);
  }
}

function ms(started: number): number {
  return Math.round(performance.now() - started);
}

/** Not its message, in which there may be what people said. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
