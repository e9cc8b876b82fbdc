import type { ModelAnswer } from '../conversation/ports.ts';
import type { Payment } from '../conversation/spending/spend.ts';
import type { Planned, Used } from '../conversation/spending/used.ts';
import type { TokensOf } from '../conversation/tokens.ts';
import { AnswerBrokeOff } from '../errors.ts';
import type { BuiltIn } from '../settings/schema.ts';
import type { StepModel, StepRequest } from './call.ts';
import { isLeft } from './paid.ts';

/** Tokens that begin an answer and count as input. https://github.com/openai/openai-cookbook/blob/main/examples/How_to_count_tokens_with_tiktoken.ipynb */
const REPLY_OVERHEAD = 3;

/** The tool by which a provider looks on the web, and how often it does that for one answer, at most as a rule. */
const WEB_SEARCH = 'web_search' satisfies BuiltIn;
const MOST_SEARCHES = 5;

/** Models each of whose calls is paid for by who asks. What the provider does not count is estimated. */
export function metered(models: StepModel, tokensOf: TokensOf): StepModel {
  return {
    async answer(request) {
      const { model, spend, maxOutputTokens } = request;
      if (spend === undefined) return models.answer(request);
      const input = (request.input ?? request.context.tokens) + REPLY_OVERHEAD;
      const mayLook = WEB_SEARCH in (request.offered ?? {});
      const planned: Planned = {
        model,
        input,
        cached: 0,
        output: maxOutputTokens,
        reasoning: 0,
        ...(mayLook && { searches: MOST_SEARCHES }),
      };
      const payment = await spend(planned);
      let came = '';
      let searches = 0;
      const onProviderTool = (name: string) => {
        if (name === WEB_SEARCH) searches += 1;
        request.onProviderTool?.(name);
      };
      const onCame = (more: string) => {
        came += more;
      };
      try {
        const step = await models.answer({ ...request, onCame, onProviderTool });
        const usage = { ...step.usage, ...(searches > 0 && { searches }) };
        await payment.settle(
          toUsed(usage, { ...planned, output: usage.output ?? tokensOf(model)(step.text) }),
        );
        return { ...step, usage };
      } catch (error) {
        const known = { ...planned, searches, output: tokensOf(model)(came || partOf(error)) };
        await endEarly(payment, request, error, known);
        throw error;
      }
    },
  };
}

/** What a call used, with estimates for what the provider does not say. */
export function toUsed(
  { input, cached, output, reasoning, searches }: ModelAnswer['usage'],
  estimate: Used,
): Used {
  return {
    input: input ?? estimate.input,
    cached: cached ?? 0,
    output: output ?? estimate.output,
    reasoning: reasoning ?? 0,
    ...(searches !== undefined && { searches }),
  };
}

/** Nobody says what a call cost that was left or that broke off: what was sent and said. One that failed cost nothing. */
async function endEarly(
  payment: Payment,
  { signal }: StepRequest,
  error: unknown,
  known: Used,
): Promise<void> {
  if (known.output > 0 || isLeft(error, signal)) await payment.settle(known);
  else await payment.release();
}

function partOf(error: unknown): string {
  return error instanceof AnswerBrokeOff ? error.text : '';
}
