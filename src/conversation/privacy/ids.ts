import type { Snowflake } from '../entry.ts';

const ID = /(?<!\d)\d{17,20}(?!\d)/g;

/** What may be ids of people in a text. */
export function idsIn(text: string): Snowflake[] {
  return text.match(ID) ?? [];
}

/** A text without a person's id. */
export function withoutId(text: string, person: Snowflake): string {
  if (!text.includes(person)) return text;
  return text
    .replaceAll(new RegExp(`<@!?${person}>`, 'g'), '@somebody')
    .replaceAll(new RegExp(`(?<!\\d)${person}(?!\\d)`, 'g'), 'somebody');
}
