import type { Made } from '../../src/conversation/entry.ts';
import { inlineCode } from '../../src/discord/markdown/code.ts';
import { type Locale, say, type Text, text } from '../../src/language/language.ts';
import { money } from '../../src/settings/amount.ts';
import { originWords, toolWords } from '../settings/words.ts';

/** How an answer came about, line by line. `sent`: the oldest and the newest message that it was made from. */
export function howMade(made: Made, sent: { oldest: string; newest: string }, locale: Locale): string {
  const { model, tools, sources } = made;
  const lines = [
    read(made, sent),
    leftOut(made),
    prompt(made, locale),
    text('why.model', { model }),
    tokens(made),
    cost(made),
    timeTaken(made),
    text('why.tools', {
      tools: tools.length > 0 ? tools.map((one) => toolName(one, locale)) : text('list.none'),
    }),
    ...(sources.length > 0 ? [text('why.sources', { sources: sources.map(inlineCode) })] : []),
  ];
  return lines.map((line) => say(locale, line)).join('\n');
}

function read({ sent: { count } }: Made, { oldest, newest }: { oldest: string; newest: string }): Text {
  return count === 1 ? text('why.readOne', { newest }) : text('why.read', { count, oldest, newest });
}

function leftOut({ leftOut: { older, middle } }: Made): Text {
  const parts = [...(older ? [text('why.older')] : []), ...(middle ? [text('why.middle')] : [])];
  return text('why.leftOut', { parts: parts.length > 0 ? parts : text('why.nothing') });
}

function prompt({ prompt: { origin, version } }: Made, locale: Locale): Text {
  const from = originWords(locale, origin);
  return version === null
    ? text('why.prompt', { origin: from })
    : text('why.promptVersion', { origin: from, version });
}

function tokens({ tokens: { input, cached, output, reasoning } }: Made): Text {
  const parts = [
    ...(input === undefined ? [] : [text('why.input', { count: input })]),
    ...(input && cached !== undefined ? [text('why.cached', { count: cached, share: cached / input })] : []),
    ...(output === undefined ? [] : [text('why.output', { count: output })]),
    ...(output && reasoning ? [text('why.reasoning', { count: reasoning })] : []),
  ];
  return parts.length > 0 ? text('why.tokens', { parts }) : text('why.tokensUnknown');
}

function cost({ nanos, tools }: Made): Text {
  if (nanos === undefined) return text('why.costUnknown');
  return text(tools.includes('generate_image') ? 'why.costOfWords' : 'why.cost', { money: money(nanos) });
}

function timeTaken({ took: { first, all } }: Made): Text {
  const seconds = { all: inSeconds(all), ...(first !== undefined && { first: inSeconds(first) }) };
  return text(first === undefined ? 'why.time' : 'why.timeFirst', seconds);
}

/** To a tenth. */
function inSeconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

function toolName(name: string, locale: Locale): string {
  const words = toolWords(locale, name);
  return words === name ? inlineCode(name) : words;
}
