import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { forDiscord } from './for-discord.ts';
import { documents, nonsense } from './markdown-documents.ts';
import { checkStream } from './markdown-stream.ts';

test('whatever is shown once is shown again unchanged', () => {
  const check = (markdown: string) => {
    const shown = forDiscord(markdown);
    expect(forDiscord(shown)).toBe(shown);
  };
  fc.assert(fc.property(documents, check), { seed: 3, numRuns: 1500 });
  fc.assert(fc.property(nonsense, check), { seed: 3, numRuns: 1500 });
});

const chunked = {
  sizes: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 5, maxLength: 40 }),
  limit: fc.constantFrom(400, 700, 2000),
  files: fc.boolean(),
};

test('however an answer is chunked: people read the same text and files, and full messages never change', () => {
  const streams = fc.record({ answer: documents, ...chunked });
  fc.assert(
    fc.property(streams, (stream) => void checkStream(stream)),
    { seed: 5, numRuns: 1000 },
  );
});

test('nor does nonsense lose anything', () => {
  const answer = fc.tuple(nonsense, documents, nonsense).map((parts) => parts.join('\n'));
  const streams = fc.record({ answer, ...chunked, isClosed: fc.constant(false) });
  fc.assert(
    fc.property(streams, (stream) => void checkStream(stream)),
    { seed: 5, numRuns: 500 },
  );
});
