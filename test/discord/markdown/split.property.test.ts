import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { closingLine, openFence, openingLine } from '../../../src/conversation/code-fences.ts';
import { MESSAGE_LIMIT, split } from '../../../src/discord/markdown/split.ts';

/** Documents as models write them, and worse. Every code block in them is closed. */
const inline = fc.oneof(
  { weight: 8, arbitrary: fc.lorem({ maxCount: 12 }) },
  fc.constantFrom('👨‍👩‍👧‍👦', '🇩🇪🇫🇷🇯🇵', '👍🏽', 'e\u0301', '<@1234567890>', '<:cat:12345>', '</help:123>', '<t:1:R>'),
  fc.constantFrom(
    '**bold words**',
    '_italic_',
    '`code, here`',
    '``a ` b``',
    '```x```',
    '||secret||',
    '1. ',
    '- ',
    '# ',
  ),
  fc.constantFrom(
    '[a link](https://a.example/b_(c)) ',
    'https://example.com/?q=a,b&c=d. ',
    '<https://a.example> ',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll(/[`~]{3}|[\r\n]/g, '')),
  fc.constantFrom('漢字かな交じり文、', '中文句子。').chain((text) => fc.nat(80).map((n) => text.repeat(n))),
  fc.nat(3000).map((length) => 'w'.repeat(length)),
  fc.nat(400).map((length) => '🙂'.repeat(length)),
  fc.nat(60).map((length) => ' '.repeat(length)),
);
const text = fc.array(inline, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(' '));
const prose = text.map((line) =>
  line.replaceAll(/```\S*\s*$/g, 'end').replace(/^\s*(?:[-*+>]|\d+\.)*\s*```/, 'x'),
);
const codeLine = fc.oneof(prose, fc.constantFrom('', '  indented', '``', '// ```js', '\tx', '    '));
const fenced = fc
  .tuple(
    fc.constantFrom('```', '````', '~~~', '`````'),
    fc.constantFrom('', 'js', 'c++', 'ts title="a b"'),
    fc.array(codeLine, { maxLength: 60 }),
  )
  .map(([marker, info, lines]) => [marker + info].concat(lines, marker));
const block = fc.oneof(
  { weight: 3, arbitrary: prose.map((line) => [line]) },
  { weight: 3, arbitrary: fenced },
  fc.array(prose, { maxLength: 8 }).map((lines) => lines.map((line, i) => `${i + 1}. ${line}`)),
  fc
    .array(prose, { maxLength: 8 })
    .map((lines) => lines.map((line) => `${' '.repeat(line.length % 5)}- ${line}`)),
  fenced.map((lines) => lines.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`))),
  fenced.map((lines) => lines.map((line) => `> ${line}`)),
  prose.map((line) => [`## ${line.slice(0, 40).toWellFormed()}`]),
);
const joint = fc.constantFrom('\n', '\n\n', '\n\n\n', '\r\n', '\r\n\r\n');
const document = fc
  .array(fc.tuple(block, joint), { maxLength: 12 })
  .map((blocks) =>
    blocks.map(([lines, joint]) => lines.join(joint.startsWith('\r') ? '\r\n' : '\n') + joint).join(''),
  );
const limit = fc.constantFrom(400, 700, 1000, MESSAGE_LIMIT, 4000);

/** How far `original` goes, read from `from` on, after all that `piece` shows; undefined where they differ. */
function advance(original: string, from: number, piece: string): number | undefined {
  let at = from;
  for (const unit of piece.replaceAll(/\s/g, '').split('')) {
    while (original.charAt(at).trim() === '' && at < original.length) at++;
    if (original.charAt(at) !== unit) return undefined;
    at++;
  }
  return at;
}

/** Whether `line` closes a block that goes on in the text. */
function isClosedAt(original: string, at: number, line: string): boolean {
  const open = openFence(original.slice(0, at));
  if (!open || line !== closingLine(open)) return false;
  const next = /^\s*\n[\s>]*(?:`+|~+)(?=\s*(?:\n|$))/.exec(original.slice(at));
  return !next || openFence(original.slice(0, at + next[0].length)) !== undefined;
}

/** Puts the pieces together again, knowing nothing but which code block the text itself has open at each cut. */
function expectNothingLost(original: string, pieces: string[]): void {
  let taken = 0;
  for (const piece of pieces) {
    const open = openFence(original.slice(0, taken));
    const insideLine = /^[^\S\n]*\S/.test(original.slice(taken));
    const head = open ? `${openingLine(open)}\n${insideLine ? open.quote : ''}` : '';
    expect(piece.slice(0, head.length)).toBe(head);

    const end = piece.lastIndexOf('\n');
    const upToLastLine = advance(original, taken, piece.slice(head.length, Math.max(end, head.length)));
    const isClosed = upToLastLine !== undefined && isClosedAt(original, upToLastLine, piece.slice(end + 1));
    const next = isClosed ? upToLastLine : advance(original, taken, piece.slice(head.length));
    expect(next).toBeDefined();
    taken = next!;
  }
  expect(original.slice(taken).trim()).toBe('');
}

function expectGoodPieces(pieces: string[], limit: number): void {
  for (const piece of pieces) {
    expect(piece.trim()).not.toBe('');
    expect(piece.length).toBeLessThanOrEqual(limit);
    expect(piece.isWellFormed()).toBe(true);
  }
}

function checkDocument(text: string, limit: number): void {
  const pieces = split(text, limit);
  expectGoodPieces(pieces, limit);
  for (const piece of pieces) expect(openFence(piece)).toBeUndefined();
  expectNothingLost(text, pieces);
  const whole = text.trim();
  const isSplit = whole.length > limit;
  expect(isSplit ? pieces.length > 1 : pieces.join('') === whole).toBe(true);
}

test('whatever is cut: all pieces fit, none is blank, code blocks are closed, nothing is lost', () => {
  const closed = document.filter((text) => !openFence(text));
  fc.assert(fc.property(closed, limit, checkDocument), { seed: 7, numRuns: 3000 });
});

const scrap = fc.oneof(
  fc.constantFrom(
    '```',
    '````',
    '~~~',
    '`',
    '\n',
    '\r\n',
    '\n\n',
    '> ',
    '>>> ',
    '- ',
    '1. ',
    '# ',
    ' ',
    'js',
    '**',
    '_',
    '[',
  ),
  fc.nat(300).map((length) => '🙂x'.repeat(length)),
  fc.lorem(),
);
const nonsense = fc.array(scrap, { maxLength: 150 }).map((scraps) => scraps.join(''));

function checkNonsense(text: string, limit: number): void {
  const pieces = split(text, limit);
  expectGoodPieces(pieces, limit);
  const shown = pieces.join('').replaceAll(/\s/g, '');
  let at = 0;
  for (const unit of text.replaceAll(/\s/g, '').split('')) {
    at = shown.indexOf(unit, at) + 1;
    expect(at).toBeGreaterThan(0);
  }
}

test('whatever nonsense is cut: all pieces fit, none is blank, the text is all there', () => {
  fc.assert(fc.property(nonsense, limit, checkNonsense), { seed: 7, numRuns: 2000 });
});
