import { GO_ON } from '../../src/conversation/turn.ts';
import type { Asked, Said } from './asked.ts';
import { type Attached, readLast } from './attached.ts';
import { exampleOf } from './example.ts';
import { describeFile, type FileSeen } from './files.ts';
import { gist } from './gist.ts';
import { LONG_CODE } from './long-code.ts';
import { type LookedUp, readLookedUp } from './looked-up.ts';
import { prose, proseAfter } from './prose.ts';
import { type Script, wordsOf } from './script.ts';
import { byTool, toldByTools } from './tool-phrases.ts';

/**
 * The practice model is no AI: it gives the same answer to the same request. It tells what it was sent, unless the
 * newest message consists of one of these phrases (or `help`, which lists them).
 */
export const PHRASES: readonly (readonly [phrase: string, what: string])[] = [
  ['show code', 'an answer with a code block'],
  ['show long code', 'an answer with a program of 120 lines'],
  ['show table', 'an answer with a table'],
  ['show list', 'an answer with a list in a list'],
  ['write 500 words', 'a long answer; any number up to 20,000'],
  ['repeat after me: …', 'I say what you say'],
  ['be slow, write 50 words', 'a slow answer, with any of these phrases'],
  ['paint a red fox', 'I paint it, with a tool'],
  ['change it: …', 'I paint the last picture anew'],
  ['what time is it in Tokyo', 'I use the tool `time`'],
  ['calculate 6*7', 'I use the tool `calculator`'],
  ['look back', 'I use the tool `earlier`; `look back for …` looks for words'],
  ['read https://example.com', 'I use the tool `read_page`'],
  ['search the web for …', 'I use `web_search`, and make up what I find'],
  ['use some_tool: …', 'I use any tool that I am offered, with words or JSON'],
  ['say nothing', 'an empty answer'],
  ['fail', 'a failure of the AI service'],
];

const MOST_WORDS = 20_000;

/** How many more there are where an answer goes on. */
const GO_ON_WORDS = 100;

/** Files of one message that are told of one by one. */
const FILES_TOLD = 10;

/** Characters of the prompt and of somebody's words that are quoted. */
const QUOTE = 200;

/** An answer is streamed in at most so many chunks, with so many milliseconds between two. */
const CHUNKS = 200;
const PAUSE = 10;
const SLOW_PAUSE = 250;
const SLOW_FIRST = 1_000;

/** Tokens of the request, as the endpoint counts them. */
export interface InputTokens {
  input: number;
  cached: number;
}

/** What the practice model answers. */
export function practice(asked: Asked, tokens: InputTokens): Script {
  const newest = newestMessage(asked.said);
  const { words } = newest;
  if (asked.schema) return { text: JSON.stringify(exampleOf(asked.schema, gist(words))) };
  const told = toldByTools(asked);
  if (told !== undefined) return paced({ text: told }, PAUSE);
  const [, slow, rest = words] = /^(be slow)\b[\s,:;]*(?:and\s+)?(.*)$/is.exec(words) ?? [];
  const phrase = slow && rest === '' ? 'write 80 words' : rest;
  const answer = byPhrase(phrase, asked) ?? { text: report(asked, tokens, newest) };
  return slow ? { ...paced(answer, SLOW_PAUSE), firstMs: SLOW_FIRST } : paced(answer, PAUSE);
}

function paced(script: Script, pauseMs: number): Script {
  const words = wordsOf(script.text ?? '');
  const size = Math.ceil(words.length / CHUNKS);
  const chunks = Array.from({ length: Math.ceil(words.length / (size || 1)) }, (_, i) =>
    words.slice(i * size, (i + 1) * size).join(''),
  );
  return { ...script, chunks, pauseMs };
}

function byPhrase(words: string, asked: Asked): Script | undefined {
  const repeated = /^repeat after me\s*:\s*(\S.*)$/is.exec(words)?.[1];
  if (repeated !== undefined) return { text: repeated };
  if (words === GO_ON) return { text: proseAfter(lastAnswer(asked.said), GO_ON_WORDS) };
  const phrase = words.toLowerCase().replace(/^please\s+|[\s.!?]+$/g, '');
  const number = /^write ([\d,.]{1,9}) words?$/.exec(phrase)?.[1];
  if (number !== undefined) return { text: write(Number(number.replaceAll(/[,.]/g, ''))) };
  if (phrase === 'fail') return FAILURE;
  const text = TEXTS.get(phrase);
  return text === undefined ? byTool(words, asked) : { text };
}

function write(words: number): string {
  return words > MOST_WORDS ? `I write at most ${MOST_WORDS.toLocaleString('en')} words.` : prose(words);
}

const FAILURE: Script = { status: 500, error: { message: 'The practice model failed, as it was told to.' } };

const CODE = `Here is a function:

\`\`\`ts
/** Greets somebody. */
export function greet(name: string): string {
  return \`Hello, \${name}!\`;
}
\`\`\`

And this is how it is called: \`greet('Ada')\`.`;

const TABLE = `| Spool | Colour | Metres |
| --- | --- | ---: |
| 1 | red | 120 |
| 2 | green | 85 |
| 3 | silver | 1,000 |`;

const LIST = `What one needs to sew on a button:

1. **Thread**, in the colour of the cloth
   - cotton, or
   - polyester
2. **A needle** with an eye large enough
3. *The button*`;

const HELP = `I am the practice model. I tell what I was sent, also of pictures and files, and I understand:

${PHRASES.map(([phrase, what]) => `- \`${phrase}\` – ${what}`).join('\n')}

A picture shows the words of its prompt. It is painted slowly where these say *slowly*, and refused where they say *forbidden*.`;

const TEXTS = new Map([
  ['show code', CODE],
  ['show long code', LONG_CODE],
  ['show table', TABLE],
  ['show list', LIST],
  ['say nothing', ''],
  ['help', HELP],
]);

function report(
  asked: Asked,
  tokens: InputTokens,
  { name, words, files, attached, passages }: Newest,
): string {
  const { said, maxOutputTokens, tools } = asked;
  const before = said.reduce((count, message) => count + message.files.length, -files.length);
  const sent = [
    `${said.length} ${said.length === 1 ? 'message' : 'messages'}, ${format(tokens.input)} tokens` +
      (tokens.cached > 0 ? `, ${format(tokens.cached)} of them from the cache` : ''),
    maxOutputTokens === undefined ? '' : `my answer may have ${format(maxOutputTokens)} tokens`,
    tools.length === 0 ? '' : `${tools.length} tools`,
    before === 0 ? '' : `${before} ${before === 1 ? 'file' : 'files'} with other messages`,
  ];
  return [
    '**I am a practice model, not a real AI.** I understand nothing, but I can tell you what I was sent:',
    '',
    ...(words === '' ? [] : [`- ${name} says: “${quote(words)}”`]),
    ...files.slice(0, FILES_TOLD).map((file) => `- With it came ${quote(describeFile(file))}`),
    ...(files.length > FILES_TOLD ? [`- With it came ${files.length - FILES_TOLD} more`] : []),
    ...attached
      .slice(0, FILES_TOLD)
      .map(({ what, text }) => `- With it came the ${quote(what)}${says(text)}`),
    ...passages.map(({ source, text }) => `- Looked up in ${quote(source)}: “${quote(text)}”`),
    `- ${sent.filter(Boolean).join('; ')}`,
    ...(promptOf(said) === '' ? [] : [`- The prompt begins: “${quote(promptOf(said))}”`]),
    '',
    '-# Say `help` to see what I can do for practice.',
  ].join('\n');
}

function says(text: string): string {
  return text === '' ? '' : `: “${quote(text)}”`;
}

/** What a server's own people wrote comes last in the instructions. */
function promptOf(said: Said[]): string {
  const { role, text } = said[0] ?? { role: 'user', text: '' };
  if (role !== 'system' && role !== 'developer') return '';
  return text.split('The instructions of this server:\n').at(-1)?.trim() ?? '';
}

interface Newest {
  name: string;
  words: string;
  files: FileSeen[];
  /** Files that were sent as text, or not at all. */
  attached: Attached[];
  passages: LookedUp[];
}

/** Without what Bobbin says about its end: that it was stopped. */
function lastAnswer(said: Said[]): string {
  const { text = '' } = said.findLast(({ role }) => role === 'assistant') ?? {};
  return text.replace(/ … \([^()]*\)$/, '');
}

/** Who wrote the newest message, and what: Bobbin marks each as ⟦name id⟧, and may send several in one. */
function newestMessage(said: Said[]): Newest {
  const { text: whole = '', files = [] } = said.findLast(({ role }) => role === 'user') ?? {};
  const { message: text, passages } = readLookedUp(whole);
  const { name, words, attached } = readLast(text);
  return {
    name,
    words: words.replaceAll(/^(?:\s*<@!?\d+>)+|<@!?\d+>\s*$/g, '').trim(),
    files,
    attached: attached.filter(({ what }) => !what.startsWith('picture ') || files.length === 0),
    passages,
  };
}

/** The beginning, in one line that Discord shows as it is. */
function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  const beginning = line.length > QUOTE ? `${line.slice(0, QUOTE).toWellFormed().trimEnd()} …` : line;
  return beginning.replaceAll(/[*_~`|\\]/g, String.raw`\$&`);
}

function format(number: number): string {
  return number.toLocaleString('en');
}
