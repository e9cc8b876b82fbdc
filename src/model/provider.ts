import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';
import type { Config } from '../config.ts';

/** Gives the language model of a name. */
export type Provider = (model: string) => LanguageModel;

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
  if (api === 'responses' || baseUrl === undefined) {
    // A key must be given, and an unset one would be looked for in the environment once more.
    const openai = createOpenAI({ apiKey: apiKey ?? 'none', ...(baseUrl && { baseURL: baseUrl }) });
    return api === 'responses' ? (model) => openai.responses(model) : (model) => openai.chat(model);
  }
  const server = createOpenAICompatible({
    name: 'server',
    baseURL: baseUrl,
    includeUsage: true,
    supportsStructuredOutputs: true, // most do; the others refuse or ignore a schema, and a title is no loss
    ...(apiKey && { apiKey }),
  });
  return (model) => server.chatModel(model);
}
