import { readFileSync } from 'node:fs';
import type { ErrorObject, Options, ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

const content = z.record(z.string(), z.object({ schema: z.unknown() })).optional();
const operation = z.object({
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ $ref: z.string().optional(), content })),
});
const specification = z.looseObject({
  paths: z.record(z.string(), z.partialRecord(z.enum([...METHODS, 'parameters']), z.unknown())),
});

/** An OpenAPI file. */
export type Specification = z.output<typeof specification>;

export interface Route {
  name: string;
  method: string;
  path: RegExp;
  /** Literal parts count more than parameters: /users/@me before /users/{user_id}. */
  literals: number;
  operation: z.output<typeof operation>;
  /** JSON pointer. */
  pointer: string;
}

export function readDescription(file: string): Specification {
  return specification.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** What can be asked; `base` stands before every path. */
export function routesOf(spec: Specification, base = ''): Route[] {
  const routes = Object.entries(spec.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path: new RegExp(`^${base}${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
      literals: path.replaceAll(/\{[^}]+\}/g, '').length,
      operation: operation.parse(item[method]),
      pointer: `#/paths/${escape(path)}/${method}`,
    })),
  );
  return routes.toSorted((a, b) => b.literals - a.literals);
}

/** Everything that is wrong with a value by the schema at a JSON pointer. */
export type Validate = (pointer: string, value: unknown) => ErrorObject[];

/** Validates quickly, and anew with all errors what is wrong. Compiles only what is used. */
export function validator(spec: object, options: Options = {}): Validate {
  const quick = compiler(spec, options);
  const thorough = compiler(spec, { ...options, allErrors: true });
  return (pointer, value) => {
    if (quick(pointer)(value)) return [];
    const validate = thorough(pointer);
    return validate(value) ? [] : (validate.errors ?? []);
  };
}

function compiler(spec: object, options: Options): (pointer: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, ...options });
  addFormats.default(ajv);
  ajv.addSchema(spec, 'description');
  const known = new Map<string, ValidateFunction>();
  return (pointer) => {
    const validate = known.get(pointer) ?? ajv.compile({ $ref: `description${pointer}` });
    known.set(pointer, validate);
    return validate;
  };
}

/** A part of a JSON pointer inside a URI fragment. */
export function escape(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Of a union's many complaints the deepest one says what is really wrong. */
export function tell(where: string, errors: ErrorObject[]): string[] {
  const depth = ({ instancePath }: ErrorObject): number => instancePath.split('/').length;
  return errors
    .toSorted((a, b) => depth(b) - depth(a))
    .slice(0, 1)
    .map(
      ({ instancePath, message = '', params }) =>
        `${where}: ${instancePath || '/'}: ${message} ${JSON.stringify(params)}`,
    );
}
