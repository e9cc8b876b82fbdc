import { z } from 'zod';
import type { Problem } from '../errors.ts';
import { readJsonFile } from './json-file.ts';

/** Where the file is looked for when MODELS_CONFIG does not say; there need not be one. */
const USUAL_PATH = './models.json';

const EXAMPLE =
  'Write {"prices": {"model": {"input": 0.75, "cached": 0.075, "output": 4.5}}}, in dollars for a million tokens.';

const dollars = z.number().min(0).optional();

/** Dollars for a million tokens, for one picture, for a minute of sound, for one search on the web. */
const price = z
  .strictObject({
    input: dollars,
    cached: dollars,
    output: dollars,
    picture: dollars,
    minute: dollars,
    search: dollars,
  })
  .refine((one) => Object.keys(one).length > 0, 'it has no price');

const file = z.strictObject({ prices: z.record(z.string().min(1), price) });

/** What one model costs, as the operator says. */
export type Price = z.infer<typeof price>;

/** The prices that the operator lists, by model, and all problems with that, each with its fix. */
export function readModelsFile(path: string | undefined): {
  prices: Record<string, Price>;
  problems: Problem[];
} {
  const { json, problems } = readJsonFile(path, USUAL_PATH, 'MODELS_CONFIG');
  if (json === undefined) return { prices: {}, problems };
  const read = file.safeParse(json);
  return {
    prices: read.data?.prices ?? {},
    problems: (read.error?.issues ?? []).map((issue) => ({
      what: `${path ?? USUAL_PATH}: ${issue.path.join('.') || 'the whole'} is not valid: ${issue.message}.`,
      todo: EXAMPLE,
    })),
  };
}
