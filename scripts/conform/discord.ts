import type { ErrorObject } from 'ajv/dist/2020.js';
import { z } from 'zod';
import {
  escape,
  readDescription,
  type Route,
  routesOf,
  tell,
  type Validate,
  validator,
} from './description.ts';
import { entriesIn, type Finding } from './report.ts';

// Holds the playground's Discord, and what the bot sends it, to Discord's own description of its API.

const entry = z.object({
  method: z.string(),
  path: z.string(),
  body: z.unknown().optional(),
  status: z.int(),
  response: z.unknown().optional(),
  contentType: z.string().optional(),
});
type Entry = z.output<typeof entry>;

interface Exception {
  reason: string;
  ignore(where: string, error: ErrorObject): boolean;
}

/** Where the description says other than Discord does. */
const EXCEPTIONS: Exception[] = [
  {
    reason: "an application's description is text, as the documentation says, not an object of texts",
    ignore: (where, { instancePath, message }) =>
      where === 'request' && instancePath === '/description' && message === 'must be object,null',
  },
  {
    reason: 'permissions are text, as the documentation says, because they do not fit a number',
    ignore: (_, { instancePath }) => instancePath.endsWith('/default_member_permissions'),
  },
  {
    reason: 'codes of form errors are words ("BASE_TYPE_REQUIRED"), not integers',
    ignore: (where, { schemaPath, instancePath }) =>
      where.startsWith('response 4') &&
      (/_errors/.test(instancePath) || /ErrorDetails/.test(schemaPath) || instancePath.startsWith('/errors')),
  },
  {
    reason: 'the reference of a forward is of type 1, as the documentation says',
    ignore: (where, { instancePath }) =>
      where === 'response 200' && instancePath.endsWith('/message_reference/type'),
  },
];

/** Checks all that the playground's Discord was asked and answered. */
export function* checkDiscord(specFile: string, folder: string): Generator<Finding> {
  const spec = readDescription(specFile);
  const routes = routesOf(spec);
  const validate = validator(spec, { formats: { snowflake: /^\d+$/, nonce: true } });
  for (const request of entriesIn(folder, '.discord.ndjson', entry)) {
    const route = routes.find(({ method, path }) => method === request.method && path.test(request.path));
    yield {
      route: route?.name ?? `${request.method} ${request.path.replaceAll(/\d{5,}/g, '{id}')}`,
      problems: route ? problemsOf(route, request, validate) : ['unknown route'],
    };
  }
}

// What is wrong with a request and its response, each as "where: message".
function problemsOf({ operation, pointer }: Route, request: Entry, validate: Validate): string[] {
  const checks: [where: string, pointer: string, value: unknown][] = [];
  const isJson = /json|multipart/.test(request.contentType ?? '');
  const json = 'application/json';
  if (isJson && operation.requestBody?.content?.[json] && request.status < 400)
    checks.push(['request', `${pointer}/requestBody/content/${escape(json)}/schema`, request.body]);

  const status = String(request.status);
  const key = [status, `${status[0]}XX`].find((key) => operation.responses[key]);
  const response = key === undefined ? undefined : operation.responses[key];
  if (!response) return request.status >= 500 ? [] : [`response ${status}: not a status of this route`];
  const at = response.$ref ?? `${pointer}/responses/${key}`;
  const hasBody = response.$ref !== undefined || response.content?.[json] !== undefined;
  if (hasBody) checks.push([`response ${status}`, `${at}/content/${escape(json)}/schema`, request.response]);
  else if (request.response !== undefined) return [`response ${status}: has a body`];

  return checks.flatMap(([where, schema, value]) => {
    const errors = validate(schema, value);
    return tell(
      where,
      errors.filter((error) => !EXCEPTIONS.some((exception) => exception.ignore(where, error))),
    );
  });
}
