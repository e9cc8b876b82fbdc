import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { loadTokens } from '../../src/conversation/tokens.ts';

const tokensOf = await loadTokens(['gpt-5.4-mini', 'gpt-4']);
const count = tokensOf('gpt-5.4-mini');

describe('tokens', () => {
  test('are those of the model’s own encoding', () => {
    const text = 'Grüße aus Köln, 東京 and elsewhere: indivisible!';
    expect(count(text)).toBe(countTokens(text));
    expect(tokensOf('gpt-4')(text)).not.toBe(count(text));
  });

  test('of a model that nobody knows are counted like OpenAI’s newest', () => {
    expect(tokensOf('llama3.2')('Hello there')).toBe(count('Hello there'));
  });

  test('of special tokens are those of plain text', () => {
    expect(count('<|endoftext|>')).toBeGreaterThan(1);
  });

  test.each([
    ['', 0],
    ['hello', 1],
  ])('of %j are %i', (text, tokens) => expect(count(text)).toBe(tokens));

  test('of a long text are within one in a thousand of an exact count, and never fewer', () => {
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(500);
    const exact = countTokens(text);
    expect(count(text)).toBeGreaterThanOrEqual(exact);
    expect(count(text)).toBeLessThanOrEqual(exact * 1.001);
  });

  test('of a flag at the end of a slice do not tear it apart', () => {
    expect(count(`${'a'.repeat(999)}🇩🇪`)).toBeLessThan(200);
  });
});
