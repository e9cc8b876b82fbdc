import { afterLine, type Fence } from '../../conversation/code-fences.ts';
import { PROTECTED, scan } from './inline.ts';

/** Bare, or behind a text. Discord shows no preview of one in angle brackets. */
const PREVIEWED = /^(?:\[.*\]\(\s*)?https?:\/\//;

/** How many links a text has of which Discord would show a preview: not those in code, and not `<https://…>`. */
export function countLinks(markdown: string): number {
  if (!markdown.includes('://')) return 0;
  let count = 0;
  let fence: Fence | undefined;
  for (const line of markdown.split('\n')) {
    const after = afterLine(fence, line);
    if (!fence && !after) {
      count += scan(line, PROTECTED).tokens.filter(({ shown }) => PREVIEWED.test(shown)).length;
    }
    fence = after;
  }
  return count;
}
