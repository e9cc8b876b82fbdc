import type { Words } from './ask.ts';
import type { Context } from './context.ts';
import type { Made } from './entry.ts';
import type { Prices } from './spending/used.ts';
import type { Turn } from './turn.ts';

/** Names of tools and of sources that are kept with an answer, and UTF-16 code units of one. */
const NAMES = 10;
const NAME_LENGTH = 100;

/** How the answer of a turn came about. */
export function madeOf(
  { entries, question, settings, prompt }: Pick<Turn, 'entries' | 'question' | 'settings' | 'prompt'>,
  { floor, shortened, passages }: Pick<Context, 'floor' | 'shortened' | 'passages'>,
  { model = settings.model, usage, took, tools = [] }: Pick<Words, 'model' | 'usage' | 'took' | 'tools'>,
  costOf: Prices['costOf'],
): Made {
  const nanos = cost(model, usage, costOf);
  const { searches: _, ...tokens } = usage ?? {};
  const sent = entries.slice(
    Math.max(
      0,
      entries.findIndex(({ id }) => id === floor),
    ),
  );
  return {
    model,
    sent: { count: sent.length, from: (sent[0] ?? question).time, to: (sent.at(-1) ?? question).time },
    leftOut: { older: floor !== null, middle: shortened },
    prompt,
    tokens: Object.fromEntries(Object.entries(tokens).filter(([, count]) => count !== undefined)),
    ...(nanos !== undefined && { nanos }),
    took,
    tools: names(tools),
    sources: names(passages.map(({ source }) => source)),
  };
}

function cost(model: string, usage: Words['usage'], costOf: Prices['costOf']): number | undefined {
  const { input, cached = 0, output, reasoning = 0, searches = 0 } = usage ?? {};
  if (input === undefined || output === undefined) return undefined;
  return costOf(model, { input, cached, output, reasoning, searches });
}

/** How an answer and what it was gone on with came about. */
export function together(before: Made, after: Made): Made {
  const { nanos: more, ...newest } = after;
  const nanos = before.nanos === undefined || more === undefined ? undefined : before.nanos + more;
  return {
    ...newest,
    tokens: sumOf(before.tokens, after.tokens),
    ...(nanos !== undefined && { nanos }),
    took: { ...before.took, all: before.took.all + after.took.all },
    tools: names([...before.tools, ...after.tools]),
    sources: names([...before.sources, ...after.sources]),
  };
}

function sumOf(a: Made['tokens'], b: Made['tokens']): Made['tokens'] {
  const kinds = ['input', 'cached', 'output', 'reasoning'] as const;
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const [one, other] = [a[kind], b[kind]];
      // Half of a sum would say something wrong.
      return one === undefined || other === undefined ? [] : [[kind, one + other]];
    }),
  );
}

function names(all: readonly string[]): string[] {
  return [...new Set(all)].slice(0, NAMES).map((name) => name.slice(0, NAME_LENGTH).toWellFormed());
}
