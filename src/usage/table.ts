/** A table for a terminal: the first column stands left, numbers stand right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const [first = '', ...others] = lines;
  return [first, '─'.repeat(Math.max(...lines.map(({ length }) => length))), ...others].join('\n');
}
