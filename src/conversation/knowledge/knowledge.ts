import { createHash } from 'node:crypto';
import { UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { KnowledgeStore, Passage, Source } from '../../store/knowledge.ts';
import type { Snowflake } from '../entry.ts';
import type { Embedder } from '../ports.ts';
import { cleanLine } from '../speech.ts';
import { cut } from './cut.ts';
import { best, fuse, rankByWords, type Scored } from './rank.ts';
import { packVectors, similarities } from './vectors.ts';
import { words } from './words.ts';

/** What a server may have. With a usual embedding model that is 9 MB in the store, of which a question reads 4.6. */
export const SOURCES = 50;
export const PASSAGES = 3_000;

/** Characters of one source; what is read of a file at most (src/attachments). */
export const SOURCE_CHARACTERS = 300_000;

/** Characters of a source's name. */
export const SOURCE_NAME = 60;

/** Passages that stand with a question at most. */
const FOUND = 5;

/** Passages that are looked at in each of the two ways, before the ways are put together. */
const CANDIDATES = 50;

/** The least score (see rank.ts) by words: with less, a passage has a word or two of the question by chance. Measured in bench/. */
const LEAST_SCORE = 2.5;

/** The least similarity in meaning. OpenAI's models give less to texts of different things; others may give more to all. */
const LEAST_SIMILARITY = 0.25;

/** Milliseconds that a question waits for its vector. Then it is looked up by its words alone. */
const QUESTION_TIMEOUT = 3_000;

/** A passage that may help to answer. */
export interface LookedUp extends Passage {
  /** The name of its source. */
  source: string;
}

/** What servers' admins gave Bobbin to look things up in. */
export interface Knowledge {
  /** Adds a text, in the place of the one of this name. Throws a UserError where it can't. */
  add(guild: Snowflake, name: string, text: string, signal: AbortSignal): Promise<Source>;
  /** The sources of a server, the oldest first. */
  list(guild: Snowflake): Promise<Source[]>;
  /** Removes a source. False: there is none of this id. */
  remove(guild: Snowflake, id: string): Promise<boolean>;
  /** What fits a question best, the best first; nothing in a DM. */
  lookUp(guild: Snowflake | null, question: string, signal: AbortSignal): Promise<LookedUp[]>;
}

interface KnowledgeParts {
  store: KnowledgeStore;
  /** Undefined: all is found by its words alone. */
  embedder: Embedder | undefined;
  log: Log;
  now: () => number;
}

/** Looks passages up by their words, and by what they mean where there is a model for that. */
export function createKnowledge({ store, embedder, log, now }: KnowledgeParts): Knowledge {
  async function byWords(guild: Snowflake, question: string, passages: number): Promise<Scored[]> {
    const found = await store.find(guild, [...new Set(words(question))]);
    return rankByWords(found, passages).filter(({ score }) => score >= LEAST_SCORE);
  }

  async function byMeaning(
    guild: Snowflake,
    question: string,
    sources: readonly Source[],
    signal: AbortSignal,
  ): Promise<Scored[]> {
    const comparable = sources.filter(({ model }) => model !== null && model === embedder?.model);
    if (!embedder || comparable.length === 0) return [];
    try {
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(QUESTION_TIMEOUT)]);
      const [[vector = []], vectors] = await Promise.all([
        embedder.embed([question], inTime),
        store.vectors(guild),
      ]);
      const scored = comparable.flatMap(({ id: source, passages }) =>
        similarities(vectors.get(source) ?? new Uint8Array(), passages, vector).map((score, number) => ({
          source,
          number,
          score,
        })),
      );
      return best(scored.filter(({ score }) => score >= LEAST_SIMILARITY));
    } catch (error) {
      signal.throwIfAborted();
      log.warn(
        { err: error, guild, model: embedder.model },
        'a question has no vector; its words are looked up',
      );
      return [];
    }
  }

  return {
    async add(guild, name, text, signal) {
      const source = cleanLine(name.replaceAll('`', ''), SOURCE_NAME) || 'unnamed';
      const id = idOf(source);
      const passages = check(text, cut(text));
      const before = await store.sources(guild);
      if (before.length >= SOURCES && before.every((one) => one.id !== id))
        throw new UserError(
          `There are ${SOURCES} sources already. Remove one with \`/knowledge remove\` first.`,
        );
      const vectors = embedder && (await embedder.embed(passages.map(whole), signal));
      const added = {
        id,
        name: source,
        time: now(),
        passages: passages.length,
        model: embedder?.model ?? null,
      };
      const content = {
        passages,
        // What it is about stands in its headings: they count twice.
        words: passages.map(({ heading, text: said }) => {
          const about = words(`${source} ${heading}`);
          return [...about, ...about, ...words(said)];
        }),
        vectors: vectors ? packVectors(vectors) : null,
      };
      if (!(await store.add(guild, added, content, PASSAGES)))
        throw new UserError(
          `That would be more than the ${format(PASSAGES)} passages that I keep for a server (this one has ${format(
            passages.length,
          )}). Remove something with \`/knowledge remove\`, or split it.`,
        );
      return added;
    },

    list: (guild) => store.sources(guild),

    remove: (guild, id) => store.remove(guild, id),

    async lookUp(guild, question, signal) {
      const sources = guild === null || question === '' ? [] : await store.sources(guild);
      if (guild === null || sources.length === 0) return [];
      const started = now();
      const all = sources.reduce((sum, { passages }) => sum + passages, 0);
      const ways = await Promise.all([
        byWords(guild, question, all),
        byMeaning(guild, question, sources, signal),
      ]);
      const refs = fuse(ways.map((way) => way.slice(0, CANDIDATES))).slice(0, FOUND);
      const names = new Map(sources.map(({ id, name }) => [id, name]));
      const passages = await store.passages(guild, refs);
      const found = refs.flatMap(({ source }, at) => {
        const [passage, name] = [passages[at], names.get(source)];
        return passage && name !== undefined ? [{ ...passage, source: name }] : [];
      });
      log.debug({ guild, passages: found.length, of: all, ms: now() - started }, 'knowledge looked up');
      return found;
    },
  };
}

/** The same for names that look the same. */
function idOf(name: string): string {
  return createHash('sha256').update(name.toLowerCase()).digest('hex').slice(0, 12);
}

function check(text: string, passages: Passage[]): Passage[] {
  if (text.length > SOURCE_CHARACTERS)
    throw new UserError(
      `This is longer than the ${format(SOURCE_CHARACTERS)} characters that I keep of one text. Please split it.`,
    );
  if (passages.length === 0) throw new UserError('There is no text in it. Please add some.');
  return passages;
}

function whole({ heading, text }: Passage): string {
  return heading === '' ? text : `${heading}\n\n${text}`;
}

function format(number: number): string {
  return number.toLocaleString('en');
}
