/** Pixels. */
export interface Size {
  width: number;
  height: number;
}

export interface Bounds {
  /** Pixels of the longer side. */
  side: number;
  /** Squares of 32 × 32 pixels that cover the picture. */
  patches: number;
}

/** A picture within these is seen as it is by each of OpenAI's models that goes by patches. Same source as below. */
export const SEEN_WHOLE: Bounds = { side: 2_048, patches: 1_536 };

/** Pixels. */
const PATCH = 32;
const TILE = 512;
const SHORT_SIDE = 768;

/** 256 × 256 pixels. */
const LEAST_PATCHES = 64;

/** Models that go by tiles: what a picture costs, and what each of its tiles. */
const TILES: [RegExp, { picture: number; tile: number }][] = [
  [/^gpt-4o-mini/, { picture: 2_833, tile: 5_667 }],
  [/^(chatgpt-4o|gpt-4o|gpt-4\.1(?!-mini|-nano)|gpt-4\.5|gpt-4-turbo)/, { picture: 85, tile: 170 }],
  [/^gpt-5(\.1)?(-chat.*|-20.*)?$/, { picture: 70, tile: 140 }],
  [/^o[13]/, { picture: 75, tile: 150 }],
];

/** Models that go by patches, and what a patch costs. */
const PATCHES: [RegExp, number][] = [
  [/^gpt-4\.1-nano/, 2.46],
  [/^o4-mini/, 1.72],
  [/^gpt-4\.1-mini/, 1.62],
  [/^gpt-5-nano/, 1.5],
];
/** All newer ones. Models that nobody knows (a local one) are counted like these. */
const NEWEST_PATCH = 1.2;

/**
 * What a picture costs in a request, in high detail, by OpenAI's published formulas; Bobbin sends none that is larger
 * than `SEEN_WHOLE`. https://developers.openai.com/api/docs/guides/images-vision#calculating-costs
 */
export function pictureTokens(model: string, size: Size): number {
  const tiles = tilesIn(model);
  return tiles
    ? tiles.picture + tiles.tile * tilesOf(size)
    : Math.ceil(patchesOf(fitPicture(size, SEEN_WHOLE)) * patchTokens(model));
}

/** The bounds within which a picture costs no more tokens than these. Undefined where nobody could see anything in it. */
export function boundsFor(model: string, tokens: number): Bounds | undefined {
  const tiles = tilesIn(model);
  if (!tiles) {
    const patches = Math.min(SEEN_WHOLE.patches, Math.floor(tokens / patchTokens(model)));
    return patches < LEAST_PATCHES ? undefined : { ...SEEN_WHOLE, patches };
  }
  const most = Math.floor((tokens - tiles.picture) / tiles.tile);
  // The shorter side takes two tiles, so half of them are left for the longer one.
  const side = TILE * Math.max(1, Math.floor(most / 2));
  return most < 1 ? undefined : { ...SEEN_WHOLE, side: Math.min(SEEN_WHOLE.side, side) };
}

function tilesIn(model: string): { picture: number; tile: number } | undefined {
  return TILES.find(([models]) => models.test(nameOf(model)))?.[1];
}

function patchTokens(model: string): number {
  return PATCHES.find(([models]) => models.test(nameOf(model)))?.[1] ?? NEWEST_PATCH;
}

/** Routers say openai/gpt-4o. */
function nameOf(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1);
}

/**
 * The size in which a picture is within bounds, never larger than it is: OpenAI's own way to scale it, step B of
 * "Patch-based image tokenization" on the page above, so that scaling it before changes nothing.
 */
export function fitPicture(size: Size, { side, patches }: Bounds): Size {
  const { width, height } = scale(size, Math.min(1, side / Math.max(size.width, size.height)), Math.round);
  if (patchesOf({ width, height }) <= patches) return { width, height };
  const shrunk = Math.sqrt((PATCH ** 2 * patches) / (width * height));
  const wholePatches = (pixels: number) => Math.max(1, Math.floor(pixels / PATCH)) / (pixels / PATCH);
  const adjusted = shrunk * Math.min(wholePatches(width * shrunk), wholePatches(height * shrunk));
  return scale({ width, height }, Math.min(1, adjusted), Math.floor);
}

function scale({ width, height }: Size, factor: number, round: (pixels: number) => number): Size {
  return { width: Math.max(1, round(width * factor)), height: Math.max(1, round(height * factor)) };
}

function patchesOf({ width, height }: Size): number {
  return Math.ceil(width / PATCH) * Math.ceil(height / PATCH);
}

function tilesOf(size: Size): number {
  const boxed = scale(size, Math.min(1, SEEN_WHOLE.side / Math.max(size.width, size.height)), Math.round);
  const seen = scale(boxed, Math.min(1, SHORT_SIDE / Math.min(boxed.width, boxed.height)), Math.floor);
  return Math.ceil(seen.width / TILE) * Math.ceil(seen.height / TILE);
}
