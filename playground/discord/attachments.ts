import { isUtf8 } from 'node:buffer';
import type { APIAttachment } from 'discord-api-types/v10';
import { ApiError } from './errors.ts';
import type { Channel, Upload, World } from './world.ts';

// https://discord.com/developers/docs/reference#uploading-files
const FILE_BYTES = 10 * 1024 * 1024;
// Of people with Nitro, as the playground's are.
export const NITRO_FILE_BYTES = 500 * 1024 * 1024;
const UNKNOWN = 'application/octet-stream';
const LINK_LIFE_MS = 24 * 60 * 60 * 1000;

/** Keeps an uploaded file where it can be fetched. */
export function attachmentFrom(
  world: World,
  channel: Channel,
  upload: Upload,
  given: { filename?: string | undefined; title?: string | undefined; description?: string | undefined } = {},
  most = FILE_BYTES,
): APIAttachment {
  if (upload.bytes.length > most) throw new ApiError('tooLarge');
  const id = world.snowflake();
  const asked = given.filename ?? upload.name;
  const filename = asked.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_');
  const folder = `attachments/${channel.id}/${id}`;
  const type = typeOf(upload);
  world.files.set(`${folder}/${filename}`, { ...upload, type });
  const url = `${world.cdnUrl}/${folder}/${encodeURIComponent(filename)}?${signature()}`;
  const title = given.title ?? (filename === asked ? undefined : asked);
  return {
    id,
    filename,
    size: upload.bytes.length,
    url,
    proxy_url: url,
    content_type: type,
    ...(title && { title }),
    ...(given.description && { description: given.description }),
    ...sizeOfPng(upload.bytes),
  };
}

// Discord finds out by itself what a file is that comes without a type.
function typeOf({ type, bytes }: Upload): string {
  if (type !== '' && type !== UNKNOWN) return type;
  return isUtf8(bytes) && !bytes.includes(0) ? 'text/plain; charset=utf-8' : UNKNOWN;
}

const hexSeconds = (ms: number): string => Math.floor(ms / 1000).toString(16);

// Discord's links carry an expiry and a signature.
const signature = (): string => {
  const now = Date.now();
  return `ex=${hexSeconds(now + LINK_LIFE_MS)}&is=${hexSeconds(now)}&hm=${'0'.repeat(64)}&`;
};

const PNG = Buffer.from('\x89PNG\r\n\x1A\n', 'latin1');

function sizeOfPng(bytes: Uint8Array): { width?: number; height?: number } {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length < 24 || !data.subarray(0, 8).equals(PNG)) return {};
  return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
}
