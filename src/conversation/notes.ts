import { type Text, text } from '../language/language.ts';
import type { Settings } from '../settings/schema.ts';
import type { Words } from './ask.ts';
import type { Context } from './context.ts';
import type { Ending } from './entry.ts';
import type { LookedUp } from './knowledge/look-up.ts';
import type { Control, ModelAnswer } from './ports.ts';
import type { Turn } from './turn.ts';

/** Told by a process that goes on with an answer: pictures are kept nowhere before they are on Discord. */
export const PICTURE_LOST = text('note.pictureLost');

/** What is told below an answer, in small print. */
export function notesOf(
  { conversation, settings }: Turn,
  context: Context,
  { model, ending, why, blind }: Words,
): (Text | string)[] {
  const leftOut = conversation.floor === null && context.floor !== null;
  return [
    ...(leftOut ? [text('note.leftOut')] : []),
    ...(context.shortened ? [text('note.shortened')] : []),
    ...(model !== undefined && model !== settings.model ? [text('note.otherModel', { model })] : []),
    ...(blind && !conversation.toldBlind ? [text('note.blind', { model: model ?? settings.model })] : []),
    ...(context.passages.length > 0 ? [sourcesNote(context.passages)] : []),
    ...(why ? [why] : endingNote(ending)),
  ];
}

/** Where passages come from, each source once; as code, so that its name is shown as it is. */
function sourcesNote(passages: readonly LookedUp[]): Text {
  return text('note.sources', { sources: [...new Set(passages.map(({ source }) => `\`${source}\``))] });
}

/** What is told below an answer that ends early. */
export function endingNote(ending: Ending | undefined): Text[] {
  return ending ? [text(`ending.${ending}`)] : [];
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
export function nothingSaid({ finish }: ModelAnswer, { model, maxOutputTokens }: Settings): Text {
  if (finish === 'filtered') return text('nothingSaid.filtered');
  if (finish === 'length') return text('nothingSaid.length', { model, tokens: String(maxOutputTokens) });
  return text('nothingSaid.empty', { model });
}
