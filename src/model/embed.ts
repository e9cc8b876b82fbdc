import { embedMany } from 'ai';
import type { Embedder } from '../conversation/ports.ts';
import { NOTHING_USED, tokensAtMost } from '../conversation/spending/used.ts';
import { paid } from './paid.ts';
import { patiently, type Waiting } from './patiently.ts';
import type { Provider } from './provider.ts';
import { PATIENCE } from './retry.ts';

/** Milliseconds for the texts of one call, retries included. */
const EMBED_TIMEOUT = 60_000;

/**
 * Texts in one request. OpenAI takes 300,000 tokens in one (https://platform.openai.com/docs/api-reference/embeddings/create),
 * which so many passages have in no language.
 */
const TEXTS_AT_ONCE = 128;

/** Vectors through the AI SDK, from the operator's EMBEDDING_MODEL. */
export function createEmbedder(
  provider: Pick<Provider, 'embedding'>,
  name: string,
  { time = EMBED_TIMEOUT, patience = PATIENCE }: Partial<Waiting> = {},
): Embedder {
  const model = provider.embedding(name);

  const some = (texts: string[], signal: AbortSignal, input: number) =>
    patiently({ model: name, variable: 'EMBEDDING_MODEL', time, signal, patience }, async (stop) => {
      const told = await embedMany({ model, values: texts, maxRetries: 0, abortSignal: stop });
      const counted = Number.isFinite(told.usage.tokens) ? told.usage.tokens : input;
      return { result: told.embeddings, used: { ...NOTHING_USED, input: counted } };
    });

  return {
    model: name,
    async embed(texts, signal, spend) {
      const vectors: number[][] = [];
      // One by one: a small machine embeds no faster when it is asked for more at once.
      for (let from = 0; from < texts.length; from += TEXTS_AT_ONCE) {
        const next = texts.slice(from, from + TEXTS_AT_ONCE);
        const input = tokensAtMost(next.join('').length);
        const planned = { ...NOTHING_USED, model: name, input };
        vectors.push(...(await paid(spend, planned, signal, () => some(next, signal, input))));
      }
      return vectors;
    },
  };
}
