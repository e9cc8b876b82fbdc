import { PROTECTED, type Rule, inline } from './inline.ts';
import { readLines } from './lines.ts';

/**
 * UTF-16 code units. In a longer answer links stay apart from their addresses: it may be shown, message by message,
 * long before the addresses come.
 */
export const LONGEST_WITH_REFERENCES = 2_000;

const DEFINITION =
  /^ {0,3}\[([^\][\n^]{1,60})\]:[ \t]+(https?:\/\/[^\s<>()]+)(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*$/;

/** Whether there is something in a text that may refer to an address elsewhere. */
function mayRefer(markdown: string): boolean {
  return markdown.length <= LONGEST_WITH_REFERENCES && markdown.includes('[');
}

/** `[text][1]` and `[1]` as links to what `[1]: https://…` says; the lines that say so go. */
export function resolveReferences(markdown: string): string {
  if (!mayRefer(markdown) || !markdown.includes(']: ')) return markdown;
  const lines = readLines(markdown);
  const text = lines.map(({ start }, at) =>
    markdown.slice(start, (lines[at + 1]?.start ?? markdown.length + 1) - 1),
  );
  const definitions = new Map<string, { at: number; target: string }>();
  for (const [at, { before, after }] of lines.entries()) {
    const [, label, target] = (!before && !after && DEFINITION.exec(text[at] ?? '')) || [];
    if (label !== undefined && target !== undefined) definitions.set(normal(label), { at, target });
  }
  if (definitions.size === 0) return markdown;
  const defining = new Set([...definitions.values()].map(({ at }) => at));
  const used = new Set<number>();
  const rules = [...PROTECTED, reference(definitions, used)];
  const shown = text.map((line, at) => {
    const isText = !lines[at]?.before && !lines[at]?.after && !defining.has(at);
    return isText ? inline(line, rules) : line;
  });
  return shown.filter((_, at) => !used.has(at)).join('\n');
}

function reference(definitions: Map<string, { at: number; target: string }>, used: Set<number>): Rule {
  return {
    pattern: /!?\[([^\][^]{1,200})\](?![(:])(?:\[([^\][^]{0,60})\])?/y,
    show: ([whole, text = '', label = '']) => {
      const found = definitions.get(normal(label || text));
      if (!found) return undefined;
      used.add(found.at);
      return `${whole.startsWith('!') ? '!' : ''}[${text}](${found.target})`;
    },
  };
}

function normal(label: string): string {
  return label.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
