import * as fc from 'fast-check';

/** Documents as models write them, and worse. */

const span = fc.constantFrom(
  '**bold words**',
  '_italic_',
  '~~gone~~',
  '||secret||',
  '`code <b>x</b> $x$`',
  '``a ` b``',
  '[a link](https://a.example/b_(c))',
  '![alt](https://a.example/p.png)',
  '![](https://a.example/p.png)',
  '[![b](https://a.example/i.svg)](https://a.example)',
  'https://example.com/?q=a,b&lt;=d',
  '<https://a.example>',
  '[docs][1]',
  '[docs][]',
  '[^1]',
  '<@1234567890>',
  '<#12>',
  '<t:1:R>',
  '<:cat:12345>',
  '</help set:123>',
  '<b>bold</b>',
  '<i>it <u>un</u></i>',
  '<code>a &lt; b</code>',
  '<kbd>Ctrl</kbd>',
  'H<sub>2</sub>O',
  'x<sup>ab</sup>',
  '<a href="https://a.example">site</a>',
  '<br>',
  '<p>para</p>',
  '<li>one</li><li>two</li>',
  '<img src="https://a.example/p.png" alt="pic">',
  '<name>',
  'List<string>',
  'Map<b>',
  '&lt;@123&gt;',
  '&amp;lt;',
  '&nbsp;',
  '&#42;&#42;',
  '&copy;',
  String.raw`\(E = mc^2\)`,
  String.raw`$\frac{a}{b}$`,
  '$x_1$',
  '$5 and $10',
  '$$a \\le b$$',
  String.raw`\[a + b = c\]`,
  String.raw`\*not\*`,
  '👨‍👩‍👧‍👦',
  '🇩🇪🇫🇷',
  '👍🏽',
  'é',
  '漢字かな交じり文、',
  '中文句子。',
);

const word = fc.oneof(
  { weight: 8, arbitrary: fc.lorem({ maxCount: 8 }) },
  { weight: 6, arbitrary: span },
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll(/[`~]{3,}|[\r\n]/g, '')),
  { weight: 1, arbitrary: fc.nat(900).map((length) => 'w'.repeat(length)) },
  { weight: 1, arbitrary: fc.nat(100).map((length) => '🙂'.repeat(length)) },
  { weight: 1, arbitrary: fc.nat(60).map((length) => '中文句子。'.repeat(length)) },
);
const line = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
const short = fc
  .array(word, { minLength: 1, maxLength: 2 })
  .map((words) => words.join(' ').slice(0, 60).toWellFormed());

const codeLine = fc.oneof(
  fc.lorem({ maxCount: 6 }),
  fc.constantFrom(
    '',
    '  indented',
    '``',
    '| a | b |',
    '|---|---|',
    '#### x',
    '<b>x</b>',
    '\tx',
    '- [ ] y',
    '$$',
  ),
);
const fenced = fc
  .tuple(
    fc.constantFrom('```', '```', '````', '~~~'),
    fc.constantFrom('', 'js', 'c++', 'ts title="a b"'),
    fc.array(codeLine, { maxLength: 30 }),
  )
  .map(([marker, info, lines]) => [marker + info, ...lines, marker]);
const nested = fenced.map((lines) => ['`````md', '# Title', ...lines, '`````']);

const cell = fc.oneof(
  { weight: 4, arbitrary: fc.lorem({ maxCount: 2 }) },
  { weight: 2, arbitrary: span },
  fc.constantFrom('', 'a<br>b', '`a|b`', String.raw`a \| b`, '漢字', '🙂', '1.25'),
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((columns) =>
    fc
      .tuple(
        fc.array(cell, { minLength: columns, maxLength: columns }),
        fc.array(fc.constantFrom('---', ':--', '--:', ':-:'), { minLength: columns, maxLength: columns }),
        fc.array(fc.array(cell, { minLength: 1, maxLength: columns + 1 }), { maxLength: 8 }),
        fc.constantFrom('| ', '> | ', ''),
      )
      .map(([header, delimiters, rows, start]) =>
        [header, delimiters, ...rows].map((cells) => `${start}${cells.join(' | ')}${start ? ' |' : ''}`),
      ),
  );

const block = fc.oneof(
  { weight: 4, arbitrary: line.map((text) => [text]) },
  { weight: 2, arbitrary: fenced },
  { weight: 2, arbitrary: table },
  nested,
  fc.tuple(short, fc.integer({ min: 1, max: 6 })).map(([text, level]) => [`${'#'.repeat(level)} ${text}`]),
  fc.tuple(short, fc.constantFrom('---', '===')).map((lines) => lines),
  fc.array(line, { maxLength: 5 }).map((lines) => lines.map((text, at) => `${at + 1}. ${text}`)),
  fc
    .array(line, { maxLength: 5 })
    .map((lines) => lines.map((text) => `${' '.repeat(text.length % 5)}- ${text}`)),
  fc
    .array(short, { maxLength: 5 })
    .map((lines) => lines.map((text, at) => `- [${at % 2 ? 'x' : ' '}] ${text}`)),
  fc.array(line, { maxLength: 3 }).map((lines) => lines.map((text) => `> ${text}`)),
  fenced.map((lines) => lines.map((text, at) => (at === 0 ? `- ${text}` : `  ${text}`))),
  fenced.map((lines) => lines.map((text) => `> ${text}`)),
  fc.constantFrom(
    ['---'],
    ['* * *'],
    ['$$', String.raw`\sum_{i=1}^n i`, '$$'],
    [String.raw`\[`, String.raw`x \le y`, String.raw`\]`],
    ['<details>', '<summary>More</summary>', 'text', '</details>'],
    ['<pre><code class="language-js">', 'a &lt; b', '</code></pre>'],
    ['<!-- hidden -->'],
    ['[1]: https://a.example/one'],
    ['[docs]: https://a.example/docs'],
    ['[^1]: A footnote.'],
  ),
);

/** A document; every code block in it is closed. */
export const documents = fc
  .array(fc.tuple(block, fc.constantFrom('\n', '\n\n', '\n\n', '\n\n\n')), { maxLength: 14, size: 'max' })
  .map((blocks) => blocks.map(([lines, joint]) => lines.join('\n') + joint).join(''));

/** Scraps of Markdown in no order at all. */
export const nonsense = fc
  .array(
    fc.oneof(
      span,
      fc.lorem({ maxCount: 3 }),
      fc.constantFrom(
        '```',
        '````',
        '~~~',
        '`',
        '\n',
        '\n\n',
        '\n',
        '> ',
        '- ',
        '1. ',
        '# ',
        '#### ',
        ' ',
        '**',
        '_',
        '[',
      ),
      fc.constantFrom(
        '|',
        '---',
        '|---|',
        '===',
        '$',
        '$$',
        '<b>',
        '</b>',
        '<p>',
        '</p>',
        '<br>',
        '<!--',
        '-->',
        '&lt;',
      ),
      fc.constantFrom(
        ']',
        '](',
        ')',
        '!',
        '!',
        '\\',
        '\\[',
        '\\]',
        '\\(',
        '\\)',
        '[1]: https://x.y',
        '* * *',
        '<pre>',
        '</pre>',
      ),
    ),
    { maxLength: 60, size: 'max' },
  )
  .map((scraps) => scraps.join(''));
