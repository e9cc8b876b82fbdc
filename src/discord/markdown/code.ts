import { type Fence, afterLine } from '../../conversation/code-fences.ts';

/** The only fence that Discord draws as a code block. */
export const FENCE = '```';

/** A line of a code block (its fences included) in one that Discord draws: three backticks, none of them inside. */
export function codeLine(line: string, before: Fence | undefined, after: Fence | undefined): string {
  if (after && after !== before) return opening(line, after);
  if (!before || before.marker === FENCE) return line;
  if (!after) return line.replace(/(?:`+|~+)(?=\s*$)/, FENCE);
  return withoutFences(line);
}

/** Backticks that would end a code block, held apart by what nobody sees. */
function withoutFences(code: string): string {
  return code.replaceAll(/`{3,}/g, (run) => run.split('').join('\u200b'));
}

/** A code block of its own. */
export function codeBlock(code: string, language = '', quote = ''): string {
  const lines = withoutFences(code).split('\n');
  return [FENCE + language, ...lines, FENCE].map((line) => (quote + line).trimEnd()).join('\n');
}

/** Code inside of a line; '' when there is none. */
export function inlineCode(code: string): string {
  const text = code.replaceAll(/\s+/g, ' ').trim();
  if (text === '') return '';
  if (!text.includes('`')) return `\`${text}\``;
  return text.includes('``') ? withoutFences(text) : `\`\` ${text} \`\``;
}

/** Whether a code block begins in this line, read by itself. */
export function opensCode(line: string): boolean {
  return afterLine(undefined, line) !== undefined;
}

function opening(line: string, { marker }: Fence): string {
  if (marker === FENCE) return line;
  const at = line.indexOf(marker);
  // Behind tildes there may be backticks, behind backticks not.
  return line.slice(0, at) + FENCE + line.slice(at + marker.length).replaceAll('`', '');
}
