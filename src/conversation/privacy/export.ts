import { isDeepStrictEqual } from 'node:util';
import { NANOS_PER_DOLLAR } from '../../settings/amount.ts';
import type { Change } from '../../store/history.ts';
import type { Store } from '../../store/store.ts';
import { dayAfter, dayOf, DIRECT, USAGE_DAYS } from '../../store/usage.ts';
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

type Reading = Pick<Store, 'newest' | 'people' | 'conversation' | 'copies' | 'wishes' | 'usage' | 'history'>;

/** Everything that is kept of a person, as JSON; their files as far as there is room for them beside what they said. */
export async function exportPerson(store: Reading, person: Snowflake, now: number): Promise<Exported> {
  const room = makeRoom();
  const [usage, changes, messages, files] = [room.list(), room.list(), room.list(), room.list()];
  for (const row of await usageOf(store, person, dayOf(now))) usage.add(JSON.stringify(row));
  for (const change of await store.history.by(person)) changes.add(JSON.stringify(changed(change)));
  const withFiles: { channel: Snowflake; entry: Entry }[] = [];
  for (const channel of await store.people.conversationsOf(person)) {
    if (room.isFull()) break;
    const server = (await store.conversation(channel))?.guild ?? null;
    for await (const entry of backwards(store, channel, PAGE)) {
      if (entry.author.id !== person) continue;
      const { id, time, text, attachments } = entry;
      const names = attachments.map(({ name }) => name);
      const message = { server, channel, id, time: new Date(time).toISOString(), text, files: names };
      if (!messages.add(JSON.stringify(message))) break;
      if (attachments.length > 0) withFiles.push({ channel, entry });
    }
  }
  const shortened = room.isFull();
  for (const { channel, entry } of withFiles) {
    if (room.isFull()) break;
    for (const copy of await copiesOf(store, channel, entry)) files.add(JSON.stringify(copy));
  }
  const out = await outSince(store, person);
  const about = {
    person,
    exported: new Date(now).toISOString(),
    optedOut: out === undefined ? null : new Date(out).toISOString(),
    shortened,
    filesShortened: room.isFull(),
  };
  const lists = Object.entries({ usage, changes, messages, files });
  const written = lists.map(([name, list]) => `,"${name}":[\n${list.all().join(',\n')}\n]`);
  const text = `${JSON.stringify(about).slice(0, -1)}${written.join('')}}\n`;
  return { text, messages: messages.all().length, shortened };
}

/** What somebody used, by server (null: in direct messages), day and model. */
async function usageOf({ usage }: Reading, person: Snowflake, today: string): Promise<object[]> {
  const all: object[] = [];
  for (const payer of new Set([...(await usage.payers()), DIRECT]))
    for (const { nanos, ...row } of await usage.rows(payer, person, dayAfter(today, -USAGE_DAYS), today))
      all.push({ server: payer === DIRECT ? null : payer, ...row, dollars: nanos / NANOS_PER_DOLLAR });
  return all;
}

/** What somebody changed in one scope of a server; null: they took that back. */
function changed({ guild: server, scope, time, before, after }: Change & { guild: Snowflake }): object {
  const names = Object.keys({ ...before, ...after });
  const different = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const to = Object.fromEntries(different.map((name) => [name, after[name] ?? null]));
  return { server, scope, time: new Date(time).toISOString(), changed: to };
}

/** The copies that are kept of a message's own files, not of those of a message that it replies to. */
async function copiesOf(store: Reading, channel: Snowflake, entry: Entry): Promise<object[]> {
  const own = entry.attachments.filter(({ from }) => from === undefined || from.author === entry.author.id);
  const copies = await store.copies(channel, [{ id: entry.id, attachments: own }]);
  return own.flatMap(({ id = '', name }) => {
    const bytes = copies.get(id);
    return bytes ? [{ message: entry.id, name, base64: Buffer.from(bytes).toString('base64') }] : [];
  });
}

export const FORMATS = ['markdown', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** What is remembered of a conversation, oldest first; the newest of it where all is too large. */
export async function exportConversation(
  store: Reading,
  conversation: Snowflake,
  format: Format,
): Promise<Exported> {
  const room = makeRoom();
  const taken = room.list();
  for await (const entry of backwards(store, conversation, PAGE))
    if (!taken.add(format === 'json' ? asJson(entry) : asMarkdown(entry))) break;
  const all = taken.all().toReversed();
  const text = format === 'json' ? `[\n${all.join(',\n')}\n]\n` : all.join('\n');
  return { text, messages: all.length, shortened: room.isFull() };
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

/** The room that there is in a file, for lists of texts. */
function makeRoom() {
  let bytes = 0;
  let isFull = false;
  return {
    isFull: () => isFull,
    list() {
      const texts: string[] = [];
      return {
        /** False: it does not fit. */
        add(text: string): boolean {
          bytes += Buffer.byteLength(text) + 2;
          isFull ||= bytes > EXPORT_BYTES;
          if (!isFull) texts.push(text);
          return !isFull;
        },
        all: (): readonly string[] => texts,
      };
    },
  };
}
