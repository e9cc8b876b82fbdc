import { modelToEncodingMap } from 'gpt-tokenizer/mapping';

/** Counts the tokens of a text. */
export type CountTokens = (text: string) => number;

/** Counts in the encoding of one of the models that the counter was made for. */
export type TokensOf = (model: string) => CountTokens;

/**
 * Tokens that a message costs besides its text: three around it and one for its role.
 * https://github.com/openai/openai-cookbook/blob/main/examples/How_to_count_tokens_with_tiktoken.ipynb
 */
export const MESSAGE_OVERHEAD = 4;

/**
 * Characters encoded at a time. Encoders take quadratic time over text without spaces (100,000 times "a": seconds);
 * in slices it takes milliseconds, and the sum is at most a few tokens per thousand too high.
 */
const SLICE = 1_000;

/** Merged pairs that an encoding keeps in memory; its own default is 100,000. */
const MERGE_CACHE = 20_000;

type Encoding = 'o200k_base' | 'cl100k_base';

const ENCODINGS = new Map<string, string>(Object.entries(modelToEncodingMap));

/** Loads the encodings of these models (a tenth of a second each) and counts with them from then on. */
export async function loadTokens(models: readonly string[]): Promise<TokensOf> {
  const counters = new Map<Encoding, CountTokens>();
  for (const encoding of new Set(models.map(encodingOf))) counters.set(encoding, await load(encoding));
  const fallback = counters.get('o200k_base') ?? (await load('o200k_base'));
  return (model) => counters.get(encodingOf(model)) ?? fallback;
}

/** Models that nobody knows (a local one) are counted like OpenAI's newest: an estimate within some ten per cent. */
function encodingOf(model: string): Encoding {
  return ENCODINGS.get(model) === 'cl100k_base' ? 'cl100k_base' : 'o200k_base';
}

async function load(encoding: Encoding): Promise<CountTokens> {
  const { countTokens, setMergeCacheSize } =
    encoding === 'o200k_base'
      ? await import('gpt-tokenizer/encoding/o200k_base')
      : await import('gpt-tokenizer/encoding/cl100k_base');
  setMergeCacheSize(MERGE_CACHE);
  // Text such as <|endoftext|> is text here, not a command to the model.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => slices(text).reduce((sum, slice) => sum + countTokens(slice, options), 0);
}

/** Cuts before a space where there is one, since encodings begin words there; never inside a surrogate pair. */
function slices(text: string): string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = start + SLICE < text.length ? cutBefore(text, start, start + SLICE) : text.length;
    found.push(text.slice(start, end));
    start = end;
  }
  return found;
}

function cutBefore(text: string, start: number, end: number): number {
  const space = text.lastIndexOf(' ', end);
  if (space > start) return space;
  return isLowSurrogate(text.charCodeAt(end)) ? end - 1 : end;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
