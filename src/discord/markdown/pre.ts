import { codeBlock } from './code.ts';
import { decodeForCode } from './entities.ts';
import type { Block, Reader } from './reader.ts';

/** Lines; what is longer is taken as it is written. */
const LONGEST_PRE = 200;

const OPENING = /^\s*<pre\b[^<>]*>(?:\s*<code\b([^<>]*)>)?(.*)$/i;
const CLOSING = /^(.*?)(?:<\/code>\s*)?<\/pre>\s*$/i;

/** HTML's code block: `<pre>` at the beginning of a line, `</pre>` at the end of one. */
export function readPre({ lines, at, isWhole }: Reader): Block | 'later' | undefined {
  const [, attributes = '', rest] = OPENING.exec(lines[at] ?? '') ?? [];
  if (rest === undefined) return undefined;
  const code: string[] = [];
  for (let index = at; index < at + LONGEST_PRE; index++) {
    const line = index === at ? rest : lines[index];
    if (line === undefined) return isWhole ? undefined : 'later';
    if (line.includes('```')) return undefined;
    const [, end] = CLOSING.exec(line) ?? [];
    code.push(end ?? line);
    if (end !== undefined) return block(code.join('\n'), attributes, index + 1 - at);
  }
  return undefined;
}

function block(code: string, attributes: string, count: number): Block | undefined {
  const text = decodeForCode(code.replace(/^\n+/, '').trimEnd());
  const [, language = ''] = /\b(?:language|lang)-([\w+#-]{1,30})/.exec(attributes) ?? [];
  return text === '' ? undefined : { count, shown: codeBlock(text, language) };
}
