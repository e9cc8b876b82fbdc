import { Parser } from 'htmlparser2';
import { ToolError } from './tool.ts';

/** Elements in elements. Deeper ones are an attack: the parser takes quadratic time over them. */
const DEEPEST = 500;

/** Characters that the part which calls itself the main one has at least, if it is to be believed. */
const SHORTEST_MAIN = 200;

/** Links that are named, and those that are looked at. */
const MOST_LINKS = 30;
const MOST_ANCHORS = 1_000;

/** Nothing of what stands in these is read. */
const SKIPPED = new Set(
  'script style noscript template svg math canvas iframe object nav footer form dialog select button'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  'address article aside blockquote details div dl fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr main ol p pre section summary table ul'.split(
    ' ',
  ),
);
const LINES = new Set(['br', 'li', 'tr', 'dt', 'dd']);
const MAIN = new Set(['main', 'article']);

/** What a person reads on a page. */
export interface Readable {
  title: string;
  text: string;
  links: { text: string; url: string }[];
}

/** The text of an HTML page without what is around it, in time that grows with its length only. */
export function readable(html: string, base: URL): Readable {
  const all = createText();
  const main = createText();
  const links = new Map<string, string>();
  let title = '';
  let link: { url: string; text: string } | undefined;
  let depth = 0;
  let anchors = 0;
  let inMain = 0;
  let inTitle = false;
  let skippedFrom = Infinity; // the depth of the outermost element that is not read

  const write = (text: string) => {
    all.add(text);
    if (inMain > 0) main.add(text);
  };

  const parser = new Parser({
    onopentag(tag, attributes) {
      if (++depth > DEEPEST) throw new ToolError('This page is nested too deeply to be read.');
      if (SKIPPED.has(tag) || isHidden(attributes)) skippedFrom = Math.min(skippedFrom, depth);
      if (depth >= skippedFrom) return;
      if (tag === 'title') inTitle = true;
      if (MAIN.has(tag)) inMain++;
      if (BLOCKS.has(tag)) write('\n\n');
      if (LINES.has(tag)) write('\n');
      if (/^h[1-6]$/.test(tag)) write(`${'#'.repeat(Number(tag[1]))} `);
      if (tag === 'li') write('- ');
      if (tag === 'td' || tag === 'th') write(' | ');
      if (tag === 'a' && anchors++ < MOST_ANCHORS) link = linkTo(attributes['href'], base);
    },
    ontext(text) {
      if (inTitle && title.length < DEEPEST) title += text;
      if (inTitle || depth >= skippedFrom) return;
      if (link) link.text += text;
      write(text.replace(/\s+/g, ' '));
    },
    onclosetag(tag) {
      if (tag === 'title') inTitle = false;
      if (depth < skippedFrom) {
        if (BLOCKS.has(tag)) write('\n\n');
        if (MAIN.has(tag)) inMain--;
        if (tag === 'a' && link) {
          if (link.text.trim() !== '' && links.size < MOST_LINKS) links.set(link.url, oneLine(link.text));
          link = undefined;
        }
      }
      if (depth === skippedFrom) skippedFrom = Infinity;
      depth--;
    },
  });
  parser.end(html);
  const text = main.read().length >= SHORTEST_MAIN ? main.read() : all.read();
  return { title: oneLine(title), text, links: Array.from(links, ([url, words]) => ({ text: words, url })) };
}

function createText() {
  const parts: string[] = [];
  return {
    add: (text: string) => void parts.push(text),
    read: () =>
      parts
        .join('')
        .replace(/ *\n */g, '\n')
        .replace(/ {2,}/g, ' ')
        .replace(/\n{3,}/g, '\n\n')
        .trim(),
  };
}

/** What a person does not see is not read either: it may be meant for the model. */
function isHidden({ hidden, style = '', 'aria-hidden': aria }: Record<string, string>): boolean {
  return hidden !== undefined || aria === 'true' || /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
}

function linkTo(href: string | undefined, base: URL): { url: string; text: string } | undefined {
  if (href === undefined || href.startsWith('#') || !URL.canParse(href, base.href)) return undefined;
  const { protocol, href: url } = new URL(href, base);
  return protocol === 'https:' || protocol === 'http:' ? { url, text: '' } : undefined;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
