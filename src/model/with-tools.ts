import { type ModelMessage, ToolChoiceViolationError } from 'ai';
import type { TokensOf } from '../conversation/tokens.ts';
import type { Model, ModelAnswer, ModelRequest } from '../conversation/ports.ts';
import { AnswerBrokeOff, OverBudget, UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Step, StepModel, StepRequest } from './call.ts';
import { brokeOff } from './generate.ts';
import { offer } from './tools/offer.ts';
import type { Toolbox } from './tools/toolbox.ts';
import { createUses } from './tools/uses.ts';

/** Steps of one answer, the one that tells it included. */
const MOST_STEPS = 8;

/** Milliseconds after which no more tools are used, and the model has to answer. */
const TOOLS_TIMEOUT = 300_000;

interface ToolParts {
  toolbox: Toolbox;
  tokensOf: TokensOf;
  log: Log;
  /** Milliseconds. */
  now?: () => number;
}

/** Models that use tools: as long as one wants some, it is asked again with what they brought. */
export function withTools(
  model: StepModel,
  { toolbox, tokensOf, log, now = () => performance.now() }: ToolParts,
): Model {
  async function answer(request: ModelRequest): Promise<ModelAnswer> {
    const count = tokensOf(request.model);
    const { tools, definitions, tokens } = await offer(await toolbox.of(request), request, count, log);
    if (tools.size === 0) return model.answer(request);
    const { context, contextTokens = 0 } = request;
    const uses = createUses(tools, request, { room: contextTokens - context.tokens - tokens, count, log });
    const input = context.tokens + tokens;
    const withUses = { ...request, offered: definitions, onProviderTool: uses.note, input };
    const started = now();
    let said = await model.answer(withUses);
    const before: ModelMessage[] = [];
    for (
      let number = 2;
      said.finish === 'complete' && said.calls.length > 0 && number <= MOST_STEPS;
      number++
    ) {
      before.push(...said.messages, ...(await uses.all(said.calls)));
      const more = count(said.text) + uses.brought();
      const late = now() - started - uses.waited() > TOOLS_TIMEOUT;
      const last = late || number === MOST_STEPS;
      said = await next({ ...withUses, before, last, input: input + more }, said);
    }
    const { text, finish, usage } = said;
    return { model: said.model, text, finish, usage, tools: uses.names(), blind: said.blind ?? false };
  }

  /** The next step. People see the text of all of them. */
  async function next(request: StepRequest, said: Step): Promise<Step> {
    const { onText } = request;
    const seen = onText && said.text.trim() !== '';
    try {
      const onMore = seen && { onText: (text: string) => onText(paragraphs(said.text, text)) };
      return joined(said, await model.answer({ ...request, ...onMore }));
    } catch (error) {
      // People have seen that it began: whoever was told of the budget before is told once more.
      if (error instanceof OverBudget) throw new UserError(error.sentence);
      // It was to answer, and did not.
      if (ToolChoiceViolationError.isInstance(error)) return { ...said, calls: [] };
      if (error instanceof AnswerBrokeOff)
        throw new AnswerBrokeOff(error.sentence, paragraphs(said.text, error.text), error.cause);
      throw seen ? brokeOff(error, said.text, request.model) : error;
    }
  }

  return {
    async answer(request) {
      return request.tools?.length ? answer(request) : model.answer(request);
    },
  };
}

function joined(a: Step, b: Step): Step {
  const sum = (one: number | undefined, other: number | undefined) =>
    one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
  const usage = {
    input: sum(a.usage.input, b.usage.input),
    cached: sum(a.usage.cached, b.usage.cached),
    output: sum(a.usage.output, b.usage.output),
    reasoning: sum(a.usage.reasoning, b.usage.reasoning),
  };
  const searches = sum(a.usage.searches, b.usage.searches);
  return { ...b, text: paragraphs(a.text, b.text), usage: { ...usage, ...(searches && { searches }) } };
}

/** What was said before and after a tool was used. */
function paragraphs(before: string, after: string): string {
  return before.trim() === '' || after.trim() === ''
    ? before + after
    : `${before.trimEnd()}\n\n${after.trimStart()}`;
}
