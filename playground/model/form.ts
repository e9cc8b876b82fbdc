import { BadRequest } from './bad-request.ts';
import { type FileSeen, seeBytes } from './files.ts';

/** A file of a multipart request. */
export interface Upload extends FileSeen {
  data: Uint8Array;
}

/** A multipart body as an object: fields are texts, those called `x[]` and those that come twice are lists. */
export async function readForm(body: Buffer, contentType: string): Promise<Record<string, unknown>> {
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData().catch(() => {
    throw new BadRequest('We could not parse the form of your request.', null);
  });
  const fields: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    const values = await Promise.all(form.getAll(name).map(read));
    const isList = name.endsWith('[]') || values.length > 1;
    fields[name.replace(/\[\]$/, '')] = isList ? values : values[0];
  }
  return fields;
}

async function read(value: string | File): Promise<string | Upload> {
  if (typeof value === 'string') return value;
  const data = new Uint8Array(await value.arrayBuffer());
  return { ...seeBytes(data, value.type), name: value.name, data };
}
