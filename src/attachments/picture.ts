import sharp from 'sharp';
import { type Bounds, fitPicture, type Size } from '../conversation/files/picture-tokens.ts';
import { text } from '../language/language.ts';
import type { Kind } from './kind.ts';
import { Unreadable } from './unreadable.ts';

type Format = Extract<Kind, { kind: 'picture' }>['format'];

/**
 * Pixels of the largest picture, that of a phone with 50 megapixels. Decoding one line by line takes 65 MB at most.
 * What is not stored line by line (GIF, interlaced PNG, progressive JPEG) is decoded whole, with up to 5 bytes a
 * pixel. Both are measured.
 */
const PIXELS = 50_000_000;
const PIXELS_AT_ONCE = 20_000_000;

/** Seconds; the largest takes one. */
const TIMEOUT = 15;

/** JPEG's. A photograph of 1,536 patches takes some 200 kB then, and noise less than the store's largest copy (2 MiB). */
const QUALITY = 80;

const BROKEN = text('unreadable.brokenPicture');

/** Any server and model takes JPEG. */
export interface PictureCopy extends Size {
  bytes: Buffer;
  mediaType: 'image/jpeg';
}

/** To be called once, before any picture: nothing is cached, and a picture takes one thread. */
export function boundMemory(): void {
  sharp.cache(false);
  sharp.concurrency(1);
}

/** A copy of a picture: upright, its first frame only, within bounds, and without what a camera wrote into it. */
export async function readPicture(bytes: Buffer, format: Format, bounds: Bounds): Promise<PictureCopy> {
  try {
    const { width, height } = fitPicture(await sizeOf(bytes, format), bounds);
    const copy = await sharp(bytes, { failOn: 'error', limitInputPixels: PIXELS })
      .autoOrient()
      .resize(width, height, { fit: 'fill' })
      .flatten({ background: 'white' })
      .jpeg({ quality: QUALITY })
      .timeout({ seconds: TIMEOUT })
      .toBuffer();
    return { bytes: copy, mediaType: 'image/jpeg', width, height };
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable(BROKEN, { cause: error });
  }
}

/** How large it is when it stands upright. Nothing is decoded for that. */
async function sizeOf(bytes: Buffer, format: Format): Promise<Size> {
  const found = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (found.format !== format) throw new Unreadable(BROKEN);
  const { width, height } = found.autoOrient;
  const atOnce = format === 'gif' || found.isProgressive || (found.pages ?? 1) > 1;
  const most = atOnce ? PIXELS_AT_ONCE : PIXELS;
  if (width * height > most)
    throw new Unreadable(text('unreadable.tooManyPixels', { most: most / 1_000_000 }));
  return { width, height };
}
