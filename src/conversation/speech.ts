import type { Attachment, Ending, Entry } from './entry.ts';

/**
 * How the words of people reach the model. What a person wrote stands behind a mark, ⟦name id⟧, that only Bobbin can
 * write: its brackets are replaced wherever they come from a person. So nobody can speak as somebody else.
 */
const OPEN = '⟦';
const CLOSE = '⟧';

/** Characters (grapheme clusters) of a display name that the model is told. Discord allows 32. */
const NAME_LENGTH = 32;

/** How the model learns that its answer was cut. */
const ENDS: Record<Ending | 'complete', string> = {
  complete: '',
  stopped: ' … (Somebody stopped this answer here.)',
  length: ' … (This answer was cut here because it was too long.)',
  filtered: ' … (A filter cut this answer here.)',
  broken: ' … (The connection broke here.)',
};

/** An entry as the model reads it. The same entry gives the same text in every turn. */
export function speech(entry: Pick<Entry, 'role' | 'author' | 'text' | 'attachments' | 'reply'>): string {
  if (entry.role === 'assistant') return entry.text + ENDS[entry.reply?.ending ?? 'complete'];
  const { id, name } = entry.author;
  const text = cleanText(entry.text);
  const words = text.trim() === '' && entry.attachments.length === 0 ? '(says nothing)' : text;
  return [
    `${OPEN}${cleanName(name)} ${id}${CLOSE} ${words}`.trimEnd(),
    ...entry.attachments.map(mention),
  ].join('\n');
}

/** An answer without a mark that the model imitated at its beginning. */
export function withoutMark(answer: string): string {
  return answer.replace(/^\s*⟦[^⟦⟧\n]*⟧[ \t]*/u, '');
}

function mention({ name, type, size }: Attachment): string {
  const kind = type === '' ? 'unknown type' : cleanName(type);
  return `(attached file: ${cleanName(name)}, ${kind}, ${size} bytes; you cannot see its content)`;
}

/** One line without brackets, control and direction characters; zero-width ones would let two names look the same. */
export function cleanName(name: string): string {
  const line = unbracket(name.toWellFormed().normalize('NFC'))
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const clusters = Array.from(
    new Intl.Segmenter().segment(line.slice(0, NAME_LENGTH * 8)),
    ({ segment }) => segment,
  );
  return clusters.slice(0, NAME_LENGTH).join('').trim() || 'somebody';
}

/** People's text as it is, but for our brackets and characters that no text has (null and the like). */
function cleanText(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return unbracket(text.toWellFormed()).replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}

function unbracket(text: string): string {
  return text.replace(/[⟦〚]/gu, '[[').replace(/[⟧〛]/gu, ']]');
}
