import { describe, expect, test } from 'vitest';
import { isPriced, NOTHING_USED, type Used } from '../../src/conversation/spending/used.ts';
import { createPrices } from '../../src/model/prices.ts';

const used = (change: Partial<Used>): Used => ({ ...NOTHING_USED, ...change });
const million = used({ input: 1_000_000, cached: 500_000, output: 1_000_000, reasoning: 400_000 });

describe('the table', () => {
  const openai = createPrices({ baseUrl: undefined, prices: {} });

  test.each([
    ['gpt-5.4-mini', million, 4_912_500_000],
    ['gpt-5.4-mini', used({ input: 1 }), 750],
    ['gpt-5.4-mini', used({ input: 1, cached: 1 }), 75],
    // More from the cache than there is: a server that counts oddly.
    ['gpt-5.4-mini', used({ input: 1, cached: 5 }), 75],
    ['gpt-5.4-mini-2026-03-17', used({ input: 1 }), 750],
    ['text-embedding-3-small', used({ input: 1_000_000 }), 20_000_000],
    ['gpt-image-1.5', used({ input: 100, output: 1_000, pictures: 1 }), 32_500_000],
    ['whisper-1', used({ seconds: 60 }), 6_000_000],
    ['gpt-5.4-mini', used({ input: 1_000, searches: 2 }), 20_750_000],
    ['gpt-4o-mini-transcribe', used({ input: 600, output: 10, seconds: 60 }), 1_850_000],
  ])('says what %s costs for %o', (model, one, nanos) => {
    expect(openai.costOf(model, one)).toBe(nanos);
  });

  test.each([
    ['a model that nobody knows', 'practice', million],
    ['tokens of a model that is paid by the minute', 'whisper-1', used({ input: 5 })],
    ['what was not counted', 'gpt-5.4-mini', NOTHING_USED],
    [
      'searches of a model that has no price for them',
      'text-embedding-3-small',
      used({ input: 1, searches: 1 }),
    ],
    ['words of a model that only embeds', 'text-embedding-3-small', used({ input: 1, output: 1 })],
  ])('says that it does not know: %s', (_, model, one) => {
    expect(openai.costOf(model, one)).toBeUndefined();
  });

  test('is asked for the service that answers: a name at home is not that name at OpenAI', () => {
    const home = createPrices({ baseUrl: 'http://localhost:11434/v1', prices: {} });
    expect(isPriced(home, 'gpt-5.4-mini')).toBe(false);
    const router = createPrices({ baseUrl: 'https://openrouter.ai/api/v1', prices: {} });
    expect(isPriced(router, 'openai/gpt-5.4-mini')).toBe(true);
    expect(isPriced(createPrices({ baseUrl: 'https://api.openai.com/v1', prices: {} }), 'gpt-5.4-mini')).toBe(
      true,
    );
  });
});

describe('what the operator says', () => {
  const prices = createPrices({
    baseUrl: undefined,
    prices: {
      'gpt-5.4-mini': { input: 2, cached: 1, output: 3 },
      home: { input: 0, output: 0 },
      words: { input: 2, output: 4 },
      looks: { input: 1, search: 0.01 },
      painter: { picture: 0.04 },
      ears: { minute: 0.6 },
    },
  });

  test.each([
    ['wins over the table', 'gpt-5.4-mini', million, 4_500_000_000],
    ['may be nothing', 'home', million, 0],
    ['counts cached tokens like others where it does not say', 'words', million, 6_000_000_000],
    ['may be by the picture', 'painter', used({ input: 9, output: 9, pictures: 2 }), 80_000_000],
    ['may be by the minute', 'ears', used({ seconds: 30 }), 300_000_000],
    ['may be by the search', 'looks', used({ input: 1_000, searches: 3 }), 31_000_000],
    ['is not the whole', 'painter', million, undefined],
    ['is not the whole', 'words', used({ input: 1, searches: 1 }), undefined],
  ])('%s', (_, model, one, nanos) => {
    expect(prices.costOf(model, one)).toBe(nanos);
  });
});
