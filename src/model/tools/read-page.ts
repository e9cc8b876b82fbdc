import { z } from 'zod';
import { text } from '../../language/language.ts';
import { fetchPage, INTERNET, type Network } from './fetch-page.ts';
import { readable } from './readable.ts';
import { define, ToolError, type Usable } from './tool.ts';

const input = z.object({
  url: z.string().max(2_000).describe('The address of the page, with https:// or http://'),
});

/** Reads web pages. */
export function createReadPage(network: Network = INTERNET): Usable {
  return define({
    description:
      'Reads a web page that somebody here gave the address of, or that a page which you have just read links to. ' +
      'Gives its text and its links.',
    input,
    doing: ({ url }) => text('doing.reading', { host: hostOf(url) }),
    async run({ url }, { signal, said }) {
      if (!wasSaid(url, said()))
        throw new ToolError(
          'Nobody here wrote this address, and no page that you have just read links to it. ' +
            'Ask the person to send it.',
        );
      const page = await fetchPage(url, signal, network);
      return /html/.test(page.type) ? asText(page.text, page.url) : page.text;
    },
  });
}

/**
 * Whether an address stands in what people wrote, or in a page that was read for this answer. The model can't make one
 * up, nor read one that it wrote before: a page that tells it to could have it carry away what was said here, as a part
 * of an address.
 */
export function wasSaid(url: string, said: string): boolean {
  return said.includes(bare(url));
}

/** Without what people leave out when they write an address. */
function bare(url: string): string {
  return url
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/^www\./i, '')
    .replace(/\/$/, '');
}

function asText(html: string, url: URL): string {
  const { title, text: words, links } = readable(html, url);
  if (words === '') throw new ToolError('There is no text on this page; perhaps it needs a browser.');
  const named = links.map((link) => `- ${link.text}: ${link.url}`);
  return [title, words, ...(named.length > 0 ? [`Links:\n${named.join('\n')}`] : [])]
    .filter(Boolean)
    .join('\n\n');
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}
