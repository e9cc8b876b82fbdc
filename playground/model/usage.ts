import type { CountTokens } from '../../src/conversation/tokens.ts';
import { MESSAGE_OVERHEAD } from '../../src/conversation/tokens.ts';
import type { Asked } from './asked.ts';
import { type PromptCache, render } from './cache.ts';
import { type Script, textOf } from './script.ts';

/** Tokens of one request. Cached ones are a part of the input, reasoning a part of the output. */
export interface Usage {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

/** Tokens that begin the answer: https://github.com/openai/openai-cookbook/blob/main/examples/How_to_count_tokens_with_tiktoken.ipynb */
const REPLY_OVERHEAD = 3;

/** Tokens of an image in low detail, which this endpoint takes for any image or file: https://platform.openai.com/docs/guides/images-vision */
const FILE_TOKENS = 85;

export function inputUsage(
  asked: Asked,
  count: CountTokens,
  cache: PromptCache,
): Pick<Usage, 'input' | 'cached'> {
  const messages = asked.said.map(
    ({ text, files }) => count(text) + MESSAGE_OVERHEAD + files.length * FILE_TOKENS,
  );
  const tools = asked.tools.length > 0 ? count(JSON.stringify(asked.tools)) : 0;
  const input = messages.reduce((sum, tokens) => sum + tokens, tools) + REPLY_OVERHEAD;
  return { input, cached: Math.min(input, cache.look(asked.model, render(asked))) };
}

export function outputUsage(script: Script, count: CountTokens): Pick<Usage, 'output' | 'reasoning'> {
  const reasoning = count(script.reasoning ?? '');
  const calls = (script.toolCalls ?? []).map((call) => count(call.name + call.arguments));
  return {
    reasoning,
    output: calls.reduce((sum, tokens) => sum + tokens, reasoning + count(textOf(script))),
  };
}
