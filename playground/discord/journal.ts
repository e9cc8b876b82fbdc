import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

const ENTRIES_KEPT = 10_000;

/** One REST request and, when it is there, its response. */
export interface Request {
  at: number;
  method: string;
  /** Below /api/v10, without the query. */
  path: string;
  query: Record<string, string>;
  /** The JSON body, or the `payload_json` of a multipart one. */
  body: unknown;
  /** Names of the uploaded files. */
  files: string[];
  contentType?: string;
  status?: number;
  response?: unknown;
  headers?: Record<string, string>;
}

/** All that went over the wire, for tests and for `npm run conform`. */
export interface Journal {
  readonly requests: Request[];
  readonly payloads: object[];
  begin(request: Request): void;
  end(request: Request): void;
  gateway(payload: object): void;
}

/** Keeps the newest 10,000 requests and payloads; with a folder, appends the requests to a file there. */
export function createJournal(folder: string | undefined, name: string): Journal {
  const file = folder && join(folder, `${name}.discord.ndjson`);
  const requests: Request[] = [];
  const payloads: object[] = [];
  return {
    requests,
    payloads,
    begin(request) {
      keep(requests, request);
    },
    end(request) {
      if (file) appendFileSync(file, `${JSON.stringify(request)}\n`);
    },
    gateway(payload) {
      keep(payloads, payload);
    },
  };
}

function keep<T>(list: T[], entry: T): void {
  list.push(entry);
  if (list.length > ENTRIES_KEPT) list.splice(0, list.length - ENTRIES_KEPT);
}
