import { showBlocks } from '../../../src/discord/markdown/blocks.ts';
import { resolveReferences } from '../../../src/discord/markdown/references.ts';

/** A whole answer in what Discord shows of it, before it is cut into messages. */
export function forDiscord(markdown: string): string {
  return showBlocks(resolveReferences(markdown).split('\n'));
}
