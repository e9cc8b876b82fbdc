import { z } from 'zod';
import { BadRequest } from './bad-request.ts';
import { type Pixels, looksLike } from './looks-like.ts';

/** A picture or another file that came with a message. */
export interface FileSeen {
  /** MIME type: what the bytes say of a picture, and the request of everything else. */
  type: string;
  /** Undefined where only an address was sent, as `url`. */
  bytes?: number;
  url?: string;
  pixels?: Pixels;
  name?: string;
}

const DATA_URL = /^data:([^;,]*)[^,]*;base64,(.*)$/s;

const part = z.discriminatedUnion('type', [
  // Responses
  z
    .looseObject({ type: z.literal('input_image'), image_url: z.string() })
    .transform(({ image_url }) => picture(image_url)),
  z
    .looseObject({
      type: z.literal('input_file'),
      filename: z.string().optional(),
      file_data: z.string().optional(),
      file_url: z.string().optional(),
    })
    .transform(({ filename, file_data, file_url }) => file(file_data ?? file_url ?? '', filename)),
  // Chat Completions
  z
    .looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string() }) })
    .transform(({ image_url }) => picture(image_url.url)),
  z
    .looseObject({
      type: z.literal('file'),
      file: z.looseObject({ filename: z.string().optional(), file_data: z.string() }),
    })
    .transform((part) => file(part.file.file_data, part.file.filename)),
  z
    .looseObject({
      type: z.literal('input_audio'),
      input_audio: z.looseObject({ data: z.base64(), format: z.string() }),
    })
    .transform(({ input_audio: { data, format } }) => file(`data:audio/${format};base64,${data}`)),
]);

/** The file of a part of a message; undefined where it is none. Refuses pictures that are none, as OpenAI does. */
export function fileIn(value: { type: string }): FileSeen | undefined {
  return part.safeParse(value).data;
}

function picture(url: string): FileSeen {
  const seen = file(url);
  if (seen.url === undefined && !seen.pixels)
    throw new BadRequest(
      "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
      null,
      { code: 'invalid_image_format' },
    );
  return seen;
}

function file(url: string, name?: string): FileSeen {
  const named = name === undefined ? {} : { name };
  const [, type, base64] = DATA_URL.exec(url) ?? [];
  if (type === undefined || base64 === undefined) return { type: '', url, ...named };
  return { ...seeBytes(Buffer.from(base64, 'base64'), type), ...named };
}

/** What can be told of a file by its bytes; `type` is what else it is said to be. */
export function seeBytes(bytes: Uint8Array, type: string): FileSeen {
  return { type, bytes: bytes.length, ...looksLike(bytes) };
}

/** In a few words: `a PNG of 640 × 480 pixels, 12.3 kB`. */
export function describeFile({ type, bytes, url, pixels, name }: FileSeen): string {
  const format = (type.split('/').at(-1) ?? '').replace(/^x-/, '').toUpperCase();
  const article = /^[AEFHILMNORSX]/.test(format) ? 'an' : 'a';
  const what = url === undefined ? `${article} ${format || 'file'}` : 'something at an address';
  const called = name === undefined ? '' : ` “${name}”`;
  const size = pixels ? ` of ${pixels.width} × ${pixels.height} pixels` : '';
  return `${what}${called}${size}${bytes === undefined ? '' : `, ${describeSize(bytes)}`}`;
}

/** `12.3 kB`. */
function describeSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
