import { z } from 'zod';

/** Words of a gist. */
const WORDS = 5;

const COMMON_WORD =
  /^(.{1,2}|about|and|are|can|did|does|for|from|has|have|how|please|tell|that|the|this|was|what|when|where|which|who|why|will|with|would|you|your)$/i;

/** How Bobbin sends what its title request is about. */
const conversation = z.object({ question: z.string() });

/** What a text is about, as far as one can tell without understanding it. */
export function gist(text: string): string {
  const words = saidIn(text).match(/[\p{L}\p{N}’'-]+/gu) ?? [];
  const telling = words.filter((word) => !COMMON_WORD.test(word));
  const line = (telling.length > 0 ? telling : words).slice(0, WORDS).join(' ');
  return line.charAt(0).toUpperCase() + line.slice(1);
}

function saidIn(text: string): string {
  try {
    return conversation.parse(JSON.parse(text)).question;
  } catch {
    return text;
  }
}
