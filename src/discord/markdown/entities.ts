import type { Rule } from './inline.ts';

const NAMED: Readonly<Record<string, string>> = {
  nbsp: '\u00a0',
  ensp: '\u2002',
  emsp: '\u2003',
  thinsp: '\u2009',
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  ndash: '–',
  mdash: '—',
  hellip: '…',
  bull: '•',
  middot: '·',
  sect: '§',
  para: '¶',
  deg: '°',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  times: '×',
  divide: '÷',
  plusmn: '±',
  minus: '−',
  le: '≤',
  ge: '≥',
  ne: '≠',
  asymp: '≈',
  infin: '∞',
  sum: '∑',
  radic: '√',
  frac12: '½',
  frac14: '¼',
  frac34: '¾',
  sup2: '²',
  sup3: '³',
  micro: 'µ',
  larr: '←',
  uarr: '↑',
  rarr: '→',
  darr: '↓',
  harr: '↔',
  rArr: '⇒',
  hArr: '⇔',
  check: '✓',
  cross: '✗',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  lambda: 'λ',
  mu: 'μ',
  pi: 'π',
  sigma: 'σ',
  omega: 'ω',
  Delta: 'Δ',
  Sigma: 'Σ',
  Omega: 'Ω',
};

const ENTITY = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z][a-zA-Z\d]{1,23}));/;

/** Entities of HTML as their characters, escaped where Discord could take them for more than that. */
export const entity: Rule = {
  pattern: new RegExp(ENTITY.source, 'y'),
  show: (match) => {
    const character = decoded(match);
    if (character === undefined) return undefined;
    if (character === '&')
      return /^#?\w+;/.test(match.input.slice(match.index + match[0].length)) ? '\\&' : '&';
    return /[!#-/:-@[-`{-~]/.test(character) ? `\\${character}` : character;
  },
};

/** Code has no escapes: all entities as they are. */
export function decodeForCode(text: string): string {
  return text.replaceAll(
    new RegExp(ENTITY.source, 'g'),
    (...match: string[]) => decoded(match) ?? match[0] ?? '',
  );
}

function decoded([, decimal, hex, name = '']: readonly (string | undefined)[]): string | undefined {
  const number = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined;
  if (number === undefined) return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  if (number > 0x10_ff_ff || (number >= 0xd8_00 && number <= 0xdf_ff)) return undefined;
  const character = String.fromCodePoint(number);
  // Nobody needs these as entities, unless to hide a mention or a link.
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}a-zA-Z\d\s]/u.test(character) && number !== 0xa0 ? undefined : character;
}
