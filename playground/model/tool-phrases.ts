import { z } from 'zod';
import type { Asked } from './asked.ts';
import { exampleOf } from './example.ts';
import type { Script } from './script.ts';

/** A tool as the two APIs describe it. */
const tool = z.union([
  z.looseObject({ name: z.string(), parameters: z.unknown() }),
  z
    .looseObject({ function: z.looseObject({ name: z.string(), parameters: z.unknown() }) })
    .transform((described) => described.function),
]);

/** The words, and the tool that they ask for with the rest of them. */
const PHRASES: [words: RegExp, tool: string, input: (rest: string) => string][] = [
  [/^paint\s+(\S.*)$/is, 'generate_image', (prompt) => JSON.stringify({ prompt, change: false })],
  [/^change it:\s+(\S.*)$/is, 'generate_image', (prompt) => JSON.stringify({ prompt, change: true })],
  [/^what time is it in ([^?]+)\??$/i, 'time', (place) => JSON.stringify({ place })],
  [/^calculate (\S.*)$/is, 'calculator', (expression) => JSON.stringify({ expression })],
  [/^look back()$/i, 'earlier', () => '{}'],
  [/^look back for (\S.*)$/is, 'earlier', (words) => JSON.stringify({ words })],
  [/^read (https?:\/\/\S+)$/i, 'read_page', (url) => JSON.stringify({ url })],
];

/** The answer to words that ask for a tool; undefined: they ask for none. */
export function byTool(words: string, { tools }: Asked): Script | undefined {
  for (const [phrase, name, input] of PHRASES) {
    const rest = phrase.exec(words)?.[1];
    if (rest !== undefined) return call(name, input(rest), tools);
  }
  const query = /^search the web for (\S.*)$/is.exec(words)?.[1];
  if (query !== undefined) return search(query, tools);
  const [, name, input] = /^use ([\w-]+)(?:\s*:)?\s*(.*)$/is.exec(words) ?? [];
  return name === undefined || input === undefined ? undefined : call(name, input, tools);
}

const webSearch = z.looseObject({ type: z.literal('web_search') });

function search(query: string, tools: readonly unknown[]): Script {
  if (!tools.some((one) => webSearch.safeParse(one).success)) return call('web_search', '{}', []);
  return { searches: [query], text: 'I made up that this stands on [a page](https://example.com/).' };
}

/** `input` is JSON, or words that stand wherever the tool wants a text. */
function call(name: string, input: string, tools: readonly unknown[]): Script {
  const offered = tools.flatMap((one) => tool.safeParse(one).data ?? []);
  const wanted = offered.find((one) => one.name === name);
  if (!wanted) {
    const names = offered.map((one) => `\`${one.name}\``).join(', ');
    return {
      text: `I have no tool \`${name}\` here. ${names ? `I have: ${names}.` : 'I have none at all.'}`,
    };
  }
  const json = input.startsWith('{') ? input : JSON.stringify(exampleOf(wanted.parameters, input));
  return { toolCalls: [{ name, arguments: json }] };
}

/** What is said when tools have brought something since somebody last spoke; undefined: none has. */
export function toldByTools({ said }: Asked): string | undefined {
  const results = said.slice(said.findLastIndex(({ role }) => role === 'user') + 1);
  const texts = results.filter(({ role }) => role === 'tool').map(({ text }) => text);
  return texts.length === 0 ? undefined : texts.map((text) => `A tool said:\n${quoted(text)}`).join('\n\n');
}

/** Without the marks between which Bobbin tells it. */
function quoted(text: string): string {
  const said = text.replace(/^⟦[^⟦⟧]*⟧\n/, '').replace(/\n⟦[^⟦⟧]*⟧$/, '');
  return said.replaceAll(/^/gm, '> ');
}
