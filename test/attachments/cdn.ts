import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { SentFile } from '../../src/conversation/files/files.ts';

type Answer = Buffer | ((response: ServerResponse, request: IncomingMessage) => void);

export interface Cdn extends AsyncDisposable {
  origin: string;
  /** How a path is answered: with these bytes, or in any other way. */
  answers: Map<string, Answer>;
  /** Paths that were asked for. */
  asked: string[];
  /** Puts a file there, and describes it as Discord does. */
  put(name: string, answer: Answer, described?: Partial<SentFile>): SentFile;
}

let lastId = 1_000;

/** Stands in for Discord's file server. */
export async function startCdn(): Promise<Cdn> {
  const answers = new Map<string, Answer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    asked.push(pathname);
    const answer = answers.get(pathname);
    if (Buffer.isBuffer(answer)) response.end(answer);
    else if (answer) answer(response, request);
    else response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    answers,
    asked,
    put(name, answer, described = {}) {
      const id = String(++lastId);
      const path = `/attachments/1/${id}/${encodeURIComponent(name)}`;
      answers.set(path, answer);
      const size = Buffer.isBuffer(answer) ? answer.length : 1;
      return { id, name, type: '', size, url: `${origin}${path}?ex=1&is=1&hm=0`, ...described };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
