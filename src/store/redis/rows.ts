import { z } from 'zod';
import { type Conversation, type Entry, pad, type Snowflake } from '../../conversation/entry.ts';
import { messagesOf, parseJson, readConversation, readEntry, readSettings } from '../rows.ts';
import type { EntryChange, SavedSettings } from '../store.ts';

// How values look in Redis: as lines, so that a script can read tokens or change one field without knowing JSON.
// JSON itself never has a line break.

/** The lines of an entry: its tokens, all its messages with its own id first, then these fields as JSON. */
const FIELDS = ['id', 'role', 'time', 'author', 'text', 'attachments', 'reply'] as const;

/** An entry as text. */
export function writeEntry(entry: Entry): string {
  const fields = FIELDS.map((field) => JSON.stringify(entry[field] ?? null));
  return [entry.tokens, messagesOf(entry).join(' '), ...fields].join('\n');
}

/** The arguments of CHANGE behind the message. */
export function writeChange(change: EntryChange): string[] {
  const whole: Partial<Entry> = change;
  const fields = FIELDS.map((field) => (whole[field] === undefined ? '' : JSON.stringify(whole[field])));
  const { tokens = '', reply } = change;
  return [reply ? pad(reply.answers) : '', String(tokens), reply?.messages.join(' ') ?? '', ...fields];
}

export function parseEntry(text: string): Entry {
  const [tokens, , ...lines] = text.split('\n');
  const fields = FIELDS.map((field, at) => [field, parseJson(lines[at] ?? 'null')] as const);
  const stored = Object.fromEntries(fields.filter(([, value]) => value !== null));
  return readEntry({ ...stored, tokens: Number(tokens) });
}

/** Fields and values of a record, in turns. `known` makes one even where nothing else is said. */
export function writeRecord(change: Partial<Conversation>): string[] {
  return Object.entries({ known: true, ...change }).flatMap(([field, value]) => [
    field,
    JSON.stringify(value),
  ]);
}

/** Undefined where there is no record: Redis has no empty ones. */
export function parseRecord(stored: Record<string, string>): Conversation | undefined {
  const fields = Object.entries(stored).map(([field, value]) => [field, parseJson(value)] as const);
  return fields.length === 0 ? undefined : readConversation(Object.fromEntries(fields));
}

/** An id as it stands in a record; '': it does not. */
export function parseId(json: string): Snowflake | null {
  return json === '' ? null : z.string().nullable().parse(parseJson(json));
}

/** The settings of one scope: version, line break, values as JSON. */
export function parseSettings(stored: string | null): SavedSettings | undefined {
  if (stored === null) return undefined;
  const [version, values = ''] = stored.split('\n');
  return readSettings({ version: Number(version), values: parseJson(values) });
}
