import { afterLine, type Fence } from '../../conversation/code-fences.ts';
import { type Locale, say, text } from '../../language/language.ts';
import { codeLine, FENCE } from './code.ts';
import { fileNameFor, languageOf } from './file-names.ts';

/** A code block of an answer, as far as it is read. */
export interface CodeBlock {
  fence: Fence;
  /** What its file is called, if it gets one. */
  name: string;
  /** What stands in the opening line before the fence. */
  prefix: string;
  language: string;
  /** For Discord: all its lines, fences included, and the code alone. */
  lines: string;
  code: string;
  /** The code as the model wrote it, without what a quote or a list puts before it. */
  source: string;
  /** The same, of the messages that this one goes on with. */
  earlier: string;
}

/** The block that `line` opens; `above` is the line of text before it. */
export function openBlock(line: string, fence: Fence, above: string): CodeBlock {
  const at = line.indexOf(fence.marker);
  const info = line.slice(at).replace(/^[`~]+/, '');
  return {
    fence,
    name: fileNameFor(info, above),
    prefix: line.slice(0, at),
    language: languageOf(info),
    lines: `${codeLine(line, undefined, fence)}\n`,
    code: '',
    source: '',
    earlier: '',
  };
}

/** Takes a line of the block: code, or its end, or code and its end. */
export function addLine(block: CodeBlock, line: string): void {
  const { fence } = block;
  const after = afterLine(fence, line);
  const shown = codeLine(line, fence, after);
  block.lines += `${shown}\n`;
  const code = after ? line : line.trimEnd().replace(/(?:`+|~+)$/, '');
  if (!after && /^[\s>]*$/.test(code)) return;
  block.code += `${after ? shown : code}\n`;
  block.source += `${bare(code, fence)}\n`;
}

/** A line of code without the marks of the quote and the indentation of the list that the block stands in. */
function bare(line: string, { quote, indent }: Fence): string {
  const depth = quote.split('>').length - 1;
  const inside = depth > 0 ? line.replace(new RegExp(String.raw`^(?:\s*>){1,${depth}} ?`), '') : line;
  const spaces = Math.max(0, indent.length - indent.lastIndexOf('>') - (depth > 0 ? 2 : 1));
  return inside.replace(new RegExp(`^ {0,${spaces}}`), '').replace(/\r$/, '');
}

/** The block that is open at the end of `markdown`, if there is one. */
export function blockAtEnd(markdown: string): CodeBlock | undefined {
  let block: CodeBlock | undefined;
  let above = '';
  for (const line of markdown.split('\n')) {
    const before = block?.fence;
    const after = afterLine(before, line);
    if (block && after === before) addLine(block, line);
    else block = after && openBlock(line, after, above);
    if (line.trim() !== '') above = before ? '' : line;
  }
  // The last line may go on.
  return block && { ...block, source: block.source.slice(0, -1) };
}

/** Lines of a preview, and the part of a message that it may have. */
const PREVIEW_LINES = 10;
const PREVIEW = 1 / 4;

/** UTF-16 code units that are kept free for the small print below a preview. */
export const SMALL_PRINT = 160;

/**
 * What is shown of a block that is known to be longer than a message; undefined while that is not known. `unfinished` is
 * the beginning of its next line. Once known the preview stays, however the code goes on.
 */
export function previewOf(block: CodeBlock, unfinished: string, limit: number): string | undefined {
  const { fence, prefix, language } = block;
  const opening = prefix + FENCE + language;
  const closing = fence.indent + FENCE;
  const code = block.code + unfinished;
  if (opening.length + code.length + closing.length + 1 <= limit) return undefined;
  const most = Math.floor(limit * PREVIEW);
  const start = code.replace(/^[\s>]*\n/, '');
  if (start.length <= most) return undefined;
  const lines = start.slice(0, most).split('\n');
  // The last one is not whole.
  if (lines.length > 1) lines.pop();
  else lines[0] = `${lines[0]?.replace(/[\ud800-\udbff]$/, '') ?? ''} …`;
  const preview = [opening, ...lines.slice(0, PREVIEW_LINES), closing].join('\n');
  return preview.length + SMALL_PRINT <= limit ? preview : undefined;
}

/** The small print below a preview. */
export function printBelow(locale: Locale, name: string, code: string): string {
  return `-# ${say(locale, text('answer.codeInFile', { name, lines: linesOf(code) }))}`;
}

/** The same while the code is being written. */
export function printBelowGrowing(locale: Locale, { earlier, source }: CodeBlock): string {
  return `-# ${say(locale, text('answer.codeSoFar', { lines: linesOf(earlier + source) }))}`;
}

function linesOf(code: string): number {
  return code.split('\n').length - 1;
}
