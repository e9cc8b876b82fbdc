import type { LanguageModel } from 'ai';
import type { ModelRequest } from '../conversation/ports.ts';

/** What the SDK is asked, streamed or not. */
export type Call = ReturnType<typeof toCall>;

export function toCall(
  model: LanguageModel,
  {
    context,
    maxOutputTokens,
    conversation,
  }: Pick<ModelRequest, 'context' | 'maxOutputTokens' | 'conversation'>,
) {
  return {
    model,
    instructions: context.instructions,
    messages: context.messages.map(({ role, text }) => ({ role, content: text })),
    maxOutputTokens,
    maxRetries: 0, // retry.ts has the one policy
    // Nothing is kept at OpenAI; the key sends a conversation to where its prefix is cached.
    providerOptions: { openai: { store: false, promptCacheKey: conversation } },
  };
}
