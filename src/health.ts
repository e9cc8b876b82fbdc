import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { Config } from './config.ts';
import { StartError } from './errors.ts';

/** What is wrong, one sentence each; empty while all is well. */
export type Checks = () => Promise<string[]>;

/**
 * Serves /livez (the process runs) and /readyz (200 while nothing is wrong, else 503 and what it is).
 * Resolves when it listens; throws a StartError where it can't.
 */
export async function serveHealth(http: NonNullable<Config['http']>, checks: Checks): Promise<Server> {
  const server = createServer((request, response) => {
    const respond = (status: number, text: string) => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
    };
    if (request.url === '/livez') respond(200, 'alive');
    else if (request.url === '/readyz')
      checks()
        .then((wrong) => (wrong.length === 0 ? respond(200, 'ready') : respond(503, wrong.join('\n'))))
        .catch(() => respond(503, 'the check itself failed'));
    else respond(404, 'see /livez and /readyz');
  });
  server.listen(http.port, http.host);
  await once(server, 'listening').catch((error: Error) => {
    throw new StartError(
      [
        {
          what: `HTTP_PORT: ${http.host}:${http.port} can’t be listened on (${error.message}).`,
          todo: 'Choose a free port, or another HTTP_HOST.',
        },
      ],
      { cause: error },
    );
  });
  return server;
}
