import { z } from 'zod';
import type { Config } from '../config.ts';
import type { Moderator } from '../conversation/ports.ts';
import { UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import { OPENAI } from './openai.ts';

/** Milliseconds that one look may take. */
const TIMEOUT = 10_000;

/** Characters that are looked at as one text: what is harmful is not lost in what is not. */
const PIECE_CHARACTERS = 8_000;

/** Looks at texts with the provider's moderation model. The AI SDK has no such models. */
export function createModerator(
  { apiKey, baseUrl }: Pick<Config['model'], 'apiKey' | 'baseUrl'>,
  model: string,
): Moderator {
  async function look(input: string[], signal: AbortSignal): Promise<boolean> {
    const response = await fetch(`${baseUrl ?? OPENAI}/moderations`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ model, input }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status} from the moderation model`);
    return answerSchema.parse(await response.json()).results.some(({ flagged }) => flagged);
  }

  return {
    async isHarmful(said, signal) {
      const pieces = Array.from({ length: Math.ceil(said.length / PIECE_CHARACTERS) }, (_, at) =>
        said.slice(at * PIECE_CHARACTERS, (at + 1) * PIECE_CHARACTERS).toWellFormed(),
      );
      if (said.trim() === '') return false;
      try {
        return await look(pieces, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        throw new UserError(text('moderation.away'), { cause: error });
      }
    },
  };
}

const answerSchema = z.object({ results: z.array(z.object({ flagged: z.boolean() })).min(1) });
