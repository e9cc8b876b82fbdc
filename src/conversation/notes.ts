import type { Settings } from '../settings/schema.ts';
import type { Words } from './ask.ts';
import type { Context } from './context.ts';
import type { Ending } from './entry.ts';
import type { LookedUp } from './knowledge/look-up.ts';
import type { Control, ModelAnswer } from './ports.ts';
import type { Turn } from './turn.ts';

const ENDING_NOTES: Record<Ending, string> = {
  stopped: 'Stopped.',
  length: 'This answer reached its longest length and ends here.',
  filtered: 'The provider’s content filter ended this answer.',
  broken: 'The connection to the AI service broke off here.',
};

/** Told by a process that goes on with an answer: pictures are kept nowhere before they are on Discord. */
export const PICTURE_LOST =
  'If you see no picture here, it was lost when I was interrupted. Please ask me for it again.';

/** What is told below an answer, in small print. */
export function notesOf(
  { conversation, settings }: Turn,
  context: Context,
  { model, ending }: Words,
): string[] {
  const leftOut = conversation.floor === null && context.floor !== null;
  return [
    ...(leftOut
      ? [
          'This conversation is longer than what I can keep in mind: from now on I leave out its oldest messages.',
        ]
      : []),
    ...(context.shortened
      ? ['Your message is longer than what I can read at once, so I left out its middle.']
      : []),
    ...(model !== undefined && model !== settings.model
      ? [`My usual model can’t be reached right now, so ${model} answered.`]
      : []),
    ...(context.passages.length > 0 ? [sourcesNote(context.passages)] : []),
    ...endingNote(ending),
  ];
}

/** Where passages come from, each source once; as code, so that its name is shown as it is. */
function sourcesNote(passages: readonly LookedUp[]): string {
  return `Looked up in ${[...new Set(passages.map(({ source }) => `\`${source}\``))].join(', ')}`;
}

/** What is told below an answer that ends early. */
export function endingNote(ending: Ending | undefined): string[] {
  return ending ? [ENDING_NOTES[ending]] : [];
}

/** The buttons below an answer. */
export function controlsOf(ending: Ending | undefined, earlier: readonly string[]): Control[] {
  return [
    ...(ending === 'length' || ending === 'broken' || ending === 'stopped' ? ['continue' as const] : []),
    ...(ending === 'broken' ? ['try again' as const] : []),
    ...(earlier.length > 0 ? ['earlier answers' as const] : []),
  ];
}

/** Why the model said nothing, and what can be done. */
export function nothingSaid({ finish }: ModelAnswer, { model, maxOutputTokens }: Settings): string {
  if (finish === 'filtered')
    return 'The provider’s content filter held the answer back. Please ask in other words.';
  if (finish === 'length')
    return (
      `The model ${model} used up all ${maxOutputTokens} tokens of its answer before it said anything. ` +
      'An admin can allow longer answers with `/settings limits`.'
    );
  return `The model ${model} gave an empty answer. Please ask again, or in other words.`;
}
