import { showBlocks } from './blocks.ts';
import { resolveReferences } from './references.ts';

/**
 * Markdown as models write it, in what Discord shows of it
 * (https://support.discord.com/hc/en-us/articles/210298617): tables become aligned code blocks or lists, deep headings
 * bold lines, images links, HTML its Markdown or its text, formulas code in Unicode. Code, links and Discord's own tags stay, as
 * does all the rest, byte for byte. What went through once goes through again unchanged.
 */
export function forDiscord(markdown: string): string {
  return showBlocks(resolveReferences(markdown).split('\n'));
}
