import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';

// Holds the playground's Discord, and what the bot sends it, to Discord's own description of its API:
// https://github.com/discord/discord-api-spec

const SPEC = 'https://raw.githubusercontent.com/discord/discord-api-spec/main/specs/openapi.json';
const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

const content = z.record(z.string(), z.object({ schema: z.unknown() })).optional();
const operation = z.object({
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ $ref: z.string().optional(), content })),
});
const specification = z.looseObject({
  paths: z.record(z.string(), z.partialRecord(z.enum([...METHODS, 'parameters']), z.unknown())),
});
const entry = z.object({
  method: z.string(),
  path: z.string(),
  body: z.unknown().optional(),
  status: z.int(),
  response: z.unknown().optional(),
  contentType: z.string().optional(),
});
type Entry = z.output<typeof entry>;

interface Route {
  name: string;
  method: string;
  path: RegExp;
  /** Literal parts count more than parameters: /users/@me before /users/{user_id}. */
  literals: number;
  operation: z.output<typeof operation>;
  pointer: string;
}

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
];

function main(): number {
  const specFile = process.env['DISCORD_OPENAPI'];
  if (specFile === undefined) {
    console.error(`Set DISCORD_OPENAPI to a copy of Discord's OpenAPI file (${SPEC}).`);
    return 1;
  }
  return conform(specFile, process.env['CONFORM_JOURNAL'] ?? recordTests()) ? 0 : 1;
}

function recordTests(): string {
  const folder = mkdtempSync(join(tmpdir(), 'conform-'));
  const { status } = spawnSync('npx', ['vitest', 'run', 'test/e2e', 'test/playground'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PLAYGROUND_JOURNAL: folder },
  });
  if (status !== 0) console.error('Some of the tests failed; what they sent is checked all the same.');
  return folder;
}

function conform(specFile: string, folder: string): boolean {
  const spec = specification.parse(JSON.parse(readFileSync(specFile, 'utf8')));
  const routes = routesOf(spec);
  const validate = validator(spec);
  const counts = new Map<string, { passed: number; failed: number }>();
  const failures = new Set<string>();

  for (const request of entriesIn(folder)) {
    const route = routes.find(({ method, path }) => method === request.method && path.test(request.path));
    const name = route?.name ?? `${request.method} ${request.path.replaceAll(/\d{5,}/g, '{id}')}`;
    const problems = route ? problemsOf(route, request, validate) : ['unknown route'];
    const count = counts.get(name) ?? { passed: 0, failed: 0 };
    counts.set(name, count);
    count[problems.length === 0 ? 'passed' : 'failed'] += 1;
    for (const problem of problems) failures.add(`${name}: ${problem}`);
  }

  for (const [name, { passed, failed }] of [...counts].toSorted(([a], [b]) => a.localeCompare(b)))
    console.log(`${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed  ${name}`);
  for (const failure of [...failures].toSorted()) console.log(failure);
  const total = (side: 'passed' | 'failed'): number =>
    [...counts.values()].reduce((sum, count) => sum + count[side], 0);
  console.log(`${total('passed')} passed, ${total('failed')} failed`);
  if (total('passed') === 0) console.error(`There was nothing to check in ${folder}.`);
  return total('failed') === 0 && total('passed') > 0;
}

function routesOf(spec: z.output<typeof specification>): Route[] {
  const routes = Object.entries(spec.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
      literals: path.replaceAll(/\{[^}]+\}/g, '').length,
      operation: operation.parse(item[method]),
      pointer: `#/paths/${escape(path)}/${method}`,
    })),
  );
  return routes.toSorted((a, b) => b.literals - a.literals);
}

type Validate = (pointer: string, value: unknown) => ErrorObject[];

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

  return checks.flatMap(([where, schema, value]) =>
    mostTelling(
      validate(schema, value).filter(
        (error) => !EXCEPTIONS.some((exception) => exception.ignore(where, error)),
      ),
    ).map(
      ({ instancePath, message = '', params }) =>
        `${where}: ${instancePath || '/'}: ${message} ${JSON.stringify(params)}`,
    ),
  );
}

function validator(spec: object): Validate {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat('snowflake', /^\d+$/);
  ajv.addFormat('nonce', true);
  ajv.addSchema(spec, 'discord');
  const known = new Map<string, ValidateFunction>();
  return (pointer, value) => {
    const validate = known.get(pointer) ?? ajv.compile({ $ref: `discord${pointer}` });
    known.set(pointer, validate);
    return validate(value) ? [] : (validate.errors ?? []);
  };
}

const depth = ({ instancePath }: ErrorObject): number => instancePath.split('/').length;

// Of a union's many complaints the deepest one says what is really wrong.
function mostTelling(errors: ErrorObject[]): ErrorObject[] {
  const [first] = errors.toSorted((a, b) => depth(b) - depth(a));
  return first ? [first] : [];
}

function entriesIn(folder: string): Entry[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ndjson'))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => entry.parse(JSON.parse(line)));
}

/** A part of a JSON pointer inside a URI fragment. */
function escape(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

process.exitCode = main();
