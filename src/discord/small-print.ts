/** What is told below an answer. */
export function smallPrint(notes: readonly string[]): string {
  return notes.map((note) => `-# ${note}`).join('\n\n');
}

/** An answer without what is told below it. */
export function withoutNotes(content: string): string {
  return content.replace(/(\n+-# [^\n]*)+$/, '');
}
