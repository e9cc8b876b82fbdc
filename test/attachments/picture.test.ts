import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readPicture } from '../../src/attachments/picture.ts';
import { SEEN_WHOLE } from '../../src/conversation/files/picture-tokens.ts';
import { COPY_BYTES } from '../../src/store/store.ts';
import { blackPng, coloursAt, redAndBlue } from './pictures.ts';

const LEFT: [number, number] = [0.1, 0.5];
const RIGHT: [number, number] = [0.9, 0.5];
const TOP: [number, number] = [0.5, 0.1];
const BOTTOM: [number, number] = [0.5, 0.9];

describe('a copy of a picture', () => {
  test.each(['png', 'jpeg', 'webp', 'gif'] as const)('is made of a %s', async (format) => {
    const bytes = await redAndBlue(300, 200).toFormat(format).toBuffer();
    const copy = await readPicture(bytes, format, SEEN_WHOLE);
    expect(copy).toMatchObject({ mediaType: 'image/jpeg', width: 300, height: 200 });
    expect(await sharp(copy.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 300, height: 200 });
    expect(await coloursAt(copy.bytes, [LEFT, RIGHT])).toBe('rb');
  });

  test('is no larger than is seen of it, and keeps its form', async () => {
    const bytes = await redAndBlue(3000, 2000).jpeg().toBuffer();
    const copy = await readPicture(bytes, 'jpeg', SEEN_WHOLE);
    expect(copy.width / copy.height).toBeCloseTo(1.5, 2);
    expect(Math.ceil(copy.width / 32) * Math.ceil(copy.height / 32)).toBeLessThanOrEqual(1_536);
    expect(copy.width).toBeGreaterThan(1_400);
  });

  test('stands upright, and says nothing of the camera or the place', async () => {
    const bytes = await redAndBlue(300, 200, { turned: true }).jpeg().toBuffer();
    const copy = await readPicture(bytes, 'jpeg', SEEN_WHOLE);
    expect(copy).toMatchObject({ width: 200, height: 300 });
    expect(await coloursAt(copy.bytes, [TOP, BOTTOM])).toBe('rb');
    expect(await sharp(copy.bytes).metadata()).not.toHaveProperty('exif');
  });

  test('shows the first frame', async () => {
    const [red, blue] = await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { width: 20, height: 20, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    for (const format of ['gif', 'webp'] as const) {
      const bytes = await sharp([red!, blue!], { join: { animated: true } })
        .toFormat(format)
        .toBuffer();
      const copy = await readPicture(bytes, format, SEEN_WHOLE);
      expect(copy).toMatchObject({ width: 20, height: 20 });
      expect(await coloursAt(copy.bytes, [TOP, BOTTOM])).toBe('rr');
    }
  });

  test('is white where nothing is', async () => {
    const background = { r: 0, g: 0, b: 0, alpha: 0 };
    const bytes = await sharp({ create: { width: 20, height: 20, channels: 4, background } })
      .png()
      .toBuffer();
    expect(await coloursAt((await readPicture(bytes, 'png', SEEN_WHOLE)).bytes, [LEFT])).toBe('w');
  });

  test('of noise is smaller than the store’s largest', async () => {
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 200 };
    const bytes = await sharp({
      create: { width: 1_440, height: 1_088, channels: 3, background: 'red', noise },
    })
      .png()
      .toBuffer();
    expect((await readPicture(bytes, 'png', SEEN_WHOLE)).bytes.length).toBeLessThan(COPY_BYTES);
  });
});

describe('a picture is refused', () => {
  test('when it ends too early', async () => {
    for (const format of ['png', 'jpeg', 'webp', 'gif'] as const) {
      const noise = { type: 'gaussian' as const, mean: 128, sigma: 50 };
      const whole = await sharp({
        create: { width: 200, height: 200, channels: 3, background: 'red', noise },
      })
        .toFormat(format)
        .toBuffer();
      for (const part of [0.99, 0.5, 0.01])
        await expect(readPicture(whole.subarray(0, whole.length * part), format, SEEN_WHOLE)).rejects.toThrow(
          'It is damaged or incomplete; send it again.',
        );
    }
  });

  test('when it is something else than it begins like', async () => {
    const bytes = await redAndBlue(20, 20).png().toBuffer();
    await expect(readPicture(bytes, 'jpeg', SEEN_WHOLE)).rejects.toThrow('It is damaged');
  });

  test.each([
    ['has more pixels than there is memory for', blackPng(60_000, 60_000), '50 million'],
    ['can’t be decoded line by line', blackPng(6_000, 6_000, { interlaced: true }), '20 million'],
  ])('when it %s', async (_, bytes, most) => {
    expect(bytes.length).toBeLessThan(1024 * 1024);
    await expect(readPicture(bytes, 'png', SEEN_WHOLE)).rejects.toThrow(`It has more than ${most} pixels`);
  });
});
