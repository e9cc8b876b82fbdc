import { z } from 'zod';
import {
  escape,
  readDescription,
  type Route,
  routesOf,
  type Specification,
  tell,
  type Validate,
  validator,
} from './description.ts';
import { entriesIn, type Finding } from './report.ts';

// Holds what Bobbin sends to a model, and what the practice model answers, to OpenAI's own description of its API.

const entry = z.object({
  method: z.string(),
  path: z.string(),
  contentType: z.string().optional(),
  body: z.unknown().optional(),
  /** Missing where there was no answer. */
  status: z.int().optional(),
  response: z.unknown().optional(),
  events: z.array(z.unknown()).optional(),
});
type Entry = z.output<typeof entry>;

interface Correction {
  reason: string;
  correct: (spec: Specification) => void;
}

const json = 'application/json';
const multipart = 'multipart/form-data';
const stream = 'text/event-stream';

/** Where the description says other than OpenAI does. */
const CORRECTIONS: Correction[] = [
  {
    reason: '`nullable` is of OpenAPI 3.0; a description by 3.1 has to name null among the alternatives',
    correct: (spec) => widenNullable(spec),
  },
  {
    reason:
      'a message of the input is an EasyInputMessage and an InputMessage at once: it may well be two of the items',
    correct: (spec) => anyOfInstead(spec, ['components', 'schemas', 'InputItem']),
  },
  {
    reason: 'an embedding that is asked for as `base64` is a text',
    correct: (spec) => {
      const { properties } = schemaAt(spec, ['components', 'schemas', 'Embedding']);
      if (isObject(properties))
        properties['embedding'] = { anyOf: [properties['embedding'], { type: 'string' }] };
    },
  },
  {
    reason: 'every transcript has a text and is therefore a plain one, too',
    correct: (spec) =>
      anyOfInstead(spec, [
        'paths',
        '/audio/transcriptions',
        'post',
        'responses',
        '200',
        'content',
        json,
        'schema',
      ]),
  },
];

/** What tests send on purpose, to see it refused. */
const REFUSED = new Set([400, 404, 413]);

const ERROR = '#/components/schemas/ErrorResponse';

/** Checks all that the playground's model endpoint was asked and answered. */
export function* checkOpenAI(specFile: string, folder: string): Generator<Finding> {
  const spec = readDescription(specFile);
  for (const { correct } of CORRECTIONS) correct(spec);
  const routes = routesOf(spec, '/v1');
  const formats = { unixtime: true, binary: true } as const;
  const validate = validator(spec, { formats });
  const validateForm = validator(spec, { formats, coerceTypes: true });
  for (const request of entriesIn(folder, '.openai.ndjson', entry)) {
    const route = routes.find(({ method, path }) => method === request.method && path.test(request.path));
    if (route)
      yield {
        route: route.name,
        problems: [
          ...problemsOfRequest(
            route,
            request,
            request.contentType?.startsWith(multipart) ? validateForm : validate,
          ),
          ...problemsOfAnswer(route, request, validate),
        ],
      };
    else if (request.status !== 404)
      yield { route: `${request.method} ${request.path}`, problems: ['unknown route'] };
  }
}

function problemsOfRequest({ operation, pointer }: Route, request: Entry, validate: Validate): string[] {
  const { contentType = '', body, status } = request;
  if (operation.requestBody === undefined || (status !== undefined && REFUSED.has(status))) return [];
  const type = contentType.startsWith(multipart) ? multipart : json;
  if (!operation.requestBody.content?.[type]) return [`request: is not described as ${type}`];
  return tell(
    'request',
    validate(`${pointer}/requestBody/content/${escape(type)}/schema`, withoutFiles(body)),
  );
}

function problemsOfAnswer({ operation, pointer }: Route, request: Entry, validate: Validate): string[] {
  const { status, response, events } = request;
  if (status === undefined) return [];
  if (status >= 400) return tell(`response ${status}`, validate(ERROR, response));
  const type = events ? stream : json;
  if (!operation.responses[status]?.content?.[type])
    return [`response ${status}: is not described as ${type}`];
  const schema = `${pointer}/responses/${status}/content/${escape(type)}/schema`;
  if (!events) return tell(`response ${status}`, validate(schema, response));
  return events.flatMap((event) =>
    tell(`event ${nameOf(event)}`, validate(isError(event) ? ERROR : schema, event)),
  );
}

function widenNullable(value: unknown): void {
  if (!isObject(value)) return;
  for (const one of Object.values(value)) widenNullable(one);
  if (value['nullable'] === false) delete value['nullable'];
  if (value['nullable'] !== true) return;
  const { nullable: _, ...rest } = value;
  for (const key of Object.keys(value)) Reflect.deleteProperty(value, key);
  Object.assign(value, { anyOf: [rest, { type: 'null' }] });
}

/** Of these alternatives one may well be another one, too. */
function anyOfInstead(spec: Specification, path: string[]): void {
  const schema = schemaAt(spec, path);
  schema['anyOf'] = schema['oneOf'];
  delete schema['oneOf'];
}

function schemaAt(spec: Specification, path: string[]): Record<string, unknown> {
  const schema = path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), spec);
  if (!isObject(schema)) throw new Error(`There is nothing at ${path.join('/')}.`);
  return schema;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** An upload is described as a binary string. */
function withoutFiles(body: unknown): unknown {
  const upload = z.object({ bytes: z.int(), name: z.string() });
  const field = z.union([upload.transform(() => ''), z.unknown()]);
  return z.record(z.string(), z.union([z.array(field), field])).safeParse(body).data ?? body;
}

/** Chat Completions tells of an error in a stream as in an answer. */
function isError(event: unknown): boolean {
  return z.object({ error: z.object({ message: z.string() }) }).safeParse(event).success;
}

function nameOf(event: unknown): string {
  return z.object({ type: z.string() }).safeParse(event).data?.type ?? '';
}
