import { type FinishReason, generateText } from 'ai';
import type { Model } from '../conversation/answer.ts';
import { toModelError } from './errors.ts';
import type { Provider } from './provider.ts';

/** Milliseconds for one answer, retries included. A reasoning model may think for a minute or two. */
const ANSWER_TIMEOUT = 180_000;

/** Models through the AI SDK. */
export function createModel(provider: Provider): Model {
  return {
    async answer({ model, context, maxOutputTokens, conversation, signal }) {
      try {
        const result = await generateText({
          model: provider(model),
          instructions: context.instructions,
          messages: context.messages.map(({ role, text }) => ({ role, content: text })),
          maxOutputTokens,
          abortSignal: signal,
          timeout: ANSWER_TIMEOUT,
          // Nothing is kept at OpenAI; the key sends a conversation to where its prefix is cached.
          providerOptions: { openai: { store: false, promptCacheKey: conversation } },
        });
        const { inputTokens: input, outputTokens: output, inputTokenDetails } = result.usage;
        const usage = { input, output, cached: inputTokenDetails.cacheReadTokens };
        return { text: result.text, finish: finishOf(result.finishReason), usage };
      } catch (error) {
        throw toModelError(error, model);
      }
    },
  };
}

function finishOf(reason: FinishReason): 'complete' | 'length' | 'filtered' {
  if (reason === 'length') return 'length';
  return reason === 'content-filter' ? 'filtered' : 'complete';
}
