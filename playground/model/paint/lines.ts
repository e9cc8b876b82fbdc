import { LETTER } from './font.ts';

/** Dots of a letter with the space to its neighbours. */
export const CELL = { width: LETTER.width + 1, height: LETTER.height + 2 } as const;

/** Pixels of a dot. Smaller ones can't be read. */
const DOT = { least: 2, most: 14 } as const;

/** Lines of text, and how large its dots are. */
export interface Block {
  lines: string[];
  dot: number;
}

/** A text as large as it fits into so many pixels; where it does not fit at all, its beginning. */
export function fitText(text: string, width: number, height: number): Block {
  for (let dot: number = DOT.most; dot >= DOT.least; dot--) {
    const columns = Math.floor(width / (CELL.width * dot));
    const rows = Math.floor(height / (CELL.height * dot));
    const lines = wrap(text, columns);
    const fits = lines.length <= rows && text.split(/\s+/).every((word) => word.length <= columns);
    if (fits) return { lines, dot };
    if (dot === DOT.least) return { lines: lines.slice(0, rows), dot };
  }
  return { lines: [], dot: DOT.least };
}

/** Words in lines of at most so many letters; a longer word is cut. */
function wrap(text: string, columns: number): string[] {
  const cut = new RegExp(`.{1,${columns}}`, 'g');
  const words = text.split(/\s+/).flatMap((word) => word.match(cut) ?? []);
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns) lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return lines;
}
