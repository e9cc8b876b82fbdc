import { once } from 'node:events';
import { createServer } from 'node:http';
import { loadTokens } from '../../src/conversation/tokens.ts';
import { type Asked, readChat, readResponses } from './asked.ts';
import { createPromptCache } from './cache.ts';
import { chatWire } from './chat.ts';
import { type Recipient, deliver, sendError, sendJson } from './deliver.ts';
import { fail, portOf, readJson, recipient, record } from './http.ts';
import { PRACTICE, findModel, listModels } from './models.ts';
import { practice } from './practice.ts';
import { responsesWire } from './responses.ts';
import { type ModelRequest, type Questions, type Script, createQuestions } from './script.ts';
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

/** Starts an endpoint on loopback that speaks OpenAI's Chat Completions and Responses APIs. It refuses no key. */
export async function startModel({ port = 0 }: ModelOptions = {}): Promise<ModelEndpoint> {
  const count = (await loadTokens([PRACTICE]))(PRACTICE);
  const cache = createPromptCache(count);
  const plain = createQuestions();
  const structured = createQuestions();

  async function serve(to: Recipient, request: ModelRequest, body: Promise<unknown>): Promise<void> {
    const api = request.method === 'POST' ? APIS.get(request.path) : undefined;
    let questions = plain;
    try {
      request.body = await body;
      request.asked = api?.read(request.body);
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

  const server = createServer((incoming, response) => {
    const request = record(incoming);
    const to = recipient(response, request);
    serve(to, request, readJson(incoming)).catch((error: unknown) => fail(to, error));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}/v1`,
    ...plain,
    structured,
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
