import { nameOf } from '../state/messages.ts';
import type { State } from '../state/state.ts';

/** One line of a message without its Markdown, for previews. */
export function plainText(state: State, text: string, most = 160): string {
  const line = text
    .replaceAll(/<@!?(\d+)>/g, (all, id: string) => `@${nameOf(state, id) ?? all}`)
    .replaceAll(/<#(\d+)>/g, (all, id: string) => `#${state.channels[id]?.name ?? all}`)
    .replaceAll(/<a?:(\w+):\d+>/g, ':$1:')
    .replaceAll(/```[\w+-]*\n?|[*_~`|]{1,3}|^(?:#{1,3}|-#|>{1,3}) /gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
