/** A piece of code and what it is. */
export interface Token {
  kind: 'plain' | 'comment' | 'string' | 'number' | 'keyword' | 'added' | 'removed';
  text: string;
}

const WORDS =
  'abstract and as async await bool boolean break case catch char class const continue def default del delete do double elif else end enum except export extends false False final finally float fn for from func function global go if impl implements import in int interface is lambda let match mod module mut namespace new nil None not null nullptr number or override package pass private protected pub public raise readonly return satisfies self select static string struct super switch template then this throw trait true True try type typeof undefined union unsafe use using var void while with yield SELECT FROM WHERE JOIN ON INSERT INTO UPDATE SET DELETE CREATE TABLE AND OR NOT NULL ORDER BY GROUP LIMIT';
const KEYWORDS = new Set(WORDS.split(' '));

const STRING = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\x60(?:[^\x60\\]|\\.)*\x60`;
const NUMBER = String.raw`\b\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?\b|\b0[xX][\da-fA-F]+\b`;
const SLASHES = String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`;
const HASH = String.raw`#[^\n]*`;
const DASHES = String.raw`--[^\n]*`;
const ANGLES = String.raw`<!--[\s\S]*?(?:-->|$)`;

const COMMENTS: [RegExp, string][] = [
  [/^(?:py|python|rb|ruby|sh|bash|zsh|shell|console|ya?ml|toml|ini|env|dockerfile|makefile|r|perl)$/i, HASH],
  [/^(?:sql|lua|haskell|hs)$/i, DASHES],
  [/^(?:html?|xml|svg|vue)$/i, ANGLES],
];

/** Colours code a little, the same for all languages: comments, strings, numbers, usual keywords. */
export function tokens(code: string, language: string): Token[] {
  if (!language || /^(?:te?xt|plain(?:text)?|md|markdown|log)$/i.test(language))
    return [{ kind: 'plain', text: code }];
  if (language === 'diff') return code.split(/(?<=\n)/).map(ofDifference);
  const comment = COMMENTS.find(([name]) => name.test(language))?.[1] ?? SLASHES;
  const pattern = new RegExp(
    `(?<comment>${comment})|(?<string>${STRING})|(?<number>${NUMBER})|(?<word>[A-Za-z_]\\w*)`,
    'g',
  );
  const found: Token[] = [];
  let at = 0;
  for (const match of code.matchAll(pattern)) {
    const kind = kindOf(match);
    if (kind === 'plain') continue;
    if (match.index > at) found.push({ kind: 'plain', text: code.slice(at, match.index) });
    found.push({ kind, text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < code.length) found.push({ kind: 'plain', text: code.slice(at) });
  return found;
}

function ofDifference(line: string): Token {
  const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'plain';
  return { kind, text: line };
}

function kindOf(match: RegExpMatchArray): Token['kind'] {
  if (match.groups?.['comment'] !== undefined) return 'comment';
  if (match.groups?.['string'] !== undefined) return 'string';
  if (match.groups?.['number'] !== undefined) return 'number';
  return KEYWORDS.has(match[0]) ? 'keyword' : 'plain';
}
