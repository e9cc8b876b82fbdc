import { mkdtemp, rm, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startModel } from '../playground/model/start.ts';
import { createKnowledge, type Knowledge } from '../src/conversation/knowledge/knowledge.ts';
import type { Embedder } from '../src/conversation/ports.ts';
import { createEmbedder } from '../src/model/embed.ts';
import { createProvider } from '../src/model/provider.ts';
import { openStore } from '../src/store/open.ts';
import { startRedisServer } from '../test/redis-server.ts';
import { answersTo, type Corpus, readCorpus } from './knowledge/corpus.ts';
import { QUESTIONS, SMALL_TALK } from './knowledge/questions.ts';
import type { Bench } from './run.ts';

/** Passages that the corpus has to have at least. */
const PASSAGES = 1_000;

/** Questions that have to be answered by one of the first five. They avoid the words of the answer. */
const PROMISED_HITS = 25;

/** Milliseconds of a question at most, without and with vectors; the median. */
const PROMISED_MS = { words: 20, vectors: 80 };

const ROUNDS = 5;
const GUILD = '1';
const { signal } = new AbortController();
const log = pino({ level: 'silent' });

export const knowledge: Bench = {
  title: `${QUESTIONS.length} questions to documentation of at least ${PASSAGES} passages: for at least ${PROMISED_HITS} the answer is among the first five`,
  async run() {
    const corpus = readCorpus();
    const { length } = corpus.passages;
    const bytes = Buffer.byteLength(corpus.sources.join(''));
    console.log(`${length} passages of ${Math.round(bytes / length)} bytes on average\n`);
    const words = await onBothStores(corpus, undefined);
    console.log(
      `\nWith vectors, too. They come from the playground, whose vectors know words and no meanings: what counts here are time and bytes.\n`,
    );
    const vectors = await withEmbedder((embedder) => onBothStores(corpus, embedder));
    return (
      length >= PASSAGES &&
      words.every(({ hits, ms }) => hits >= PROMISED_HITS && ms <= PROMISED_MS.words) &&
      vectors.every(({ ms }) => ms <= PROMISED_MS.vectors)
    );
  },
};

interface Figures {
  hits: number;
  /** Milliseconds of a question. */
  ms: number;
}

async function onBothStores(corpus: Corpus, embedder: Embedder | undefined): Promise<Figures[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bobbin-bench-'));
  const redis = await startRedisServer();
  try {
    return [
      await onStore('SQLite', { dataDir, redisUrl: undefined }, () => sizeOf(dataDir), corpus, embedder),
      await onStore(
        'Redis',
        { dataDir, redisUrl: redis.url },
        async () => Number(/used_memory:(\d+)/.exec(await redis.cli('info', 'memory'))?.[1]),
        corpus,
        embedder,
      ),
    ];
  } finally {
    await redis.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function onStore(
  name: string,
  where: { dataDir: string; redisUrl: string | undefined },
  bytes: () => Promise<number>,
  corpus: Corpus,
  embedder: Embedder | undefined,
): Promise<Figures> {
  const store = await openStore({ ...where, log });
  try {
    const ours = createKnowledge({ store: store.knowledge, embedder, log, now: Date.now });
    const [before, start] = [await bytes(), performance.now()];
    for (const [at, text] of corpus.sources.entries()) await ours.add(GUILD, `${at}`, text, signal);
    const added = (performance.now() - start) / corpus.passages.length;
    const size = ((await bytes()) - before) / corpus.passages.length;
    const figures = await measure(ours, corpus);
    console.log(
      [
        name.padEnd(7),
        `${figures.hits} of ${QUESTIONS.length} found`,
        `${figures.chatter} of ${SMALL_TALK.length} times something for small talk`,
        `${figures.ms.toFixed(1)} ms a question`,
        `${Math.round(size)} bytes and ${added.toFixed(2)} ms to add a passage`,
      ].join('   '),
    );
    return figures;
  } finally {
    await store.close();
  }
}

async function measure(ours: Knowledge, corpus: Corpus): Promise<Figures & { chatter: number }> {
  const lookUp = (question: string) => ours.lookUp(GUILD, question, signal);
  let hits = 0;
  for (const question of QUESTIONS) {
    const right = answersTo(question, corpus);
    if (right.length === 0) throw new Error(`no passage answers “${question.asks}”`);
    const found = await lookUp(question.asks);
    if (found.some(({ text }) => right.some((one) => one.text === text))) hits++;
  }
  let chatter = 0;
  for (const words of SMALL_TALK) if ((await lookUp(words)).length > 0) chatter++;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    for (const { asks } of QUESTIONS) {
      const start = performance.now();
      await lookUp(asks);
      times.push(performance.now() - start);
    }
  return { hits, chatter, ms: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0 };
}

/** Bytes of SQLite's file, with all that was written in it. */
async function sizeOf(dataDir: string): Promise<number> {
  const path = join(dataDir, 'bobbin.db');
  const db = new DatabaseSync(path);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return (await stat(path)).size;
}

async function withEmbedder<T>(work: (embedder: Embedder) => Promise<T>): Promise<T> {
  const endpoint = await startModel();
  try {
    const provider = createProvider({ apiKey: undefined, baseUrl: endpoint.url, api: 'chat' });
    return await work(createEmbedder(provider, 'text-embedding-3-small'));
  } finally {
    await endpoint.close();
  }
}
