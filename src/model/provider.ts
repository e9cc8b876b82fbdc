import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';
import type { Config } from '../config.ts';

type OpenAI = ReturnType<typeof createOpenAI>;

/** Gives the model of a name: one that writes, paints, transcribes or embeds. */
export interface Provider {
  (model: string): LanguageModel;
  image: (model: string) => ReturnType<OpenAI['image']>;
  transcription: (model: string) => ReturnType<OpenAI['transcription']>;
  embedding: (model: string) => ReturnType<OpenAI['embedding']>;
}

/**
 * OpenAI itself speaks the Responses API. Other servers get a client that bears their quirks (tool calls without id,
 * no usage in a stream, no key), and which speaks Chat Completions.
 */
export function createProvider({
  apiKey,
  baseUrl,
  api,
}: Pick<Config['model'], 'apiKey' | 'baseUrl' | 'api'>): Provider {
  // The SDK would print each of its warnings to the console, beside our log.
  globalThis.AI_SDK_LOG_WARNINGS = false;
  // A key must be given, and an unset one would be looked for in the environment once more.
  const openai = createOpenAI({ apiKey: apiKey ?? 'none', ...(baseUrl && { baseURL: baseUrl }) });
  const image = (model: string) => openai.image(model);
  const transcription = (model: string) => openai.transcription(model);
  const embedding = (model: string) => openai.embedding(model);
  if (api === 'responses')
    return Object.assign((model: string) => openai.responses(model), { image, transcription, embedding });
  if (baseUrl === undefined)
    return Object.assign((model: string) => openai.chat(model), { image, transcription, embedding });
  const server = createOpenAICompatible({
    name: 'server',
    baseURL: baseUrl,
    includeUsage: true,
    supportsStructuredOutputs: true, // most do; the others refuse or ignore a schema, and a title is no loss
    ...(apiKey && { apiKey }),
  });
  // Its client has no transcription; what the servers offer there is OpenAI's own.
  return Object.assign((model: string) => server.chatModel(model), {
    image: (model: string) => server.imageModel(model),
    transcription,
    embedding: (model: string) => server.embeddingModel(model),
  });
}
