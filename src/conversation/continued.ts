import { afterLine, type Fence, isBareFence, openFence } from './code-fences.ts';
import { withoutMark } from './speech.ts';

/**
 * What a model said, as words that go on with `before` ('': with nothing). White space around them goes, but not next to
 * a code block that they go on with or leave open. A block that is open is not opened once more, as models like to do.
 */
export function wordsAfter(before: string, said: string): string {
  const fence = openFence(before);
  const words = withoutMark(said);
  const whole = fence ? withoutOpening(fence, before, words) : words.trimStart();
  return openFence(join(before, whole)) ? whole : whole.trimEnd();
}

/** A text and the words that go on with it. Models leave out the space with which they would go on; code needs none. */
export function join(before: string, after: string): string {
  const fence = openFence(before);
  if (!fence)
    return before === '' || /\s$/.test(before) || /^\s/.test(after) ? before + after : `${before} ${after}`;
  const [first = ''] = after.split('\n', 1);
  return !before.endsWith('\n') && closesAlone(fence, first) ? `${before}\n${after}` : before + after;
}

/** Whether a code block ends with this line, and nothing else stands in it. */
export function closesAlone(fence: Fence, line: string): boolean {
  return isBareFence(line) && afterLine(fence, line) === undefined;
}

function withoutOpening(fence: Fence, before: string, words: string): string {
  const text = words.replace(/^\s*\n/, '');
  const [first = ''] = text.split('\n', 1);
  if (!/^[\s>]*[`~]/.test(first) || afterLine(undefined, first)?.marker !== fence.marker) return words;
  const rest = text.slice(first.length + 1);
  if (!closesAlone(fence, first)) return rest;
  // A bare fence closes the block, unless all that follows makes sense only where it opens it again.
  const opens = fence.language === '' && openFence(`${before}\n${words}`) && !openFence(`${before}\n${rest}`);
  return opens ? rest : words;
}
