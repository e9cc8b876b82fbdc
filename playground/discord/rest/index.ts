import { ApiError } from '../errors.ts';
import type { Journal, Request } from '../journal.ts';
import type { World } from '../world.ts';
import { newApi, readBody } from './api.ts';
import type { Api, Env } from './api.ts';
import { appRoutes } from './app.ts';
import { channelRoutes } from './channels.ts';
import { commandRoutes } from './commands.ts';
import { interactionRoutes } from './interactions.ts';
import { messageRoutes } from './messages.ts';
import { userRoutes } from './users.ts';
import type { MiddlewareHandler } from 'hono';

/** Discord's REST API, version 10, below /api/v10. */
export function createRest(
  world: World,
  journal: Journal,
  options: { token: string; gatewayUrl: string; middleware: MiddlewareHandler<Env>[] },
): Api {
  const api = newApi();
  api.use(record(journal), readBody, ...options.middleware, authorize(options.token));
  for (const routes of [
    appRoutes(world, options.gatewayUrl),
    userRoutes(world),
    messageRoutes(world),
    channelRoutes(world),
    commandRoutes(world),
    interactionRoutes(world),
  ])
    api.route('/', routes);
  api.all('*', () => answer(new ApiError('notFound')));
  api.onError((error) => {
    if (error instanceof ApiError) return answer(error);
    console.error(error);
    return Response.json({ message: '500: Internal Server Error', code: 0 }, { status: 500 });
  });
  return api;
}

const answer = ({ body, status }: ApiError): Response => Response.json(body, { status });

// Whoever knows an interaction's token may answer it; all else needs the bot's.
const OPEN = /\/(interactions|webhooks)\//;

const authorize =
  (token: string): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (!OPEN.test(c.req.path) && c.req.header('authorization') !== `Bot ${token}`)
      throw new ApiError('unauthorized');
    await next();
  };

const record =
  (journal: Journal): MiddlewareHandler<Env> =>
  async (c, next) => {
    const request: Request = {
      at: Date.now(),
      method: c.req.method,
      path: c.req.path.replace(/^\/api\/v10/, ''),
      query: c.req.query(),
      body: undefined,
      files: [],
      contentType: c.req.header('content-type') ?? '',
    };
    journal.begin(request);
    await next();
    request.body = c.var.payload;
    request.files = [...(c.var.uploads?.values() ?? [])].map(({ name }) => name);
    request.status = c.res.status;
    request.headers = Object.fromEntries(c.res.headers);
    const text = await c.res.clone().text();
    request.response = text === '' ? undefined : JSON.parse(text);
    journal.end(request);
  };
