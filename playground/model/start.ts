import { once } from 'node:events';
import { createServer } from 'node:http';
import { loadTokens } from '../../src/conversation/tokens.ts';
import { type Asked, readChat, readResponses } from './asked.ts';
import { createPromptCache } from './cache.ts';
import { chatWire } from './chat.ts';
import { type Recipient, deliver, deliverWhole, sendError, sendJson } from './deliver.ts';
import { readEmbeddings } from './embeddings.ts';
import { fail, portOf, readBody, recipient, record } from './http.ts';
import { createJournal } from './journal.ts';
import { kept } from './kept.ts';
import { readModeration } from './moderations.ts';
import { PRACTICE, findModel, listModels } from './models.ts';
import { readEdit, readGeneration } from './pictures.ts';
import { practice } from './practice.ts';
import { responsesWire } from './responses.ts';
import { type ModelRequest, type Questions, type Script, createQuestions } from './script.ts';
import type { ReadTask } from './task.ts';
import { readTranscription } from './transcripts.ts';
import { type Usage, inputUsage, outputUsage } from './usage.ts';
import type { Wire } from './wire.ts';

export interface ModelOptions {
  /** Any free one when left out. */
  port?: number;
}

/** A running model endpoint. */
export interface ModelEndpoint extends Questions {
  /** For `OPENAI_BASE_URL`. */
  readonly url: string;
  /** What is to be answered in JSON, by a schema: kept apart, for Bobbin asks it beside the conversation. */
  readonly structured: Questions;
  /** What is to be painted; the text of an answer is what stands in the picture. */
  readonly pictures: Questions;
  /** What is to be written down; the text of an answer is what was said. */
  readonly transcripts: Questions;
  /** What is to be embedded. */
  readonly embeddings: Questions;
  /** What is to be checked for harm. */
  readonly moderations: Questions;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

interface Api {
  read(body: unknown): Asked;
  wire(asked: Asked, body: unknown, script: Script, usage: Usage): Wire;
}

const APIS = new Map<string, Api>([
  [
    '/v1/chat/completions',
    { read: readChat, wire: (asked, _, script, usage) => chatWire(asked, script, usage) },
  ],
  ['/v1/responses', { read: readResponses, wire: responsesWire }],
]);

type TaskKind = 'pictures' | 'transcripts' | 'embeddings' | 'moderations';

/** What is no conversation, and whose scripts answer it. */
const TASKS = new Map<string, { read: ReadTask; kind: TaskKind }>([
  ['/v1/images/generations', { read: readGeneration, kind: 'pictures' }],
  ['/v1/images/edits', { read: readEdit, kind: 'pictures' }],
  ['/v1/audio/transcriptions', { read: readTranscription, kind: 'transcripts' }],
  ['/v1/embeddings', { read: readEmbeddings, kind: 'embeddings' }],
  ['/v1/moderations', { read: readModeration, kind: 'moderations' }],
]);

/**
 * Starts an endpoint on loopback that speaks OpenAI's Chat Completions and Responses APIs, paints, transcribes,
 * embeds and moderates. It refuses no key.
 */
export async function startModel({ port = 0 }: ModelOptions = {}): Promise<ModelEndpoint> {
  const count = (await loadTokens([PRACTICE]))(PRACTICE);
  const cache = createPromptCache(count);
  const plain = createQuestions();
  const structured = createQuestions();
  const others = {
    pictures: createQuestions(),
    transcripts: createQuestions(),
    embeddings: createQuestions(),
    moderations: createQuestions(),
  };

  async function serve(to: Recipient, request: ModelRequest, body: Promise<unknown>): Promise<void> {
    const task = request.method === 'POST' ? TASKS.get(request.path) : undefined;
    if (task) return serveTask(to, request, body, task);
    const api = request.method === 'POST' ? APIS.get(request.path) : undefined;
    let questions = plain;
    try {
      const sent = await body;
      request.body = kept(sent);
      request.asked = api?.read(sent);
      if (request.asked?.schema) questions = structured;
    } finally {
      questions.note(request);
    }
    const { asked } = request;
    if (!api || !asked) return answerElse(to, request);
    const input = inputUsage(asked, count, cache);
    const script = (await questions.take(request)) ?? practice(asked, input);
    const usage = { ...input, ...outputUsage(script, count) };
    await deliver(to, script, api.wire(asked, request.body, script, usage), asked.stream);
  }

  async function serveTask(
    to: Recipient,
    request: ModelRequest,
    body: Promise<unknown>,
    { read, kind }: { read: ReadTask; kind: keyof typeof others },
  ): Promise<void> {
    const questions = others[kind];
    let sent: unknown;
    try {
      sent = await body;
      request.body = kept(sent);
    } finally {
      questions.note(request);
    }
    const { usual, answer } = read(sent, count);
    const script = await questions.take(request);
    await deliverWhole(to, script ?? usual, () => answer({ text: usual.text ?? '', ...(script ?? usual) }));
  }

  const server = createServer((incoming, response) => {
    const request = record(incoming);
    const to = recipient(response, request);
    response.on('close', () => journal(request, to));
    serve(to, request, readBody(incoming)).catch((error: unknown) => fail(to, error));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const journal = createJournal(process.env['PLAYGROUND_JOURNAL']);
  return {
    url: `http://127.0.0.1:${portOf(server)}/v1`,
    ...plain,
    structured,
    ...others,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The answer to what is no question to a model. */
function answerElse(to: Recipient, { method, path }: ModelRequest): void {
  const id = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1];
  const found = id === undefined ? undefined : findModel(id);
  if (method === 'GET' && path === '/v1/models') sendJson(to, 200, listModels());
  else if (method === 'GET' && found) sendJson(to, 200, found);
  else if (id !== undefined) {
    const message = `The model '${id}' does not exist.`;
    sendError(to, { message, param: 'model', code: 'model_not_found' }, 404);
  } else sendError(to, { message: `Invalid URL (${method} ${path})` }, 404);
}
