import { createHash } from 'node:crypto';
import { z } from 'zod';
import { words } from '../../src/conversation/knowledge/words.ts';
import type { CountTokens } from '../../src/conversation/tokens.ts';
import { parse } from './asked.ts';
import { BadRequest } from './bad-request.ts';
import type { Task } from './task.ts';

/** Tokens of one text, and of all texts of a request. https://platform.openai.com/docs/api-reference/embeddings/create */
const TEXT_TOKENS = 8_192;
const REQUEST_TOKENS = 300_000;

/** Numbers of a vector; those of OpenAI's small and large model. */
const DIMENSIONS = { usual: 1_536, most: 3_072 } as const;

const text = z.string().min(1);
const request = z.looseObject({
  model: z.string().min(1),
  input: z.union([text.transform((one) => [one]), z.array(text).min(1).max(2_048)]),
  encoding_format: z.enum(['float', 'base64']).default('float'),
  dimensions: z.int().min(1).max(DIMENSIONS.most).default(DIMENSIONS.usual),
});

/** POST /v1/embeddings */
export function readEmbeddings(body: unknown, count: CountTokens): Task {
  const { model, input, encoding_format: format, dimensions } = parse(request, body);
  const tokens = input.map(count);
  const all = tokens.reduce((sum, one) => sum + one, 0);
  if (tokens.some((one) => one > TEXT_TOKENS))
    throw new BadRequest(`This model's maximum input length is ${TEXT_TOKENS} tokens.`, 'input');
  if (all > REQUEST_TOKENS)
    throw new BadRequest(`Requested ${all} tokens, max ${REQUEST_TOKENS} tokens per request.`, 'input', {
      code: 'max_tokens_per_request',
    });
  return {
    usual: {},
    answer: () => ({
      object: 'list',
      model,
      data: input.map((one, index) => ({
        object: 'embedding',
        index,
        embedding: format === 'float' ? embed(one, dimensions) : base64(embed(one, dimensions)),
      })),
      usage: { prompt_tokens: all, total_tokens: all },
    }),
  };
}

/** A vector of length 1. Texts are the nearer to each other the more words they share; long words count more. */
function embed(one: string, dimensions: number): number[] {
  const vector = Array.from({ length: dimensions }, () => 0);
  for (const word of words(one)) {
    const { at, sign } = placeOf(word, dimensions);
    vector[at] = (vector[at] ?? 0) + sign * word.length ** 2;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** By chance, but always the same. */
function placeOf(word: string, dimensions: number): { at: number; sign: number } {
  const hash = createHash('sha1').update(word).digest();
  return { at: hash.readUInt32LE() % dimensions, sign: hash.readInt8(4) < 0 ? -1 : 1 };
}

function base64(vector: number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}
