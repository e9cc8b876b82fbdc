import { z } from 'zod';
import type { Snowflake } from '../../conversation/entry.ts';
import type { KnowledgeStore } from '../knowledge.ts';
import { readPassage, readSource } from '../rows.ts';
import { bytes, type Door, readJson, text } from './door.ts';

/** The part of the store in SQLite that keeps knowledge. */
export function createKnowledgeStore({ sql, read, write }: Door): KnowledgeStore {
  function countWithout(guild: Snowflake, source: string): number {
    const row = sql('SELECT count(*) AS passages FROM passages WHERE guild = ? AND source <> ?');
    return Number(row.get(guild, source)?.['passages']);
  }

  // Passages go with their source, and words with their passages.
  const remove = (guild: Snowflake, source: string): boolean =>
    sql('DELETE FROM sources WHERE guild = ? AND id = ?').run(guild, source).changes === 1;

  return {
    add: (guild, source, { passages, words, vectors }, most) =>
      write(() => {
        if (countWithout(guild, source.id) + passages.length > most) return false;
        remove(guild, source.id);
        sql('INSERT INTO sources (guild, id, source, vectors) VALUES (?, ?, ?, ?)').run(
          guild,
          source.id,
          JSON.stringify(source),
          vectors,
        );
        const passage = sql('INSERT INTO passages (guild, source, number, passage) VALUES (?, ?, ?, ?)');
        const index = sql('INSERT INTO word_index (rowid, words) VALUES (?, ?)');
        for (const [number, one] of passages.entries()) {
          const { lastInsertRowid } = passage.run(guild, source.id, number, JSON.stringify(one));
          index.run(lastInsertRowid, (words[number] ?? []).map((word) => wordOf(guild, word)).join(' '));
        }
        return true;
      }),

    sources: (guild) =>
      read(() => {
        const rows = sql("SELECT source FROM sources WHERE guild = ? ORDER BY source ->> 'time', id");
        return rows.all(guild).map(({ source }) => readSource(readJson(source)));
      }),

    remove: (guild, source) => write(() => remove(guild, source)),

    find: (guild, words) =>
      read(() => {
        const having = sql(`
          SELECT source, number, times FROM passages
          JOIN (SELECT doc, count(*) AS times FROM words_found WHERE term = ? GROUP BY doc) ON doc = passages.id`);
        return words.map((word) => postings.parse(having.all(wordOf(guild, word))));
      }),

    vectors: (guild) =>
      read(() => {
        const rows = sql('SELECT id, vectors FROM sources WHERE guild = ? AND vectors IS NOT NULL');
        return new Map(rows.all(guild).map(({ id, vectors }) => [text.parse(id), bytes.parse(vectors)]));
      }),

    passages: (guild, refs) =>
      read(() => {
        const row = sql('SELECT passage FROM passages WHERE guild = ? AND source = ? AND number = ?');
        return refs.map(({ source, number }) => {
          const found = row.get(guild, source, number);
          return found && readPassage(readJson(found['passage']));
        });
      }),
  };
}

/** The index is one for all servers. With its server in front, each word is found, and counted, for that one alone. */
function wordOf(guild: Snowflake, word: string): string {
  return `${guild}_${word}`;
}

const postings = z.array(z.object({ source: text, number: z.number(), times: z.number() }));
