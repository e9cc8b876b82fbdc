import { MessageFlags } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { contentsOf, toMessage } from '../../src/discord/reply/content.ts';
import { createMessages } from '../../src/discord/markdown/messages.ts';
import { MESSAGE_LIMIT } from '../../src/discord/markdown/split.ts';

const paragraph = `${'word '.repeat(150).trim()}.`;
const answer = (paragraphs: number) => Array.from({ length: paragraphs }, () => paragraph).join('\n\n');
const way = { files: true, longReplies: 'file', before: '', locale: 'en' } as const;

describe('an answer of more than five messages', () => {
  const note = '-# Stopped.';

  test('is its beginning and a file', () => {
    const [only, ...others] = createMessages(way).whole(answer(20), note);
    expect(others).toEqual([]);
    expect(only?.content).toBe(`${paragraph}\n\n-# The whole answer is in the file.\n\n${note}`);
    expect(only?.text).toBe(answer(20));
    expect(only?.file).toEqual({ name: 'answer.md', text: `${answer(20)}\n` });
  });

  test.each([
    ['where the server wants messages', { ...way, longReplies: 'messages' as const }, 20, 10],
    ['where there may be no files', { ...way, files: false }, 20, 10],
    ['when it is no longer than that', way, 10, 5],
  ])('is several messages %s', (_, other, paragraphs, messages) => {
    const all = createMessages(other).whole(answer(paragraphs), '');
    expect(all).toHaveLength(messages);
    expect(all.map(({ text }) => text).join('\n\n')).toBe(answer(paragraphs));
  });

  test('has in its file what it goes on with', () => {
    const [only] = createMessages({ ...way, before: 'It was' }).whole(answer(20), '');
    expect(only?.file?.text).toBe(`It was ${answer(20)}\n`);
    expect(only?.text).toBe(answer(20));
  });

  test('closes the code that its beginning ends in', () => {
    const code = `\`\`\`ts\n${'let x = 1;\n'.repeat(100)}\`\`\`\n\n`;
    const [only] = createMessages(way).whole(code.repeat(20), note);
    expect(only?.content).toMatch(
      /^```ts\n[^]*\n```\n\n-# The whole answer is in the file\.\n\n-# Stopped\.$/,
    );
    expect(only!.content.length).toBeLessThanOrEqual(MESSAGE_LIMIT);
  });

  test('is five messages while it grows, and a word about what comes', () => {
    const messages = createMessages(way);
    let most = 0;
    for (let at = 100; at <= answer(20).length; at += 100) {
      const now = messages.soFar(answer(20).slice(0, at));
      expect(now.length).toBeGreaterThanOrEqual(most);
      most = now.length;
    }
    expect(most).toBe(6);
    expect(messages.soFar(answer(20)).at(-1)?.content).toMatch(/^-# This answer is getting long/);
  });
});

test('where the model only closed the code, people are told that there was nothing more', () => {
  const messages = createMessages({ ...way, before: '```ts\na();\n' });
  expect(messages.soFar('```')).toEqual([]);
  expect(messages.whole('```', '')).toEqual([{ content: '-# There was nothing more to say.', text: '' }]);
  expect(messages.whole('```', '-# Stopped.')).toEqual([{ content: '-# Stopped.', text: '' }]);
});

describe('what messages hold', () => {
  const [a, b] = ['see https://a.example', 'and https://b.example'];
  const pieces = (...texts: string[]) => texts.map((text) => ({ content: text, text }));
  const none = [MessageFlags.SuppressEmbeds];

  test.each([
    ['no link', ['a', 'b'], [[], []]],
    ['one link', [a, 'b'], [[], []]],
    ['two links in one message', [`${a} ${b}`, 'c'], [none, none]],
    ['one link in each', [a, 'b', b], [none, none, none]],
    ['a link in code', [a, `\`\`\`\n${b}\n\`\`\``], [[], []]],
  ])('with %s', (_, texts, flags) => {
    expect(contentsOf(pieces(...texts), '1', [], 'en').map((one) => one.flags)).toEqual(flags);
  });

  test('has its buttons below the last one', () => {
    expect(contentsOf(pieces('a', 'b'), '1', ['stop'], 'en').map((one) => one.components.length)).toEqual([
      0, 1,
    ]);
  });

  const holding = (text: string) => {
    const [content] = contentsOf(
      [{ content: 'c', text, ...(text && { file: { name: 'a.ts', text } }) }],
      '1',
      [],
      'en',
    );
    return content!;
  };
  const sent = [{ name: 'a.ts', attachment: Buffer.from('x') }];

  const picture = { bytes: Buffer.from('png'), mediaType: 'image/png', prompt: 'p'.repeat(2_000) };
  const sentPicture = {
    name: 'picture.png',
    attachment: Buffer.from('png'),
    description: 'p'.repeat(1_024),
  };

  test('pictures stand in the last one, with what they show', () => {
    const contents = contentsOf(
      [...pieces('a'), { content: 'c', text: 'x', file: { name: 'a.ts', text: 'x' } }],
      '1',
      [],
      'en',
      [picture],
    );
    expect(contents.map((one) => toMessage(one).files)).toEqual([[], [...sent, sentPicture]]);
  });

  test('pictures that nobody has any more stay where they are', () => {
    const [first, last] = contentsOf(pieces('a', 'b'), '1', [], 'en', 'as they are');
    for (const one of [first, last]) expect(toMessage(one!)).not.toHaveProperty('files');
  });

  test.each([
    ['a new file', holding('x'), holding(''), sent],
    ['the same file', holding('x'), holding('x'), undefined],
    ['another file', holding('x'), holding('y'), sent],
    ['no file any more', holding(''), holding('x'), []],
    ['no file, before or now', holding(''), holding(''), undefined],
    ['nobody knows which before', holding(''), undefined, []],
  ])('an edit with %s', (_, content, before, files) => {
    expect(toMessage(content, before).files).toEqual(files);
  });
});
