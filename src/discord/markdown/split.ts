import { type Cut, findCut } from './cuts.ts';
import { closingLine, openingLine } from '../../conversation/code-fences.ts';
import { type Line, lineAt, readLines } from './lines.ts';

/** UTF-16 code units, never fewer than the characters that Discord counts: https://docs.discord.com/developers/resources/message#create-message */
export const MESSAGE_LIMIT = 2_000;

/**
 * Cuts an answer in Markdown into pieces of at most `limit` UTF-16 code units (400 or more), in order, none of them
 * blank. A text that fits is one piece, trimmed; a blank one is none. A code block that goes on in the next piece is
 * closed and opened again there with its language; that is all that is added. One that the text itself leaves open
 * stays open at the end of the last piece.
 *
 * At a cut white space goes: all of it before the cut; after it blank lines and, outside of code, indentation. Nothing
 * else does. Cuts fall between paragraphs, lines, sentences or words, best first, and not through a link, a tag of
 * Discord's, inline code, emphasis or what is seen as one character, as long as these fit into a piece.
 */
export function split(markdown: string, limit: number = MESSAGE_LIMIT): string[] {
  const text = markdown.trimEnd();
  const lines = readLines(text);
  const pieces: string[] = [];
  let cut: Cut = { at: 0, fence: undefined };
  for (let start = skipSpace(text, cut), first = 0; start < text.length; start = skipSpace(text, cut)) {
    while ((lines[first + 1]?.start ?? Infinity) <= start) first += 1;
    const head = headOf(cut, start > lineAt(lines, first).start);
    cut = findCut({ text, lines, start, first, room: limit - head.length });
    const body = text.slice(start, cut.at).trimEnd();
    if (body !== '') pieces.push(head + body + (cut.fence ? `\n${closingLine(cut.fence)}` : ''));
  }
  return pieces;
}

/**
 * The first piece of a text that is longer than `limit`, and what is left of it: a text by itself, in which a code block
 * that goes on is opened again. Unlike `split` it looks no further than `text`, which may go on growing.
 */
export function splitOnce(text: string, limit: number = MESSAGE_LIMIT): { piece: string; rest: string } {
  const known = text.trimEnd();
  const lines = readLines(known);
  const start = skipSpace(known, { at: 0, fence: undefined });
  const first = lineIndex(lines, start);
  const cut = findCut({ text: known, lines, start, first, room: limit });
  const next = skipSpace(text, cut);
  const isInside = next > lineAt(lines, lineIndex(lines, Math.min(next, known.length))).start;
  const piece = text.slice(start, cut.at).trimEnd() + (cut.fence ? `\n${closingLine(cut.fence)}` : '');
  return { piece, rest: headOf(cut, isInside) + text.slice(next) };
}

function lineIndex(lines: readonly Line[], at: number): number {
  return lines.findLastIndex(({ start }) => start <= at);
}

function skipSpace(text: string, { at, fence }: Cut): number {
  const space = fence ? /(?:[^\S\n]*\n)*/y : /\s*/y;
  space.lastIndex = at;
  return at + (space.exec(text)?.[0].length ?? 0);
}

/** What a piece begins with that goes on with a code block, perhaps inside of one of its lines. */
function headOf({ fence }: Cut, insideLine: boolean): string {
  return fence ? `${openingLine(fence)}\n${insideLine ? fence.quote : ''}` : '';
}
