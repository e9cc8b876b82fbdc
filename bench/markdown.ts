import * as fc from 'fast-check';
import { createPieces } from '../src/discord/markdown/pieces.ts';
import { forDiscord } from '../test/discord/markdown/for-discord.ts';
import { documents } from '../test/discord/markdown/markdown-documents.ts';
import { checkStream, type Stream } from '../test/discord/markdown/markdown-stream.ts';
import type { Bench } from './run.ts';

const DOCUMENTS = 100_000;

/** Milliseconds that a whole answer of `LONG` characters, and one step of a growing one of `GROWING`, may take. */
const WHOLE = 50;
const STEP = 2;
const LONG = 60_000;
const GROWING = 12_000;

/** UTF-16 code units that come at once. */
const CHUNK = 15;

export const markdown: Bench = {
  title: `${DOCUMENTS.toLocaleString('en')} random documents in random chunks are read as they were written`,
  run() {
    holds();
    const answer = fc.sample(documents, { seed: 11, numRuns: 100 }).join('\n\n');
    return Promise.resolve([whole(answer.slice(0, LONG)), growing(answer.slice(0, GROWING))].every(Boolean));
  },
};

/** Throws at the first document that does not hold. */
function holds(): void {
  let settled = 0;
  let characters = 0;
  const streams = fc.record({
    answer: documents,
    sizes: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 5, maxLength: 40 }),
    limit: fc.constantFrom(400, 700, 2_000),
    files: fc.boolean(),
  });
  const check = (stream: Stream) => {
    settled += checkStream(stream);
    characters += stream.answer.length;
    const shown = forDiscord(stream.answer);
    if (forDiscord(shown) !== shown) throw new Error('shown twice, it is not the same');
  };
  const start = performance.now();
  fc.assert(fc.property(streams, check), { seed: 9, numRuns: DOCUMENTS });
  const seconds = ((performance.now() - start) / 1_000).toFixed(0);
  console.log(
    `${DOCUMENTS} documents, ${(characters / 1e6).toFixed(0)} million characters, ${settled} settled messages: all hold (${seconds} s)`,
  );
}

function whole(answer: string): boolean {
  const times = Array.from({ length: 21 }, () =>
    milliseconds(() => createPieces({ files: true }).end(answer)),
  );
  const median = times.toSorted((a, b) => a - b)[10] ?? Infinity;
  console.log(`an answer of ${answer.length} characters, shown and split: ${median.toFixed(1)} ms`);
  return median <= WHOLE;
}

function growing(answer: string): boolean {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const pieces = createPieces({ files: true });
    for (let at = CHUNK; at <= answer.length; at += CHUNK) {
      times.push(milliseconds(() => pieces.push(answer.slice(0, at))));
    }
  }
  const sorted = times.toSorted((a, b) => a - b);
  const [median = Infinity, most = Infinity] = [0.5, 0.99].map(
    (part) => sorted[Math.floor(sorted.length * part)],
  );
  console.log(
    `one step of an answer that grows to ${answer.length}: median ${median.toFixed(2)} ms, p99 ${most.toFixed(2)} ms`,
  );
  return most <= STEP;
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
