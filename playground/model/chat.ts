import type { Asked } from './asked.ts';
import { type Script, chunksOf, textOf } from './script.ts';
import type { Usage } from './usage.ts';
import { type Wire, errorBody, event, newId, seconds } from './wire.ts';

/** An answer of POST /v1/chat/completions. */
export function chatWire(asked: Asked, script: Script, usage: Usage): Wire {
  const { toolCalls = [], finish = 'stop', reasoning } = script;
  const text = textOf(script);
  const calls = toolCalls.map((call) => ({ id: newId('call_'), type: 'function', function: call }));
  const finishReason = calls.length > 0 ? 'tool_calls' : finish;
  const head = { id: newId('chatcmpl-'), created: seconds(), model: asked.model, service_tier: 'default' };

  const message = {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    // Not OpenAI's, but what vLLM, DeepSeek and others call it.
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
    refusal: null,
    annotations: [],
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  const choice = { index: 0, message, logprobs: null, finish_reason: finishReason };

  const chunk = (choices: object[], usage: object | null = null) =>
    event({ ...head, object: 'chat.completion.chunk', choices, ...(asked.includeUsage && { usage }) });
  const delta = (delta: object, finish_reason: string | null = null) =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason }]);

  return {
    whole: { ...head, object: 'chat.completion', choices: [choice], usage: usageOf(usage) },
    opening: delta({ role: 'assistant', content: '', refusal: null }),
    chunks: [
      ...(reasoning === undefined ? [] : [delta({ reasoning_content: reasoning })]),
      ...chunksOf(script).map((content) => delta({ content })),
      ...calls.map((call, index) => delta({ tool_calls: [{ index, ...call }] })),
    ],
    closing: [
      delta({}, finishReason),
      asked.includeUsage ? chunk([], usageOf(usage)) : '',
      event('[DONE]'),
    ].join(''),
    failing: (error) => event(errorBody(error)),
  };
}

function usageOf({ input, cached, output, reasoning }: Usage) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
