import { literally } from './patterns.ts';

/** Somebody who can be mentioned. */
export interface Mentionable {
  id: string;
  name: string;
  bot: boolean;
}

/** What is being typed after an `@`. */
export interface Mentioning {
  /** Where the `@` stands. */
  start: number;
  query: string;
}

/** The mention being typed at the caret; none within words, such as addresses of mail. */
export function mentionAt(text: string, caret: number): Mentioning | undefined {
  const found = /(?:^|[\s(])@([\p{L}\p{N}_.-]{0,32})$/u.exec(text.slice(0, caret));
  if (!found) return undefined;
  const query = found[1] ?? '';
  return { start: caret - query.length - 1, query };
}

/** Who fits what was typed, best first. */
export function candidates(everybody: Mentionable[], query: string): Mentionable[] {
  const wanted = query.toLowerCase();
  const rank = (one: Mentionable): number => one.name.toLowerCase().indexOf(wanted);
  return everybody
    .filter((one) => rank(one) >= 0)
    .toSorted((a, b) => Math.sign(rank(a)) - Math.sign(rank(b)) || Number(b.bot) - Number(a.bot));
}

/** The text with the mention put in, and where the caret stands then. */
export function complete(
  text: string,
  caret: number,
  mentioning: Mentioning,
  name: string,
): { text: string; caret: number } {
  const before = `${text.slice(0, mentioning.start)}@${name} `;
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
}

// Code is sent as it is.
const CODE = /(```[\s\S]*?```|`[^`\n]*`)/;

/** `@Name`, as it is shown in the composer, becomes `<@id>`, as it is sent. */
export function encodeMentions(text: string, everybody: Mentionable[]): string {
  const longestFirst = everybody.toSorted((a, b) => b.name.length - a.name.length);
  return text
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? part : encodePart(part, longestFirst)))
    .join('');
}

function encodePart(text: string, everybody: Mentionable[]): string {
  return everybody.reduce((part, { id, name }) => {
    const pattern = new RegExp(String.raw`(?<![\w@<])@${literally(name)}(?!\w)`, 'gi');
    return part.replaceAll(pattern, `<@${id}>`);
  }, text);
}

/** The other way round, for editing what was sent. */
export function decodeMentions(text: string, everybody: Mentionable[]): string {
  return text.replaceAll(/<@!?(\d+)>/g, (all, id: string) => {
    const one = everybody.find((one) => one.id === id);
    return one ? `@${one.name}` : all;
  });
}
