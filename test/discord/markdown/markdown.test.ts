import { describe, expect, test } from 'vitest';
import { forDiscord } from './for-discord.ts';
import { displayWidth } from '../../../src/discord/markdown/width.ts';

/** Lines of a text, to be read one below the other. */
const lines = (...all: string[]) => all.join('\n');

function shows(cases: [name: string, markdown: string, shown: string][]): void {
  test.each(cases)('%s', (_name, markdown, shown) => {
    expect(forDiscord(markdown)).toBe(shown);
    expect(forDiscord(shown)).toBe(shown);
  });
}

describe('what Discord shows as it is', () => {
  test.each([
    ['nothing', ''],
    ['white space', ' \n\t\n  '],
    ['Windows lines', '# a\r\n\r\n- b\r\n'],
    ['headings up to level 3', '# a\n## b ##\n### c'],
    ['lists', '- a\n  1. b\n* c\n+ d'],
    ['quotes', '> a\n>> b\n>>> c'],
    ['emphasis', '**a** *b* _c_ __d__ ~~e~~ ||f||'],
    ['escapes', String.raw`\*a\* \_b \| \# \<c> \\`],
    ['links', '[a](https://a.example/b_(c) "title") <https://a.example> https://a.example/?x=$1&lt;2'],
    ['mentions', '<@1> <@!2> <@&3> <#4> </help me:5> <id:guide>'],
    ['times and emoji', '<t:1618953630:R> <:cat:123> <a:cat:123> :cat:'],
    ['code', '`<b>x</b>` `` ` &lt; `` ```$x$```'],
    ['code blocks', '```html\n<b>x</b>\n#### y\n| a |\n|---|\n---\n![](x)\n```'],
    ['placeholders', 'git commit -m <summary> <name> <file-name>, then <code> and <b>'],
    ['generics', 'List<string> Map<i, b> Vec<a>'],
    ['comparisons', 'a < b && c > d & e <3'],
    ['money', 'It costs $5, not $10-$20 or $7/month. US$3. $100$ $1,000$'],
    ['variables of a shell', '$HOME/$USER $PATH$ ${x} $(y)'],
    ['pipes', 'a | b\nc || d\n|e|'],
    ['brackets', 'a[i][j] [x] [note: y] [ ]'],
    ['lists of two dashes', '--\na\n--'],
  ])('%s', (_name, markdown) => expect(forDiscord(markdown)).toBe(markdown));
});

describe('tables', () => {
  shows([
    [
      'are aligned',
      lines('| Name | Qty | Price |', '|:--|:-:|--:|', '| Apple | 3 | 1.20 |', '| Pear | 10 | 12.00 |'),
      lines('```', 'Name   Qty  Price', '-----  ---  -----', 'Apple   3    1.20', 'Pear   10   12.00', '```'),
    ],
    [
      'by the columns that characters take',
      lines('a | b', '--|--', '漢字 | 1', '👨‍👩‍👧‍👦 | 2', 'é | 3'),
      lines('```', 'a     b', '----  -', '漢字  1', '👨‍👩‍👧‍👦    2', 'é     3', '```'),
    ],
    [
      'show the text of their cells',
      lines(
        '| **a** | `b|c` |',
        '|---|---|',
        String.raw`| x \| y | \*z\* &lt; $\alpha$ |`,
        '| <b>1</b><br>2 | __3__ |',
      ),
      lines('```', 'a      b|c', '-----  -------', 'x | y  *z* < α', '1 · 2  3', '```'),
    ],
    [
      'without a header',
      lines('| | |', '|---|---|', '| a | b |', 'text'),
      lines('```', 'a  b', '```', 'text'),
    ],
    [
      'with cells missing and too many',
      lines('| a | b |', '|---|---|', '| 1 |', '| 1 | 2 | 3 |'),
      lines('```', 'a  b', '-  ---', '1', '1  2 3', '```'),
    ],
    [
      'in a quote',
      lines('> | a | b |', '> |---|---|', '> | 1 | 2 |'),
      lines('> ```', '> a  b', '> -  -', '> 1  2', '> ```'),
    ],
    [
      'wider than a phone are lists',
      lines(
        '| Tool | Use | Costs |',
        '|---|---|---|',
        '| **knife** | to cut what is not yet as small as it should be | $5 |',
        '| fork | | $3 |',
      ),
      lines(
        '- **knife**',
        '  Use: to cut what is not yet as small as it should be',
        '  Costs: $5',
        '- **fork**: Costs: $3',
      ),
    ],
    [
      'with links or mentions are lists',
      lines('| Who | Where |', '|---|---|', '| <@1> | [here](https://a.example) |'),
      '- **<@1>**: Where: [here](https://a.example)',
    ],
    ['of nothing but a header', lines('| a | b |', '|---|---|'), lines('```', 'a  b', '-  -', '```')],
  ]);
});

describe('lines', () => {
  shows([
    ['deep headings', '#### **One** two ##\n##### `x`\n> ###### y', '**One two**\n**`x`**\n> **y**'],
    ['underlined headings', 'One\n===\n\nTwo\n---', '# One\n\n## Two'],
    ['a sentence above a rule', 'So it is.\n---\nNext', 'So it is.\n⸻\nNext'],
    ['rules', '---\n***\n___\n- - -\n> ---', '⸻\n⸻\n⸻\n⸻\n> ⸻'],
    ['tasks', '- [ ] a\n  * [x] b\n1. [X] c', '- ☐ a\n  * ☑ b\n1. ☑ c'],
    ['footnotes', 'a[^1] b[^note]\n\n[^1]: One.\n[^note]: Two.', 'a¹ b(note)\n\n-# ¹ One.\n-# (note) Two.'],
    [
      'references',
      '[One][1], [two][], [2], ![p][1]\n\n[1]: https://a.example "A"\n[two]: https://b.example\n[2]: https://c.example',
      '[One](https://a.example), [two](https://b.example), [2](https://c.example), [p](https://a.example)\n',
    ],
    ['addresses that nothing refers to', '`[1]`\n[1]: https://a.example', '`[1]`\n[1]: <https://a.example>'],
    ['tildes and longer fences', '~~~js\nx\n~~~\n````\ny\n````', '```js\nx\n```\n```\ny\n```'],
    ['fences in code', '````md\n```js\n```\n````', '```md\n`\u200b`\u200b`js\n`\u200b`\u200b`\n```'],
  ]);
});

describe('images', () => {
  shows([
    ['with a text', '![A cat](https://a.example/c.png "T")', '[A cat](https://a.example/c.png "T")'],
    [
      'without',
      '![](https://a.example/c.png?x=1) ![](https://a.example/)',
      '[c.png](https://a.example/c.png?x=1) [picture](https://a.example/)',
    ],
    ['in a link', '[![build](https://a.example/b.svg)](https://a.example)', '[build](https://a.example)'],
  ]);
});

describe('HTML', () => {
  shows([
    ['line breaks', 'a<br>b<br/>\n> c<BR>d\n- e<br>f', 'a\nb\n> c\n> d\n- e\n  f'],
    [
      'emphasis',
      '<b>a</b> <strong> b </strong><i>c</i> <em>d</em> <u>e</u> <s>f</s> <del>g</del> <mark>h</mark>',
      '**a**  **b** *c* *d* __e__ ~~f~~ ~~g~~ **h**',
    ],
    ['code', '<code>a &lt; `b`</code> <kbd>Ctrl</kbd>', '`` a < `b` `` `Ctrl`'],
    [
      'a code block',
      '<pre><code class="language-js">a &amp;&amp;\n  b</code></pre>',
      '```js\na &&\n  b\n```',
    ],
    ['links', '<a href="https://a.example">a</a> <a href="x">b</a>', '[a](https://a.example) b'],
    ['images', '<img alt="a" src="https://a.example/b.png">', '[a](https://a.example/b.png)'],
    ['small letters', 'H<sub>2</sub>O x<sup>n+1</sup> y<sup>q,</sup>', 'H₂O xⁿ⁺¹ y^q,'],
    ['details', '<details><summary>More</summary>\n<p>text</p></details>', '**More**\ntext'],
    ['lists', '<ul>\n<li>a</li>\n<li><b>b</b></li>\n</ul>', '\n- a\n- **b**\n'],
    ['headings', '<h2>a</h2>\n<h5>b</h5>', '## a\n**b**'],
    ['comments', 'a<!-- b -->c', 'ac'],
    ['entities', 'a&nbsp;b &copy; &mdash; &#8364; &#x20AC; &unknown;', 'a\u00a0b © — € € &unknown;'],
    [
      'entities that would be more',
      '&lt;@1&gt; &#64;here &#42;a&#42; &amp;lt; &#96;',
      String.raw`\<\@1\> \@here \*a\* \&lt; \``.replace(String.raw`\@1`, '@1'),
    ],
  ]);
});

describe('formulas', () => {
  shows([
    [
      'inside of a line',
      String.raw`\(E = mc^2\) and $x_1 \leq \frac{a+b}{2}$`,
      '`E = mc²` and `x₁ ≤ (a+b)/2`',
    ],
    ['letters', 'Let $a$ and $f(x)$ be', 'Let `a` and `f(x)` be'],
    [
      'on lines of their own',
      lines(String.raw`\[`, String.raw`\sqrt{x} \times \pi`, String.raw`\]`),
      lines('```', '√x × π', '```'),
    ],
    ['on one line', '$$ a \\neq \\sqrt{b+1} $$', lines('```', 'a ≠ √(b+1)', '```')],
    ['in a text', 'so $$a^{n+1}$$ is', 'so `aⁿ⁺¹` is'],
    [
      'aligned',
      lines(
        '$$',
        String.raw`\begin{aligned}`,
        String.raw`a &= b \\`,
        'c &= d',
        String.raw`\end{aligned}`,
        '$$',
      ),
      lines('```', 'a = b', 'c = d', '```'),
    ],
    [
      'with what has no character',
      String.raw`$\vec{v} \cdot \mathbf{w}^{\text{max}}$`,
      String.raw`${'`'}\vec{v} · wᵐᵃˣ${'`'}`,
    ],
    ['never closed', '$$\na\n\nb', '$$\na\n\nb'],
    [
      'escaped brackets',
      String.raw`\[not this\](https://a.example) \[nor this\]`,
      String.raw`\[not this\](https://a.example) \[nor this\]`,
    ],
  ]);
});

test.each([
  ['abc', 3],
  ['漢字', 4],
  ['ｆｕｌｌ', 8],
  ['ﾊﾝｶｸ', 4],
  ['👍🏽🇩🇪👨‍👩‍👧', 6],
  ['❤️', 2],
  ['e\u0301\u200b', 1],
  ['한글', 4],
])('%s takes %i columns', (text, columns) => expect(displayWidth(text)).toBe(columns));
