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

const PAINT = 'generate_image';

/** The answer to words that ask for a tool; undefined: they ask for none. */
export function byTool(words: string, { tools }: Asked): Script | undefined {
  const painted = /^(paint|change it:)\s+(\S.*)$/is.exec(words);
  if (painted)
    return call(
      PAINT,
      JSON.stringify({ prompt: painted[2], change: painted[1]?.toLowerCase() !== 'paint' }),
      tools,
    );
  const [, name, input] = /^use ([\w-]+)(?:\s*:)?\s*(.*)$/is.exec(words) ?? [];
  return name === undefined || input === undefined ? undefined : call(name, input, tools);
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

function quoted(text: string): string {
  return text.replaceAll(/^/gm, '> ');
}
