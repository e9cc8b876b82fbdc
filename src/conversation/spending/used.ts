/** What a call to a model used, as the provider counted it. */
export interface Used {
  input: number;
  /** A part of the input, which the provider's cache served. */
  cached: number;
  output: number;
  /** A part of the output. */
  reasoning: number;
  /** Pictures that were painted. */
  pictures?: number;
  /** Seconds of sound that were listened to. */
  seconds?: number;
  /** What the provider looked for on the web. */
  searches?: number;
}

/** What a call uses at most. */
export interface Planned extends Used {
  model: string;
}

/** What models cost. */
export interface Prices {
  /** What so much costs with a model, in billionths of a dollar; undefined: nobody knows. */
  costOf(model: string, used: Used): number | undefined;
}

export const NOTHING_USED: Used = { input: 0, cached: 0, output: 0, reasoning: 0 };

/** Whether it is known what a model's words cost. */
export function isPriced(prices: Prices, model: string): boolean {
  return prices.costOf(model, { ...NOTHING_USED, input: 1, output: 1 }) !== undefined;
}

/** Characters of a token, where nobody counts exactly and it shall rather be too many tokens than too few. */
const CHARACTERS_PER_TOKEN = 2;

/** Tokens that a text has at most, more or less. */
export function tokensAtMost(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
