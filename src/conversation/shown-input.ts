/** UTF-16 code units and lines of a tool's input that people are shown. */
const CHARACTERS = 1_400;
const LINES = 20;

/**
 * A tool's input as people read it before they allow its use: JSON, in which characters that hide or turn text are
 * escaped, and those that could end a block of code. `left`: UTF-16 code units that are not shown.
 */
export function shownInput(input: unknown): { input: string; left: number } {
  const inLines = JSON.stringify(input, undefined, 2) ?? '';
  const json = inLines.split('\n').length <= LINES ? inLines : JSON.stringify(input);
  const text = json.replaceAll(/`{3,}|(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu, escaped);
  const shown = text.slice(0, CHARACTERS).toWellFormed();
  return { input: shown, left: text.length - shown.length };
}

function escaped(characters: string): string {
  return characters
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
