/** Characters of base64 that are worth keeping. */
const LONGEST = 1_000;

/** Of longer ones, so many: divisible by four, so that it stays base64. */
const BEGINNING = 200;

/** Numbers of a list that are kept: an embedding has hundreds. */
const NUMBERS = 8;

const BASE64 = /^(data:[^,]{0,200},)?[A-Za-z0-9+/]+=*$/;

/** A body without what is large and nobody reads again: of files and lists of numbers it has the beginnings. */
export function kept(value: unknown): unknown {
  if (typeof value === 'string') return value.length > LONGEST ? beginning(value) : value;
  if (value instanceof Uint8Array) return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, kept(one)]));
  const areNumbers = value.length > NUMBERS && value.every((one) => typeof one === 'number');
  return areNumbers ? value.slice(0, NUMBERS) : value.map(kept);
}

function beginning(text: string): string {
  const [isBase64, head = ''] = BASE64.exec(text) ?? [];
  return isBase64 === undefined ? text : text.slice(0, head.length + BEGINNING);
}
