import { z } from 'zod';
import { type Entry, type Snowflake, timeOf } from '../../conversation/entry.ts';
import { withoutId } from '../../conversation/privacy/ids.ts';
import type { PeopleStore, Removed } from '../people.ts';
import { parseJson, readConversation, readEntry } from '../rows.ts';
import { behind, isForgotten, STEP, withoutFilesOf, withoutPerson } from '../whose.ts';
import { dropCopies } from './copies.ts';
import { type Door, readJson, type Sql, text } from './door.ts';
import { loseLease } from './leases.ts';

/** Remembers who is in a conversation. */
export function indexPeople(sql: Sql, conversation: Snowflake, people: readonly Snowflake[]): void {
  const row = sql('INSERT OR IGNORE INTO people (person, conversation) VALUES (?, ?)');
  for (const person of people) row.run(person, conversation);
}

/** Of a conversation only the record is left. */
export function keepRecord(sql: Sql, conversation: Snowflake): void {
  sql('UPDATE conversations SET active = ? WHERE id = ?').run(Date.now(), conversation);
  sql('DELETE FROM people WHERE conversation = ?').run(conversation);
  sql(`INSERT INTO people SELECT record ->> '$.startedBy', id FROM conversations
       WHERE id = ? AND record ->> '$.startedBy' IS NOT NULL`).run(conversation);
}

/** The part of the store in SQLite that knows whose words are where. */
export function createPeopleStore({ sql, read, write }: Door): PeopleStore {
  const list = (query: string, ...args: (string | number | null)[]): Promise<Snowflake[]> =>
    read(() =>
      sql(query)
        .all(...args)
        .map(({ id }) => text.parse(id)),
    );

  const isIdle = (conversation: Snowflake, since: number): boolean =>
    sql('SELECT 1 FROM conversations WHERE id = ? AND active < ?').get(conversation, since) !== undefined;

  return {
    conversationsOf: (person) => list('SELECT conversation AS id FROM people WHERE person = ?', person),

    forgetIn: (conversation, person, through, from) =>
      write(() => {
        const newer = behind(through);
        const rows =
          sql(`SELECT position, entry FROM entries WHERE conversation = ? AND position > ? AND position < ?
                          ORDER BY position LIMIT ?`).all(conversation, from, newer, STEP);
        const done = forgetEntries(sql, conversation, person, rows.map(readRow));
        if (rows.length === STEP) return done;
        sql(`DELETE FROM people WHERE person = ?1 AND conversation = ?2 AND NOT EXISTS
             (SELECT 1 FROM entries WHERE conversation = ?2 AND position >= ?3 AND instr(entry, ?1) > 0) AND NOT EXISTS
             (SELECT 1 FROM conversations WHERE id = ?2 AND record ->> '$.startedBy' = ?1)`).run(
          person,
          conversation,
          newer,
        );
        return { ...done, next: undefined };
      }),

    forgetInRecord: (conversation, person, through) =>
      write(() => {
        const row = sql('SELECT record FROM conversations WHERE id = ?').get(conversation);
        if (row === undefined) return false;
        const record = readJson(row['record']);
        const author =
          sql(`SELECT entry ->> '$.author.id' AS id FROM messages JOIN entries USING (conversation, position)
                            WHERE conversation = ? AND message = ?`);
        const isGone = (message: Snowflake) => {
          const found = author.get(conversation, message);
          return isForgotten(message, found && text.parse(found['id']), person, through);
        };
        const isNew = timeOf(conversation) > through;
        const change = withoutPerson(readConversation(record), person, { isGone, isNew });
        sql('UPDATE conversations SET record = ? WHERE id = ?').run(
          JSON.stringify({ ...record, ...change }),
          conversation,
        );
        if (!change.open) return false;
        loseLease(sql, conversation);
        return true;
      }),

    threadsOf: (channel) => list('SELECT id FROM conversations WHERE parent = ?', channel),

    servers: () =>
      list(`SELECT DISTINCT guild AS id FROM conversations WHERE guild IS NOT NULL
            UNION SELECT guild FROM settings UNION SELECT guild FROM sources`),

    idle: (guild, since, count) =>
      list(
        'SELECT id FROM conversations WHERE guild IS ? AND active < ? ORDER BY active LIMIT ?',
        guild,
        since,
        count,
      ),

    forgetIdle: (_, conversation, since) =>
      write(() => {
        if (!isIdle(conversation, since)) return undefined;
        const entries = Number(
          // What stays where somebody goes on writing in between is the newest.
          sql(`DELETE FROM entries WHERE conversation = ?1 AND position IN
               (SELECT position FROM entries WHERE conversation = ?1 ORDER BY position LIMIT ?2)`).run(
            conversation,
            STEP,
          ).changes,
        );
        if (entries === STEP) return { entries, more: true };
        sql('DELETE FROM conversations WHERE id = ?').run(conversation);
        loseLease(sql, conversation);
        return { entries, more: false };
      }),

    async forgetServer(guild) {
      const passages = await write(() => {
        const some = '(SELECT id FROM passages WHERE guild = ? LIMIT ?)';
        return sql(`DELETE FROM passages WHERE id IN ${some}`).run(guild, STEP).changes;
      });
      if (passages > 0) return true;
      return write(() => {
        const had = sql('DELETE FROM sources WHERE guild = ?').run(guild).changes;
        for (const table of ['settings', 'marks']) sql(`DELETE FROM ${table} WHERE guild = ?`).run(guild);
        return had > 0;
      }).then(async (had) => had || (await write(() => mergeWords(sql))));
    },

    erase: () => read(() => sql('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0),
  };
}

/** Pages of the index of words that are written at once. */
const MERGED_PAGES = 64;

/**
 * The index keeps words of passages that are gone until its parts are merged. Does some of that; true: there is more.
 * https://sqlite.org/fts5.html#the_merge_command
 */
function mergeWords(sql: Sql): boolean {
  const changes = () => Number(sql('SELECT total_changes() AS changes').get()?.['changes']);
  const before = changes();
  sql("INSERT INTO word_index (word_index, rank) VALUES ('merge', ?)").run(-MERGED_PAGES);
  return changes() - before >= 2;
}

interface Row {
  position: string;
  text: string;
}

function forgetEntries(
  sql: Sql,
  conversation: Snowflake,
  person: Snowflake,
  rows: readonly Row[],
): Removed & { next: string } {
  const removed = { messages: 0, answers: 0, files: 0, mentions: 0 };
  // Answers stand right behind what they answer. ('/' comes after '.'.)
  const remove = sql(`DELETE FROM entries WHERE conversation = ?1
                      AND (position = ?2 OR (position > ?2 || '.' AND position < ?2 || '/')) RETURNING entry`);
  const write = sql('UPDATE entries SET entry = ? WHERE conversation = ? AND position = ?');
  for (const { position, text } of rows) {
    if (!text.includes(person)) continue;
    const entry = readEntry(parseJson(text));
    if (entry.author.id === person) {
      const gone = remove.all(conversation, position).map(({ entry: one }) => readEntry(readJson(one)));
      removed.messages += 1;
      removed.answers += gone.length - 1;
      removed.files += gone.reduce((sum, { attachments }) => sum + attachments.length, 0);
    } else {
      const attachments = withoutFilesOf(person, entry.attachments);
      dropCopies(sql, conversation, entry.id, attachments);
      removed.files += entry.attachments.length - attachments.length;
      const left = withoutIdIn({ ...entry, attachments }, person);
      if (JSON.stringify({ ...left, attachments: [] }) !== JSON.stringify({ ...entry, attachments: [] }))
        removed.mentions += 1;
      write.run(JSON.stringify(left), conversation, position);
    }
  }
  return { ...removed, next: rows.at(-1)?.position ?? '' };
}

function withoutIdIn(entry: Entry, person: Snowflake): Entry {
  const clean = (text: string) => withoutId(text, person);
  const { reply } = entry;
  if (!reply) return { ...entry, text: clean(entry.text) };
  const { pieces, painted, earlier } = reply;
  return {
    ...entry,
    text: clean(entry.text),
    reply: {
      ...reply,
      ...(pieces && { pieces: pieces.map(clean) }),
      ...(painted && { painted: painted.map(clean) }),
      ...(earlier && { earlier: earlier.map(clean) }),
    },
  };
}

const row = z.object({ position: z.string(), entry: z.string() });

function readRow(stored: unknown): Row {
  const { position, entry: text } = row.parse(stored);
  return { position, text };
}
