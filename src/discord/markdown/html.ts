import { inlineCode } from './code.ts';
import { decodeForCode } from './entities.ts';
import { LONGEST_SPAN, type Rule } from './inline.ts';
import { script } from './tex.ts';

/** Discord's mark for what a tag does. */
const MARKS: Readonly<Record<string, string>> = {
  b: '**',
  strong: '**',
  mark: '**',
  summary: '**',
  h4: '**',
  h5: '**',
  h6: '**',
  i: '*',
  em: '*',
  cite: '*',
  dfn: '*',
  var: '*',
  u: '__',
  ins: '__',
  s: '~~',
  strike: '~~',
  del: '~~',
};
const CODE = ['code', 'kbd', 'samp', 'tt', 'pre'];
const HEADINGS: Readonly<Record<string, string>> = {
  h1: '# ',
  h2: '## ',
  h3: '### ',
  li: '- ',
  blockquote: '> ',
};
/** Only the text in them is shown. */
const PLAIN = ['small', 'big', 'span', 'font', 'abbr', 'label', 'q'];
/** They begin a line of their own. */
const BLOCKS = [
  'p',
  'div',
  'center',
  'section',
  'article',
  'header',
  'footer',
  'figure',
  'figcaption',
  'ul',
  'ol',
  'dl',
  'details',
];

const PAIRED = [
  ...Object.keys(MARKS),
  ...CODE,
  ...Object.keys(HEADINGS),
  ...PLAIN,
  ...BLOCKS,
  'sub',
  'sup',
  'a',
];
const OPEN_BLOCKS = [...BLOCKS, 'li', 'blockquote'];

/**
 * HTML inside of a line. A tag that is never closed in it may be meant as it stands, like the placeholder in
 * `git commit -m <summary>`; only those that begin a line, as blocks do, and their ends are taken for HTML.
 */
export const html: readonly Rule[] = [
  { pattern: /<!--.{0,500}?-->/y, show: () => '' },
  {
    pattern: /\s*<br\s*\/?>\s*$|<br\s*\/?>/iy,
    show: ({ 0: tag, index, input }) => (index + tag.length < input.length ? '\n' : ''),
  },
  { pattern: /<img\b([^<>]*)>/iy, show: ([, attributes = '']) => image(attributes) },
  { pattern: /<hr\s*\/?>/iy, show: () => '⸻' },
  {
    pattern: new RegExp(String.raw`<(${PAIRED.join('|')})(\s[^<>]*)?>(.{0,${LONGEST_SPAN}}?)</\1\s*>`, 'iy'),
    show: element,
  },
  {
    pattern: new RegExp(String.raw`<(${OPEN_BLOCKS.join('|')})(?:\s[^<>]*)?>`, 'iy'),
    show: (match) => (beginsLine(match) ? (HEADINGS[nameOf(match)] ?? '') : undefined),
  },
  { pattern: new RegExp(String.raw`</(?:${OPEN_BLOCKS.join('|')})\s*>`, 'iy'), show: () => '' },
];

function element(match: RegExpExecArray, inner: (text: string) => string): string {
  const [, , attributes = '', content = ''] = match;
  const name = nameOf(match);
  if (CODE.includes(name))
    return inlineCode(decodeForCode(content.replaceAll(/<\/?(?:code|span)\b[^<>]*>/gi, '')));
  const text = inner(content);
  const mark = MARKS[name];
  if (mark !== undefined) return marked(mark, text);
  const heading = HEADINGS[name];
  if (heading !== undefined || BLOCKS.includes(name)) return block(match, (heading ?? '') + text.trim());
  if (name === 'a') return link(attribute(attributes, 'href'), text);
  if (name === 'sup') return script('^', text) ?? `^${text}`;
  if (name === 'sub') return script('_', text) ?? text;
  return name === 'q' ? `“${text}”` : text;
}

function nameOf([, name = '']: RegExpExecArray): string {
  return name.toLowerCase();
}

/** Spaces inside of the marks would make them no marks. */
function marked(mark: string, text: string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return words === '' || words.includes('\n') ? text : before + mark + words + mark + after;
}

function block({ 0: whole, index, input }: RegExpExecArray, text: string): string {
  const after = input.slice(index + whole.length);
  return (input.slice(0, index).trim() === '' ? '' : '\n') + text + (/^\s*(?:$|<)/.test(after) ? '' : '\n');
}

function beginsLine({ index, input }: RegExpExecArray): boolean {
  return /^(?:[\s>]|<[^<>]*>)*$/.test(input.slice(0, index));
}

function image(attributes: string): string | undefined {
  const source = attribute(attributes, 'src');
  if (source === undefined) return undefined;
  const alt = attribute(attributes, 'alt')?.replaceAll(/[[\]]/g, '') ?? '';
  return /^https?:\/\/[^\s()]+$/.test(source) ? `![${alt}](${source})` : alt;
}

function link(target: string | undefined, text: string): string {
  if (target === undefined || !/^(?:https?:\/\/|mailto:)[^\s()]+$/.test(target) || text.trim() === '')
    return text;
  return text.trim() === target ? target : `[${text.trim()}](${target})`;
}

function attribute(attributes: string, name: string): string | undefined {
  const [, double, single, bare] =
    new RegExp(String.raw`(?:^|\s)${name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`, 'i').exec(attributes) ??
    [];
  return (double ?? single ?? bare)?.replaceAll('&amp;', '&');
}
