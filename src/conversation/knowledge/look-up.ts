import type { Log } from '../../log.ts';
import type { KnowledgeStore, Passage, PassageRef, Source } from '../../store/knowledge.ts';
import type { Snowflake } from '../entry.ts';
import type { Embedder } from '../ports.ts';
import type { Spend } from '../spending/spend.ts';
import { best, fuse, rankByWords, type Scored } from './rank.ts';
import { similarities } from './vectors.ts';
import { words } from './words.ts';

/** Passages that stand with a question at most. */
const FOUND = 5;

/** Passages that are looked at in each of the two ways, before the ways are put together. */
const CANDIDATES = 50;

/**
 * The least score (see rank.ts) by words: with less, a passage has a word or two of the question by chance. Measured in
 * bench/knowledge.ts: lower, and small talk finds something as often as questions do.
 */
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

/** What fits a question best, the best first; nothing in a DM. */
export type LookUp = (
  guild: Snowflake | null,
  question: string,
  signal: AbortSignal,
  spend?: Spend,
) => Promise<LookedUp[]>;

export interface LookUpParts {
  store: KnowledgeStore;
  /** Undefined: all is found by its words alone. */
  embedder: Embedder | undefined;
  log: Log;
  now: () => number;
}

/** Looks passages up by their words, and by what they mean where there is a model for that. */
export function createLookUp({ store, embedder, log, now }: LookUpParts): LookUp {
  async function byWords(guild: Snowflake, question: string, passages: number): Promise<Scored[]> {
    const found = await store.find(guild, [...new Set(words(question))]);
    return rankByWords(found, passages).filter(({ score }) => score >= LEAST_SCORE);
  }

  async function byMeaning(
    guild: Snowflake,
    question: string,
    sources: readonly Source[],
    signal: AbortSignal,
    spend: Spend | undefined,
  ): Promise<Scored[]> {
    const comparable = sources.filter(({ model }) => model !== null && model === embedder?.model);
    if (!embedder || comparable.length === 0) return [];
    const [vector, vectors] = await Promise.all([
      vectorOf(question, embedder, guild, signal, spend),
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
  }

  /** Empty where the model does not give one in time. */
  async function vectorOf(
    question: string,
    by: Embedder,
    guild: Snowflake,
    signal: AbortSignal,
    spend: Spend | undefined,
  ): Promise<number[]> {
    try {
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(QUESTION_TIMEOUT)]);
      const [vector = []] = await by.embed([question], inTime, spend);
      return vector;
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ err: error, guild, model: by.model }, 'a question has no vector; its words are looked up');
      return [];
    }
  }

  async function read(
    guild: Snowflake,
    refs: readonly PassageRef[],
    sources: readonly Source[],
  ): Promise<LookedUp[]> {
    const passages = await store.passages(guild, refs);
    return refs.flatMap(({ source }, at) => {
      const [passage, from] = [passages[at], sources.find(({ id }) => id === source)];
      return passage && from ? [{ ...passage, source: from.name }] : [];
    });
  }

  return async (guild, question, signal, spend) => {
    if (guild === null || question === '') return [];
    const started = now();
    const sources = await store.sources(guild);
    if (sources.length === 0) return [];
    const all = sources.reduce((sum, { passages }) => sum + passages, 0);
    const ways = await Promise.all([
      byWords(guild, question, all),
      byMeaning(guild, question, sources, signal, spend),
    ]);
    const refs = fuse(ways.map((way) => way.slice(0, CANDIDATES))).slice(0, FOUND);
    const found = await read(guild, refs, sources);
    log.debug({ guild, passages: found.length, of: all, ms: now() - started }, 'knowledge looked up');
    return found;
  };
}
