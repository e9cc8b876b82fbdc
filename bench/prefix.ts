import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { z } from 'zod';
import { startModel } from '../playground/model/start.ts';
import { loadTokens } from '../src/conversation/tokens.ts';
import { createModel } from '../src/model/generate.ts';
import { createProvider } from '../src/model/provider.ts';
import { openStore } from '../src/store/open.ts';
import { createTurns, SETTINGS, words } from './conversation.ts';
import type { Bench } from './run.ts';

const TURNS = 60;
const QUESTION_WORDS = 120;
const ANSWER_WORDS = 480;

/** Share of all input tokens that a prompt cache must be able to serve. */
const PROMISED = 0.6;

/** OpenAI caches the longest common prefix, in steps, from a least length on. https://platform.openai.com/docs/guides/prompt-caching */
const CACHE_LEAST = 1_024;
const CACHE_STEP = 128;

interface Figures {
  requests: string[];
  input: number;
  cached: number;
  /** Requests that do not begin with the whole of the one before. */
  breaks: number;
}

export const prefix: Bench = {
  title: `${TURNS} turns of about 600 tokens in a context of ${SETTINGS.contextTokens}: at least ${PROMISED * 100} % of the input could come from a prompt cache`,
  async run() {
    const count = (await loadTokens([SETTINGS.model]))(SETTINGS.model);
    const bodies = await converse();
    const ours = figure(bodies.map(render), count);
    // The same memory: as many of the newest messages as Bobbin sends on average.
    const average = Math.round(
      bodies.reduce((sum, messages) => sum + messages.length - 1, 0) / bodies.length,
    );
    const sliding = figure(slide(bodies, average).map(render), count);
    console.log(line('Bobbin', ours));
    console.log(line(`a window of the ${average} newest messages`, sliding));
    const sizes = ours.requests.map(count);
    const floorMoves = sizes.flatMap((size, at) =>
      at > 0 && size < (sizes[at - 1] ?? 0) ? [`${sizes[at - 1]} → ${size}`] : [],
    );
    console.log(
      `\nThe floor moved ${floorMoves.length} times (tokens before → after): ${floorMoves.join(', ')}`,
    );
    return ours.cached / ours.input >= PROMISED && ours.breaks === floorMoves.length;
  },
};

type Messages = z.infer<typeof body>['messages'];
const body = z.object({ messages: z.array(z.looseObject({ role: z.string(), content: z.string() })) });

/** Holds the conversation over a real connection, and returns what the model was sent in each turn. */
async function converse(): Promise<Messages[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bobbin-bench-'));
  const endpoint = await startModel();
  const log = pino({ level: 'silent' });
  const store = await openStore({ redisUrl: undefined, dataDir: folder, log });
  try {
    endpoint.next(...Array.from({ length: TURNS }, (_, turn) => `Answer ${turn}. ${words(ANSWER_WORDS)}`));
    const provider = createProvider({ apiKey: undefined, baseUrl: endpoint.url, api: 'chat' });
    const turns = await createTurns(store, createModel(provider, { log }));
    for (let turn = 0; turn < TURNS; turn++) {
      await turns.say('7', `Turn ${turn}. ${words(QUESTION_WORDS)}`);
      await turns.answer('7');
    }
    return endpoint.requests.map((request) => body.parse(request.body).messages);
  } finally {
    await store.close();
    await endpoint.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a bot sends that keeps the newest messages and drops the oldest in every turn. */
function slide(bodies: Messages[], size: number): Messages[] {
  const all = new Map(bodies.flat().map((message) => [JSON.stringify(message), message]));
  const [instructions, ...history] = [...all.values()];
  if (instructions === undefined) throw new Error('no request was made');
  return bodies.map((messages) => {
    const newest = messages.at(-1);
    const end =
      history.findIndex((message) => message.role === 'user' && message.content === newest?.content) + 1;
    return [instructions, ...history.slice(Math.max(0, end - size), end)];
  });
}

/** Without the closing bracket, so that a request that goes on where another ended begins with all of it. */
function render(messages: Messages): string {
  return JSON.stringify(messages).slice(0, -1);
}

function figure(requests: string[], count: (text: string) => number): Figures {
  const figures: Figures = { requests, input: 0, cached: 0, breaks: 0 };
  let before = '';
  for (const request of requests) {
    const common = commonPrefix(before, request);
    const tokens = count(request.slice(0, common));
    figures.input += count(request);
    figures.cached += tokens < CACHE_LEAST ? 0 : tokens - (tokens % CACHE_STEP);
    if (common < before.length) figures.breaks++;
    before = request;
  }
  return figures;
}

function commonPrefix(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function line(name: string, { requests, input, cached, breaks }: Figures): string {
  const share = ((100 * cached) / input).toFixed(1);
  return `${name.padEnd(40)} ${input} input tokens, ${share} % from the cache; ${breaks} of ${requests.length} requests do not begin with the one before`;
}
