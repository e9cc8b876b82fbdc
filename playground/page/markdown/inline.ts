import type { Inline } from './tree.ts';

interface Found {
  node: Inline | undefined;
  end: number;
}

type Delimiter = { mark: string; type: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler' };

// Longer marks first: `**` is not two italics.
const DELIMITERS: Delimiter[] = [
  { mark: '**', type: 'bold' },
  { mark: '__', type: 'underline' },
  { mark: '~~', type: 'strike' },
  { mark: '||', type: 'spoiler' },
  { mark: '*', type: 'italic' },
  { mark: '_', type: 'italic' },
];

// Styles nest a few times in what people write; more is an attack on the stack.
const MAX_DEPTH = 12;

const PLAIN = /(?:(?!https?:\/\/)[^\\`*_~|<[@])+/y;
const ESCAPED = /\\([^0-9A-Za-z\s])/y;
const CODE = /(`+)([\s\S]*?[^`])\1(?!`)/y;
const MASKED =
  /\[((?:[^[\]\\]|\\.|\[[^\]]*\])+)\]\(<?(https?:\/\/[^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+"[^"]*")?\)/y;
const ANGLE = /<(https?:\/\/[^\s>]+)>/y;
const BARE = /https?:\/\/[^\s<]+/y;
const EVERYONE = /@(?:everyone|here)\b/y;

const MENTIONS: [RegExp, (groups: string[]) => Inline][] = [
  [/<@!?(\d{1,20})>/y, ([id = '']) => ({ type: 'user', id })],
  [/<@&(\d{1,20})>/y, ([id = '']) => ({ type: 'role', id })],
  [/<#(\d{1,20})>/y, ([id = '']) => ({ type: 'channel', id })],
  [/<\/([^:>\n]{1,100}):\d{1,20}>/y, ([name = '']) => ({ type: 'command', name })],
  [/<a?:(\w{2,32}):\d{1,20}>/y, ([name = '']) => ({ type: 'emoji', name })],
  [
    /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y,
    ([at, style]) => ({ type: 'time', seconds: Number(at), style: style ?? 'f' }),
  ],
];

/** Parses what stands within paragraphs as Discord does; what is no Markdown stays the text it is. */
export function parseInline(text: string, depth = 0): Inline[] {
  const nodes: Inline[] = [];
  let at = 0;
  let plain = '';
  const flush = (): void => {
    if (plain) nodes.push({ type: 'text', text: plain });
    plain = '';
  };
  while (at < text.length) {
    const run = match(PLAIN, text, at);
    if (run) {
      plain += run[0];
      at += run[0].length;
      continue;
    }
    const escaped = match(ESCAPED, text, at);
    const found = escaped ? undefined : special(text, at, depth);
    if (found?.node) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else if (escaped) {
      plain += escaped[1] ?? '';
      at += escaped[0].length;
    } else {
      plain += text[at] ?? '';
      at += 1;
    }
  }
  flush();
  return nodes;
}

function special(text: string, at: number, depth: number): Found | undefined {
  return code(text, at) ?? mention(text, at) ?? link(text, at, depth) ?? styled(text, at, depth);
}

function code(text: string, at: number): Found | undefined {
  const found = match(CODE, text, at);
  if (!found) return undefined;
  const inner = (found[2] ?? '').replaceAll(/^ (?= *`)|(` *) $/g, '$1');
  return { node: { type: 'code', text: inner }, end: at + found[0].length };
}

function mention(text: string, at: number): Found | undefined {
  const everyone = match(EVERYONE, text, at);
  if (everyone) return { node: { type: 'everyone', text: everyone[0] }, end: at + everyone[0].length };
  for (const [pattern, node] of MENTIONS) {
    const found = match(pattern, text, at);
    if (found) return { node: node(found.slice(1)), end: at + found[0].length };
  }
  return undefined;
}

function link(text: string, at: number, depth: number): Found | undefined {
  const masked = match(MASKED, text, at);
  if (masked) {
    const [all, label = '', url = ''] = masked;
    const children =
      depth < MAX_DEPTH ? parseInline(label, depth + 1) : [{ type: 'text' as const, text: label }];
    return { node: { type: 'link', url, children }, end: at + all.length };
  }
  const angle = match(ANGLE, text, at);
  const url = angle?.[1] ?? trimmed(match(BARE, text, at)?.[0]);
  if (!url) return undefined;
  const node: Inline = { type: 'link', url, children: [{ type: 'text', text: url }] };
  return { node, end: at + (angle?.[0] ?? url).length };
}

/** A sentence's full stop or closing bracket after an address does not belong to it. */
function trimmed(url: string | undefined): string | undefined {
  let rest = url;
  while (rest && /[.,:;"'!?)\]*_~|]$/.test(rest)) {
    if (rest.endsWith(')') && rest.split('(').length >= rest.split(')').length) break;
    rest = rest.slice(0, -1);
  }
  return rest;
}

function styled(text: string, at: number, depth: number): Found | undefined {
  if (depth >= MAX_DEPTH) return undefined;
  for (const { mark, type } of DELIMITERS) {
    if (!text.startsWith(mark, at)) continue;
    const end = closing(text, at, mark);
    if (end === undefined) continue;
    const children = parseInline(text.slice(at + mark.length, end), depth + 1);
    return { node: { type, children }, end: end + mark.length };
  }
  return undefined;
}

/** Where `mark`, opened at `open`, closes again. */
function closing(text: string, open: number, mark: string): number | undefined {
  const start = open + mark.length;
  if (mark === '*' && /\s/.test(text[start] ?? ' ')) return undefined;
  if (mark === '_' && /\w/.test(text[open - 1] ?? ' ')) return undefined;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\\') {
      at += 1;
    } else if (text[at] === '`') {
      at += (match(CODE, text, at)?.[0].length ?? 1) - 1;
    } else if (text.startsWith(mark, at) && at > start) {
      if (closes(text, at, mark)) return at;
      // The two of `**` belong together, so that neither ends an italic.
      if (mark.length === 1 && text[at + 1] === mark) at += 1;
    } else if (mark.length === 1 && at === start && text.startsWith(mark, at)) {
      at += 1;
    }
  }
  return undefined;
}

function closes(text: string, at: number, mark: string): boolean {
  const next = text[at + mark.length] ?? ' ';
  if (mark === '*') return next !== '*' && !/\s/.test(text[at - 1] ?? ' ');
  if (mark === '_') return next !== '_' && !/\w/.test(next);
  return mark === '||' || next !== mark[0];
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
