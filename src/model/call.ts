import type { LanguageModel, ModelMessage, ToolSet, TypedToolCall } from 'ai';
import type { ModelAnswer, ModelRequest } from '../conversation/ports.ts';

/** What the SDK is asked, streamed or not. */
export type Call = ReturnType<typeof toCall>;

/**
 * One step of an answer. A model that wants tools to be used says so at the end of a step, and is asked for the next
 * one with what they brought.
 */
export interface StepRequest extends ModelRequest {
  /** What the model is told of the tools that it may use; undefined: there are none. */
  offered?: ToolSet;
  /** What was said and brought in the steps before. */
  before?: readonly ModelMessage[];
  /** It has to answer now, and may use no more tools. */
  last?: boolean;
  /** Is told the name of a tool that the provider begins to use by itself. */
  onProviderTool?: (name: string) => void;
}

export interface Step extends ModelAnswer, Said {}

export interface Said {
  /** The tools that we are to use now; not those that the provider used. */
  calls: readonly TypedToolCall<ToolSet>[];
  /** All of the step, for the next one. */
  messages: readonly ModelMessage[];
}

/** A model, step by step. */
export interface StepModel {
  /** Throws like a Model. */
  answer(request: StepRequest): Promise<Step>;
}

export function toCall(
  model: LanguageModel,
  {
    context,
    maxOutputTokens,
    conversation,
    offered,
    before = [],
    last,
  }: Pick<StepRequest, 'context' | 'maxOutputTokens' | 'conversation' | 'offered' | 'before' | 'last'>,
) {
  const asked = context.messages.map(({ role, text }) => ({ role, content: text }));
  return {
    model,
    instructions: context.instructions,
    messages: [...asked, ...before],
    maxOutputTokens,
    maxRetries: 0, // retry.ts has the one policy
    // Nothing is kept at OpenAI; the key sends a conversation to where its prefix is cached.
    providerOptions: { openai: { store: false, promptCacheKey: conversation } },
    ...(offered && { tools: offered, ...(last && { toolChoice: 'none' as const }) }),
  };
}
