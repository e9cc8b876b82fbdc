/** A text, or its first so many characters (UTF-16 code units) with a sign that there is more. */
export function shortened(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters).toWellFormed()} …` : text;
}
