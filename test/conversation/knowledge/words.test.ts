import { describe, expect, test } from 'vitest';
import { words } from '../../../src/conversation/knowledge/words.ts';

describe('the words of a text', () => {
  test.each([
    ['', []],
    ['!? …', []],
    ['The cat', ['the', 'cat']],
    ['opening', ['opening', 'open*']],
    ['open', ['open', 'open*']],
    ['Café Zürich', ['cafe', 'cafe*', 'zurich', 'zuri*']],
    ['ＡＢＣ', ['abc']],
    ['don’t', ['don', 't']],
    ['maxTokens', ['max', 'tokens', 'toke*']],
    ['port 8080', ['port', 'port*', '8080', '8080*']],
    ['snake_case', ['snake', 'snak*', 'case', 'case*']],
    ['東京都', ['東京', '京都']],
    ['字', ['字']],
    ['東京towers', ['東京', 'towers', 'towe*']],
    ['한국어', ['한국', '국어']],
    ['हिन्दी', ['हिन्दी', 'हिन्*']],
    ['x'.repeat(60), ['x'.repeat(40), 'xxxx*']],
    ['\ud800', []],
  ])('%j', (text, found) => {
    expect(words(text)).toEqual(found);
  });
});
