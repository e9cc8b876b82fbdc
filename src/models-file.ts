import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Where the file is looked for when MODELS_CONFIG does not say; there need not be one. */
const USUAL_PATH = './models.json';

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
  problems: string[];
} {
  try {
    const read = file.safeParse(JSON.parse(readFileSync(path ?? USUAL_PATH, 'utf8')));
    return { prices: read.data?.prices ?? {}, problems: (read.error?.issues ?? []).map(explain) };
  } catch (error) {
    if (path === undefined && isMissing(error)) return { prices: {}, problems: [] };
    return { prices: {}, problems: [`${path ?? USUAL_PATH} ${whatIsWrong(error)}`] };
  }
}

function explain({ path, message }: z.core.$ZodIssue): string {
  const where = path.join('.') || 'the whole';
  return `models.json: ${where} is not valid: ${message}. Write {"prices": {"model": {"input": 0.75, "cached": 0.075, "output": 4.5}}}, in dollars for a million tokens.`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function whatIsWrong(error: unknown): string {
  if (isMissing(error)) return 'is missing. Set MODELS_CONFIG to the path of your file, or to nothing.';
  if (error instanceof SyntaxError) return 'is no JSON. See the example in the README.';
  return 'can’t be read. Let the user that runs Bobbin read it.';
}
