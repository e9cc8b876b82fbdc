import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { forDiscord } from '../../src/discord/markdown/for-discord.ts';
import { documents, nonsense } from './markdown-documents.ts';

test('whatever is shown once is shown again unchanged', () => {
  const check = (markdown: string) => {
    const shown = forDiscord(markdown);
    expect(forDiscord(shown)).toBe(shown);
  };
  fc.assert(fc.property(documents, check), { seed: 3, numRuns: 2000 });
  fc.assert(fc.property(nonsense, check), { seed: 3, numRuns: 2000 });
});
