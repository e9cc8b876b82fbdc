import { closesAlone } from '../../conversation/continued.ts';
import { openFence, openingLine } from '../../conversation/code-fences.ts';

/**
 * Words that go on with `before`, as a text that stands by itself: a code block that they go on with is opened again, and
 * one that they only close is left out.
 */
export function reopened(before: string, words: string): string {
  const fence = openFence(before);
  if (!fence) return words;
  const text = words.replace(/^\s*\n/, '');
  const end = text.indexOf('\n');
  const first = end === -1 ? text : text.slice(0, end);
  if (closesAlone(fence, first)) return end === -1 ? '' : text.slice(end + 1);
  // It may be the beginning of a closing fence.
  if (end === -1 && /^[\s>]*[`~]*$/.test(text)) return '';
  return `${openingLine(fence)}\n${before.endsWith('\n') ? '' : fence.quote}${words}`;
}
