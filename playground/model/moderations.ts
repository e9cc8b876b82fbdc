import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { parse } from './asked.ts';
import type { Task } from './task.ts';

/** Say this, and the practice model finds it harmful. */
const HARMFUL = /something harmful/i;

/** https://platform.openai.com/docs/api-reference/moderations/object */
const CATEGORIES = [
  'hate',
  'hate/threatening',
  'harassment',
  'harassment/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/intent',
  'self-harm/instructions',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
];

const request = z.looseObject({
  model: z.string().min(1).default('omni-moderation-latest'),
  input: z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]),
});

/** POST /v1/moderations */
export function readModeration(body: unknown): Task {
  const { model, input } = parse(request, body);
  return {
    usual: {},
    answer: () => ({ id: `modr-${randomUUID()}`, model, results: input.map(resultOf) }),
  };
}

function resultOf(text: string): object {
  const flagged = HARMFUL.test(text);
  const isIn = (category: string) => flagged && category === 'harassment';
  return {
    flagged,
    categories: each(isIn),
    category_scores: each((category) => (isIn(category) ? 0.98 : 0.0001)),
    category_applied_input_types: each(() => ['text']),
  };
}

function each<T>(value: (category: string) => T): Record<string, T> {
  return Object.fromEntries(CATEGORIES.map((category) => [category, value(category)]));
}
