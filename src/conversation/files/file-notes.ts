import { type Text, text } from '../../language/language.ts';
import { type Attachment, type Entry, isAfter } from '../entry.ts';
import { cleanLine, type Copies } from '../speech.ts';
import type { Turn } from '../turn.ts';

/** Files that are told of below an answer, and characters (grapheme clusters) of a name and of a transcript there. */
const MOST_NOTES = 6;
const NAME_LENGTH = 50;
const TRANSCRIPT_LENGTH = 600;

/** What is told of the files of the messages that are answered: what could not be read, and what was said in recordings. */
export function fileNotes(turn: Pick<Turn, 'conversation' | 'entries' | 'read'>, copies: Copies): Text[] {
  const isTold = ({ id, role }: Entry) =>
    role === 'user' && (isAfter(id, turn.conversation.answeredThrough) || turn.read?.includes(id));
  const notes = turn.entries
    .filter(isTold)
    .flatMap(({ attachments }) => attachments.flatMap((file) => noteOf(file, copies) ?? []));
  const left = notes.length - MOST_NOTES;
  return left > 0 ? [...notes.slice(0, MOST_NOTES), text('file.more', { count: left })] : notes;
}

function noteOf({ id, name: whole, found }: Attachment, copies: Copies): Text | undefined {
  const name = cleanLine(whole.replaceAll('`', "'"), NAME_LENGTH) || '?';
  if (found?.kind === 'unreadable') return text('file.unreadable', { name, why: found.why });
  if (found?.kind === 'speech') {
    const said = id === undefined ? undefined : copies.get(id);
    return said && text('file.transcript', { name, words: quoted(new TextDecoder().decode(said)) });
  }
  if (found?.kind !== 'text' || !found.shortened) return undefined;
  return found.pages
    ? text('file.pagesRead', { name, read: found.pages.read, of: found.pages.of })
    : text('file.beginningRead', { name });
}

/** One line that Discord shows as it is. */
function quoted(words: string): string {
  const line = cleanLine(words, TRANSCRIPT_LENGTH + 1);
  const short = cleanLine(line, TRANSCRIPT_LENGTH);
  return (short === line ? line : `${short} …`).replaceAll(/[*_~`|\\<>[\]#]/g, String.raw`\$&`);
}
