import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import type { z } from 'zod';
import { ApiError, formErrors } from '../errors.ts';
import type { Upload } from '../world.ts';

/** What all routes find prepared: the JSON body and the uploaded files by their index. */
export interface Env {
  Bindings: HttpBindings;
  Variables: { payload: unknown; uploads: Map<number, Upload> };
}

export type Api = Hono<Env>;
export type Ctx<Path extends string = string> = Context<Env, Path>;

export const newApi = (): Api => new Hono<Env>();

/** The body in the shape the route needs, or Discord's "Invalid Form Body". */
export function form<T extends z.ZodType>(c: { var: Env['Variables'] }, schema: T): z.output<T> {
  const result = schema.safeParse(c.var.payload ?? {});
  if (!result.success) throw formErrors(result.error);
  return result.data;
}

/** The query in the shape the route needs. */
export function query<T extends z.ZodType>(
  c: { req: { query(): Record<string, string> } },
  schema: T,
): z.output<T> {
  const result = schema.safeParse(c.req.query());
  if (!result.success) throw formErrors(result.error);
  return result.data;
}

/** Reads the body: JSON, or multipart with `payload_json` and `files[n]`. */
export const readBody: MiddlewareHandler<Env> = async (c, next) => {
  c.set('uploads', new Map());
  const type = c.req.header('content-type') ?? '';
  if (type.startsWith('multipart/form-data')) await readMultipart(c);
  else if (type.startsWith('application/json')) c.set('payload', parseJson(await c.req.text()));
  await next();
};

async function readMultipart(c: Ctx): Promise<void> {
  const data = await c.req.formData();
  const json = data.get('payload_json');
  c.set('payload', typeof json === 'string' ? parseJson(json) : {});
  for (const [key, value] of data.entries()) {
    const index = /^files\[(\d+)\]$/.exec(key)?.[1];
    if (index === undefined || typeof value === 'string') continue;
    c.var.uploads.set(Number(index), {
      name: value.name,
      type: value.type,
      bytes: new Uint8Array(await value.arrayBuffer()),
    });
  }
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('invalidJson');
  }
}
