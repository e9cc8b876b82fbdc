import type { Example } from '../settings/examples.ts';
import type { ContextMessage } from './context.ts';
import type { LookedUp } from './knowledge/look-up.ts';
import { lookedUp, speech } from './speech.ts';
import { type CountTokens, MESSAGE_OVERHEAD } from './tokens.ts';

// What stands in a context beside instructions and entries, each within its share of the context's tokens.

/** Share of the context that examples may have. */
const EXAMPLES_SHARE = 1 / 4;

/** Share of the context that what was looked up may have. */
const PASSAGES_SHARE = 1 / 5;

/** The first of the examples, as many as fit: the same ones in each request. */
export function fittingExamples(
  examples: readonly Example[],
  contextTokens: number,
  count: CountTokens,
): ContextMessage[] {
  const author = { id: '0', name: 'Example' };
  const messages: ContextMessage[] = [];
  let room = contextTokens * EXAMPLES_SHARE;
  for (const { question, answer } of examples) {
    const pair: ContextMessage[] = [
      { role: 'user', text: speech({ role: 'user', author, text: question, attachments: [] }) },
      { role: 'assistant', text: answer },
    ];
    room -= tokensOfMessages(pair, count);
    if (room < 0) break;
    messages.push(...pair);
  }
  return messages;
}

/** The best of the passages that fit together, in what the newest entry leaves of the context. */
export function fittingPassages(
  passages: readonly LookedUp[],
  { contextTokens, left }: { contextTokens: number; left: number },
  count: CountTokens,
): LookedUp[] {
  const room = Math.min(contextTokens * PASSAGES_SHARE, left);
  const fitting: LookedUp[] = [];
  for (const passage of passages)
    if (tokensOfPassages([...fitting, passage], count) <= room) fitting.push(passage);
  return fitting;
}

/** Tokens of passages at the end of a message. */
export function tokensOfPassages(passages: readonly LookedUp[], count: CountTokens): number {
  return passages.length === 0 ? 0 : count(`\n\n${lookedUp(passages)}`);
}

/** Tokens of messages. */
export function tokensOfMessages(messages: readonly ContextMessage[], count: CountTokens): number {
  return messages.reduce((sum, { text }) => sum + count(text) + MESSAGE_OVERHEAD, 0);
}

/** The messages, with passages at the end of the last. */
export function withPassages(
  messages: readonly ContextMessage[],
  passages: readonly LookedUp[],
): ContextMessage[] {
  const last = messages.at(-1);
  if (!last || passages.length === 0) return [...messages];
  return [...messages.slice(0, -1), { ...last, text: `${last.text}\n\n${lookedUp(passages)}` }];
}
