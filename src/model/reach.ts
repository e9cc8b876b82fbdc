import { z } from 'zod';
import type { Config } from '../config.ts';
import type { ModelReached } from '../conversation/ports.ts';
import { OPENAI } from './openai.ts';

/** Milliseconds that the list of models may take. */
const TIMEOUT = 5_000;

/** Asks the provider for its list of models, which costs nothing: whether it is there, takes the key, and has these. */
export async function reachModels(
  { apiKey, baseUrl }: Pick<Config['model'], 'apiKey' | 'baseUrl'>,
  names: readonly string[],
): Promise<ModelReached> {
  try {
    const response = await fetch(`${baseUrl ?? OPENAI}/models`, {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if ([401, 403].includes(response.status)) return { state: 'refused' };
    // Not every provider has a list; but a wrong address has none either.
    if ([404, 405, 501].includes(response.status)) return { state: 'unknown' };
    if (!response.ok) return { state: 'away', reason: `HTTP ${response.status}` };
    return { state: 'ok', unlisted: unlisted(names, await response.json()) };
  } catch (error) {
    return { state: 'away', reason: reasonOf(error) };
  }
}

/** Ollama lists `llama3` as `llama3:latest`. */
function unlisted(names: readonly string[], answer: unknown): string[] {
  const list = listSchema.safeParse(answer);
  if (!list.success) return [];
  const offered = new Set(list.data.data.map(({ id }) => id.replace(/:latest$/, '')));
  return names.filter((name) => !offered.has(name.replace(/:latest$/, '')));
}

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** fetch tells why only in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
