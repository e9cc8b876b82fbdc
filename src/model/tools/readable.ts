import { Parser } from 'htmlparser2';
import { ToolError } from './tool.ts';

/** Elements in elements. Deeper ones are an attack: the parser takes quadratic time over them. */
const DEEPEST = 500;

/** Characters that the part which calls itself the main one has at least, if it is to be believed. */
const SHORTEST_MAIN = 200;

/** Links that are named. */
const MOST_LINKS = 30;

/** Nothing of what stands in these is read. */
const SKIPPED = new Set(
  'script style noscript template svg math canvas iframe object nav footer form dialog select button'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  'address article aside blockquote br dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tr ul'.split(
    ' ',
  ),
);
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
  let inMain = 0;
  let inTitle = false;
  let skippedFrom = Infinity; // the depth of the outermost element that is not read

  const write = (text: string) => {
    all.add(text);
    if (inMain > 0) main.add(text);
  };
  const breakLine = (tag: string) => {
    if (BLOCKS.has(tag)) write(/^(?:br|li|tr|dt|dd)$/.test(tag) ? '\n' : '\n\n');
  };

  const parser = new Parser({
    onopentag(tag, attributes) {
      if (++depth > DEEPEST) throw new ToolError('This page is nested too deeply to be read.');
      if (SKIPPED.has(tag) || isHidden(attributes)) skippedFrom = Math.min(skippedFrom, depth);
      if (tag === 'title') inTitle = true;
      if (depth >= skippedFrom) return;
      if (MAIN.has(tag)) inMain++;
      breakLine(tag);
      if (/^h[1-6]$/.test(tag)) write(`${'#'.repeat(Number(tag[1]))} `);
      if (tag === 'li') write('- ');
      if (tag === 'td' || tag === 'th') write(' | ');
      const url = tag === 'a' ? webAddress(attributes['href'], base) : undefined;
      if (url !== undefined) link = { url, text: '' };
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
        breakLine(tag);
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

function webAddress(href: string | undefined, base: URL): string | undefined {
  if (href === undefined || href.startsWith('#') || !URL.canParse(href, base.href)) return undefined;
  const url = new URL(href, base);
  return /^https?:$/.test(url.protocol) ? url.href : undefined;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
