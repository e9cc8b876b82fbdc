import type { CountTokens } from '../../src/conversation/tokens.ts';
import type { Asked } from './asked.ts';

/** Tokens: a shorter prompt is not cached, and a longer one in steps. https://platform.openai.com/docs/guides/prompt-caching */
const SHORTEST = 1_024;
const STEP = 128;

/** Prompts that are remembered. */
const KEPT = 200;

/** Remembers what earlier requests began with, as OpenAI does. */
export interface PromptCache {
  /** Tokens of the prompt that the cache knew from an earlier one of the same model; remembers the prompt. */
  look(model: string, prompt: string): number;
}

export function createPromptCache(count: CountTokens): PromptCache {
  const kept: { model: string; prompt: string }[] = [];
  return {
    look(model, prompt) {
      const known = kept.filter((one) => one.model === model).map((one) => commonLength(one.prompt, prompt));
      kept.push({ model, prompt });
      if (kept.length > KEPT) kept.shift();
      const tokens = count(prompt.slice(0, Math.max(0, ...known)));
      return tokens < SHORTEST ? 0 : tokens - (tokens % STEP);
    },
  };
}

/** All that a prompt is made of, in the order in which a model reads it. */
export function render({ tools, said }: Asked): string {
  const messages = said.map(({ role, text }) => `${role}\n${text}\n`);
  return [...tools.map((tool) => JSON.stringify(tool)), ...messages].join('\n');
}

function commonLength(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}
