import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Left half red, right half blue; where it is turned, a camera held on its side took it. */
export function redAndBlue(width: number, height: number, { turned = false } = {}): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) pixels[at * 3 + (at % width < width / 2 ? 0 : 2)] = 255;
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  return turned ? picture.withMetadata({ orientation: 6 }) : picture;
}

/** The colours at some places (from 0 to 1) of a picture: r, g, b or w, the strongest of them, or white. */
export async function coloursAt(bytes: Uint8Array, places: [x: number, y: number][]): Promise<string> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return places
    .map(([x, y]) => {
      const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
      const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
      return Math.min(r, g, b) > 200 ? 'w' : r > g && r > b ? 'r' : g > b ? 'g' : 'b';
    })
    .join('');
}

/** A PNG of one colour, of any size and yet small: a decompression bomb where that is large. */
export function blackPng(width: number, height: number, { interlaced = false } = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1; // bits a pixel
  header[12] = interlaced ? 1 : 0;
  const row = Math.ceil(width / 8) + 1;
  const rows = deflateSync(Buffer.alloc(row * Math.min(height, 10_000)));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
