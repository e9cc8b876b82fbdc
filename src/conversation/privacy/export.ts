import type { Store } from '../../store/store.ts';
import { backwards } from '../backwards.ts';
import type { Entry, Snowflake } from '../entry.ts';
import { UPLOAD_BYTES } from '../files/files.ts';
import { outSince } from './wishes.ts';

/** Bytes of what is exported: there is some writing around it. */
const EXPORT_BYTES = UPLOAD_BYTES - 64 * 1024;

/** Entries that are read at once. */
const PAGE = { count: 200 };

/** What is handed out as a file. */
export interface Exported {
  text: string;
  messages: number;
  /** There are more, which did not fit. */
  shortened: boolean;
}

type Reading = Pick<Store, 'newest' | 'people' | 'conversation' | 'wishes'>;

/** Everything that a person said, as JSON. */
export async function exportPerson(store: Reading, person: Snowflake, now: number): Promise<Exported> {
  const taken = room();
  for (const channel of await store.people.conversationsOf(person)) {
    if (taken.isFull()) break;
    const server = (await store.conversation(channel))?.guild ?? null;
    for await (const entry of backwards(store, channel, PAGE)) {
      if (entry.author.id !== person) continue;
      const { id, time, text, attachments } = entry;
      const files = attachments.map(({ name }) => name);
      const message = { server, channel, id, time: new Date(time).toISOString(), text, files };
      if (!taken.add(JSON.stringify(message))) break;
    }
  }
  const out = await outSince(store, person);
  const about = {
    person,
    exported: new Date(now).toISOString(),
    optedOut: out === undefined ? null : new Date(out).toISOString(),
    shortened: taken.isFull(),
  };
  const text = `${JSON.stringify(about).slice(0, -1)},"messages":[\n${taken.all().join(',\n')}\n]}\n`;
  return { text, messages: taken.all().length, shortened: taken.isFull() };
}

export const FORMATS = ['markdown', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** What is remembered of a conversation, oldest first; the newest of it where all is too large. */
export async function exportConversation(
  store: Reading,
  conversation: Snowflake,
  format: Format,
): Promise<Exported> {
  const taken = room();
  for await (const entry of backwards(store, conversation, PAGE))
    if (!taken.add(format === 'json' ? asJson(entry) : asMarkdown(entry))) break;
  const all = taken.all().toReversed();
  const text = format === 'json' ? `[\n${all.join(',\n')}\n]\n` : all.join('\n');
  return { text, messages: all.length, shortened: taken.isFull() };
}

function asJson({ id, role, author, time, text, attachments }: Entry): string {
  const files = attachments.map(({ name }) => name);
  return JSON.stringify({ id, role, author, time: new Date(time).toISOString(), text, files });
}

function asMarkdown({ author, time, text, attachments }: Entry): string {
  const when = new Date(time).toISOString().replace('T', ' ').slice(0, 'YYYY-MM-DD HH:MM'.length);
  const files = attachments.map(({ name }) => `\n\n(attached: ${name})`);
  return `**${author.name}** · ${when} UTC\n\n${text}${files.join('')}\n`;
}

/** Takes texts until there is no more room in a file. */
function room() {
  const texts: string[] = [];
  let bytes = 0;
  let isFull = false;
  return {
    /** False: it does not fit. */
    add(text: string): boolean {
      bytes += Buffer.byteLength(text) + 2;
      isFull ||= bytes > EXPORT_BYTES;
      if (!isFull) texts.push(text);
      return !isFull;
    },
    all: (): readonly string[] => texts,
    isFull: () => isFull,
  };
}
