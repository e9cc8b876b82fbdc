export interface Pixels {
  width: number;
  height: number;
}

interface Look {
  /** MIME type. */
  type: string;
  pixels: Pixels;
}

/** What picture these bytes begin with: PNG, JPEG, GIF or WebP, and its size as it is stored. Undefined: none of them. */
export function looksLike(bytes: Uint8Array): Look | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [type, read] of FORMATS) {
    try {
      const pixels = read(data);
      if (pixels) return { type, pixels };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // it ends in its header
    }
  }
  return undefined;
}

const FORMATS: [type: string, read: (data: Buffer) => Pixels | undefined][] = [
  ['image/png', readPng],
  ['image/jpeg', readJpeg],
  ['image/gif', readGif],
  ['image/webp', readWebp],
];

const text = (data: Buffer, from: number, to: number): string => data.toString('latin1', from, to);

/** https://www.w3.org/TR/png-3/#11IHDR */
function readPng(data: Buffer): Pixels | undefined {
  if (text(data, 0, 8) !== '\x89PNG\r\n\x1a\n' || text(data, 12, 16) !== 'IHDR') return undefined;
  return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
}

/** The frame header stands behind other segments, each with its length: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.2 */
function readJpeg(data: Buffer): Pixels | undefined {
  if (data.readUInt16BE(0) !== 0xff_d8) return undefined;
  for (let at = 2; data.readUInt8(at) === 0xff; at += 2 + data.readUInt16BE(at + 2)) {
    const marker = data.readUInt8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: data.readUInt16BE(at + 7), height: data.readUInt16BE(at + 5) };
  }
  return undefined;
}

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
function readGif(data: Buffer): Pixels | undefined {
  if (!/^GIF8[79]a$/.test(text(data, 0, 6))) return undefined;
  return { width: data.readUInt16LE(6), height: data.readUInt16LE(8) };
}

/** Extended, lossless or lossy: https://developers.google.com/speed/webp/docs/riff_container */
function readWebp(data: Buffer): Pixels | undefined {
  if (text(data, 0, 4) !== 'RIFF' || text(data, 8, 12) !== 'WEBP') return undefined;
  switch (text(data, 12, 16)) {
    case 'VP8X':
      return { width: data.readUIntLE(24, 3) + 1, height: data.readUIntLE(27, 3) + 1 };
    case 'VP8L': {
      const bits = data.readUInt32LE(21);
      return { width: (bits & 0x3f_ff) + 1, height: ((bits >>> 14) & 0x3f_ff) + 1 };
    }
    case 'VP8 ':
      return { width: data.readUInt16LE(26) & 0x3f_ff, height: data.readUInt16LE(28) & 0x3f_ff };
    default:
      return undefined;
  }
}
