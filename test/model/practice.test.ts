import { describe, expect, test } from 'vitest';
import type { Asked, Said } from '../../playground/model/asked.ts';
import { gist } from '../../playground/model/gist.ts';
import { PHRASES, practice } from '../../playground/model/practice.ts';
import { textOf } from '../../playground/model/script.ts';
import { GO_ON } from '../../src/conversation/turn.ts';
import { lookedUp, speech } from '../../src/conversation/speech.ts';
import { reply } from '../store/entries.ts';

const user = (text: string): Said => ({ role: 'user', text, files: [] });
const asked = (said: Said[]): Asked => ({
  model: 'practice',
  said,
  stream: true,
  includeUsage: true,
  maxOutputTokens: 2000,
  tools: [],
  schema: undefined,
});
const answer = (text: string) => practice(asked([user(text)]), { input: 1234, cached: 1024 });
const textFor = (text: string) => textOf(answer(text));

test('tells what it was sent', () => {
  const system: Said = {
    role: 'system',
    text: 'You are Bobbin …\n\nThe instructions of this server:\n\nSpeak *kindly*.',
    files: [],
  };
  const said = [system, user('⟦Ben 2⟧ Hello\n\n⟦Ada Lovelace 1⟧ <@99> What is\na loom?')];
  const script = practice(asked(said), { input: 1234, cached: 1024 });
  expect(textOf(script)).toBe(
    [
      '**I am a practice model, not a real AI.** I understand nothing, but I can tell you what I was sent:',
      '',
      '- Ada Lovelace says: “What is a loom?”',
      '- 2 messages, 1,234 tokens, 1,024 of them from the cache; my answer may have 2,000 tokens',
      String.raw`- The prompt begins: “Speak \*kindly\*.”`,
      '',
      '-# Say `help` to see what I can do for practice.',
    ].join('\n'),
  );
});

test.each<[words: string, answer: RegExp]>([
  ['show code', /^```ts$[^]*^```$/m],
  ['⟦Ada 1⟧ Show code!', /^```ts$/m],
  ['⟦Ada 1⟧ <@99> please show code', /^```ts$/m],
  ['⟦Ada 1⟧ fail\n\n⟦Ben 2⟧ show code', /^```ts$/m],
  ['show long code', /^```ts\n(?:.*\n){120}```$/m],
  ['show table', /^\| --- \|/m],
  ['show list', /^1\. .*\n {3}- /m],
  ['say nothing', /^$/],
  ['help', /`be slow/],
  ['repeat after me: Hello,\n**world**!', /^Hello,\n\*\*world\*\*!$/],
  ['write 20001 words', /at most 20,000/],
  ['How do I show code to others?', /practice model/],
  ['did it fail?', /practice model/],
  ['', /practice model/],
])('%j is answered with %s', (words, expected) => {
  expect(textFor(words)).toMatch(expected);
});

test.each([
  ['write 1 word', 1],
  ['write 500 words', 500],
  ['write 20,000 words', 20_000],
])('%s', (words, count) => {
  const text = textFor(words);
  expect(text.split(/\s+/)).toHaveLength(count);
  expect(textFor(words)).toBe(text);
});

test('an answer that was stopped goes on where it stopped', () => {
  const whole = textFor('write 500 words');
  const half = whole.slice(0, whole.indexOf(' ', 700));
  const stopped = reply(['2'], '1', {
    text: half,
    reply: { messages: ['2'], answers: '1', ending: 'stopped' },
  });
  const answered: Said = { role: 'assistant', text: speech(stopped), files: [] };
  const said = [user('write 500 words'), answered, user(GO_ON)];
  const rest = textOf(practice(asked(said), { input: 1, cached: 0 })).replace(/\.$/, '');
  expect(rest.split(/\s+/).filter(Boolean)).toHaveLength(100);
  expect(whole).toContain(half + rest);
});

describe('tools', () => {
  const calculator = {
    name: 'calculator',
    parameters: { type: 'object', properties: { sum: { type: 'string' } } },
  };
  const paint = {
    name: 'generate_image',
    parameters: { type: 'object', properties: { prompt: { type: 'string' }, change: { type: 'boolean' } } },
  };
  const chat = [calculator, paint].map((one) => ({ type: 'function', function: one }));
  const responses = [calculator, paint].map((one) => ({ type: 'function', ...one }));
  const tokens = { input: 1, cached: 0 };

  test.each<[words: string, name: string, input: object]>([
    ['use calculator: 6 * 7', 'calculator', { sum: '6 * 7' }],
    ['⟦Ada 1⟧ Use calculator {"sum":"1"}', 'calculator', { sum: '1' }],
    ['paint a red fox', 'generate_image', { prompt: 'a red fox', change: false }],
    ['Change it: a blue fox', 'generate_image', { prompt: 'a blue fox', change: true }],
  ])('%j uses %s', (words, name, input) => {
    for (const tools of [chat, responses]) {
      const { toolCalls, text } = practice({ ...asked([user(words)]), tools }, tokens);
      expect(text).toBeUndefined();
      expect(toolCalls?.map((call) => [call.name, JSON.parse(call.arguments) as unknown])).toEqual([
        [name, input],
      ]);
    }
  });

  test('that it does not have it does not use', () => {
    expect(textFor('use time')).toBe('I have no tool `time` here. I have none at all.');
    const script = practice(
      { ...asked([user('use time')]), tools: [...chat, { type: 'web_search' }] },
      tokens,
    );
    expect(textOf(script)).toContain('I have: `calculator`, `generate_image`.');
  });

  test('say something, which it passes on', () => {
    const said: Said[] = [
      user('use calculator: 6 * 7'),
      { role: 'assistant', text: 'calculator({})', files: [] },
      { role: 'tool', text: '42\nexactly', files: [] },
    ];
    expect(textOf(practice(asked(said), tokens))).toBe('A tool said:\n> 42\n> exactly');
    expect(textOf(practice(asked([...said, user('say nothing')]), tokens))).toBe('');
  });
});

test('tells what was looked up, which is no part of what somebody says', () => {
  const knowledge = lookedUp([
    { source: 'rules.md', heading: 'Chapter 2', text: 'No *cats*.' },
    { source: 'faq.md', heading: '', text: 'But dogs.' },
  ]);
  expect(textFor(`⟦Ada 1⟧ May I bring a cat?\n\n${knowledge}`)).toContain(
    [
      '- Ada says: “May I bring a cat?”',
      String.raw`- Looked up in rules.md › Chapter 2: “No \*cats\*.”`,
      '- Looked up in faq.md: “But dogs.”',
    ].join('\n'),
  );
  expect(textFor(`⟦Ada 1⟧ repeat after me: hello\n\n${knowledge}`)).toBe('hello');
});

test('tells what it was sent of files in words, and does not take that for what was said', () => {
  const files =
    '⟦file "book.pdf", pages 1–2 of 2⟧\n[page 1]\nThe loom.\n⟦end of file⟧\n' +
    '⟦file "zip.txt", which could not be read: It is an archive.⟧\n' +
    '⟦picture "cat.png", 640 × 480⟧\n⟦you cannot see this picture⟧';
  const told = textFor(`⟦Ada 1⟧ What is this?\n${files}`);
  expect(told).toContain('- Ada says: “What is this?”');
  expect(told).toContain('- With it came the file "book.pdf", pages 1–2 of 2: “[page 1] The loom.”');
  expect(told).toContain('- With it came the file "zip.txt", which could not be read: It is an archive.\n');
  expect(told).toContain('- With it came the picture "cat.png", 640 × 480\n');
  expect(textFor(`⟦Ada 1⟧ repeat after me: hello\n${files}`)).toBe('hello');
  expect(textFor(`⟦Ada 1⟧\n${files}`)).not.toContain('says:');
});

test('fails when it is told to', () => {
  expect(answer('fail')).toMatchObject({
    status: 500,
    error: { message: 'The practice model failed, as it was told to.' },
  });
});

test('streams all of its text, slowly when it is told to', () => {
  const usual = answer('write 1000 words');
  expect(usual.chunks!.join('')).toBe(usual.text);
  expect(usual.chunks!.length).toBeGreaterThan(100);
  expect(usual.chunks!.length * usual.pauseMs!).toBeLessThan(3_000);

  const slow = answer('be slow and show code');
  expect(slow.text).toBe(textFor('show code'));
  expect(slow.chunks!.length * slow.pauseMs!).toBeGreaterThan(3_000);
  expect(textFor('be slow').split(/\s+/)).toHaveLength(80);
});

test('what it says it can do, it can', () => {
  for (const [phrase] of PHRASES) expect(textFor(phrase)).not.toContain('I understand nothing');
});

test.each([
  ['What is a black hole?', 'Black hole'],
  ['How do I get the red wine out of a white carpet, please?', 'Get red wine out white'],
  ['who are you?', 'Who are you'],
  ['Был ли Ньютон прав?', 'Был Ньютон прав'],
  [JSON.stringify({ question: 'Is "tea" good?', answer: 'It is.' }), 'Tea good'],
  ['', ''],
])('the gist of %j is %j', (text, expected) => {
  expect(gist(text)).toBe(expected);
});
