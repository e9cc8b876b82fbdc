import type { LanguageModel, ModelMessage, ToolSet, TypedToolCall, UserContent } from 'ai';
import type { ContextMessage } from '../conversation/context.ts';
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
  /** Tokens that the input has, counted here; undefined: those of the context. */
  input?: number;
  /** What was said and brought in the steps before. */
  before?: readonly ModelMessage[];
  /** It sees no pictures: it is told where they are. */
  blind?: boolean;
  /** It has to answer now, and may use no more tools. */
  last?: boolean;
  /** Is told all that comes of an answer, piece by piece: also what people don't see, as it is thought. */
  onCame?: (more: string) => void;
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
    blind = false,
    last,
  }: Pick<
    StepRequest,
    'context' | 'maxOutputTokens' | 'conversation' | 'offered' | 'before' | 'blind' | 'last'
  >,
) {
  const asked = context.messages.map((message): ModelMessage =>
    message.role === 'user'
      ? { role: 'user', content: contentOf(message, blind) }
      : { role: 'assistant', content: message.text },
  );
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

/** Whoever counts a picture's tokens counts those of high detail. */
const DETAIL = { openai: { imageDetail: 'high' } };

const UNSEEN = '\n⟦you cannot see this picture⟧';

/** A message with its pictures where they stand in its text. */
function contentOf({ text, pictures = [] }: ContextMessage, blind: boolean): UserContent {
  if (pictures.length === 0) return text;
  const words = pictures.map(({ at }, number) => text.slice(pictures[number - 1]?.at ?? 0, at));
  const rest = text.slice(pictures.at(-1)?.at);
  // A server that knows no pictures may know no content in parts.
  if (blind) return [...words.map((before) => before + UNSEEN), rest].join('');
  const parts = pictures.flatMap(({ bytes, mediaType }, number) => [
    ...textPart(words[number]),
    { type: 'file' as const, data: bytes, mediaType, providerOptions: DETAIL },
  ]);
  return [...parts, ...textPart(rest)];
}

function textPart(text = '') {
  return text === '' ? [] : [{ type: 'text' as const, text }];
}
