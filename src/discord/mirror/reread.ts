import type { Entry, Said } from '../../conversation/entry.ts';
import type { Seen } from '../../conversation/mirror.ts';
import { createMessages } from '../markdown/messages.ts';
import { withoutNotes } from '../small-print.ts';

/**
 * The last answer as people read it, where memory has another: a store that lost its last moments knows only what stood
 * there before somebody let Bobbin try again. Undefined: they say the same, or it can't be told. What has several
 * messages, or files, stays as it is remembered: more is known of it than is seen.
 */
export function rereadAnswer(entries: readonly Entry[], seen: readonly Seen[]): Said | undefined {
  const last = entries.findLast(({ role }) => role === 'assistant');
  const [message, ...others] = last?.reply?.messages ?? [];
  const shown = seen.find(({ kind, said }) => kind === 'answer' && said.id === message)?.said;
  if (!last || !shown || others.length > 0 || shown.attachments.length > 0) return undefined;
  return isShownAs(last.text, shown.text) ? undefined : shown;
}

/** Whether an answer of one message looks like this, but for what is told below it. */
export function isShownAs(answer: string, shown: string): boolean {
  const way = { files: false, longReplies: 'messages', before: '', locale: 'en' } as const;
  const [piece, ...others] = createMessages(way).whole(answer, '');
  if (others.length > 0) return false;
  return answer === shown || withoutNotes(piece?.content ?? '').trim() === shown.trim();
}
