import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recipient } from './deliver.ts';
import { kept } from './kept.ts';
import type { ModelRequest } from './script.ts';

/** Notes a request and all that was sent for it. */
export type Journal = (request: ModelRequest, to: Recipient) => void;

/** With a folder, appends what went over the wire to a file there, for `npm run conform`. */
export function createJournal(folder: string | undefined): Journal {
  if (!folder) return () => {};
  const file = join(folder, `${process.pid}.openai.ndjson`);
  return ({ method, path, body, headers }, { response, sent }) => {
    const contentType = headers['content-type'];
    const status = response.headersSent ? response.statusCode : undefined;
    const answer = status === undefined ? {} : { status, ...read(sent.join('')) };
    appendFileSync(file, `${JSON.stringify({ method, path, contentType, body, ...answer })}\n`);
  };
}

function read(text: string): { response?: unknown; events?: unknown[] } {
  if (text.startsWith('{')) return { response: kept(JSON.parse(text)) };
  const lines = text.split('\n').filter((line) => line.startsWith('data: {'));
  return { events: lines.map((line): unknown => JSON.parse(line.slice('data: '.length))) };
}
