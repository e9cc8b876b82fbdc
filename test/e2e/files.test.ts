import { type APIMessage, MessageFlags, MessageType } from 'discord.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, start, STORES } from './start.ts';

/** Longer than the pace of a growing reply, and than what Discord makes it wait. */
const A_WHILE = 15_000;

const { SuppressEmbeds: SUPPRESS_EMBEDS, Ephemeral: EPHEMERAL } = MessageFlags;

describe.each(STORES)('an answer on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store, { environment: { SHUTDOWN_SECONDS: '1' } });
  });
  afterAll(() => stage.close());

  const ask = (text = 'a question', channel = 'general') =>
    stage.ada.say(channel, `${stage.bobbin} ${text}`).id;

  const code = Array.from({ length: 150 }, (_, at) => `const line${at} = 'ünd so weiter';\n`).join('');
  const lines = code.split('\n');
  const long = `This is it:\n\n**lines.ts**\n\`\`\`ts\n${code}\`\`\`\n\nThat was it.`;

  /** An answer in chunks, so that it grows for a while. */
  const slowly = (text: string, pieces = 12) => ({
    chunks: text.match(new RegExp(`[^]{1,${Math.ceil(text.length / pieces)}}`, 'g')) ?? [],
    firstMs: 1,
    pauseMs: 250,
  });

  const bobbins = (thread: string) =>
    stage.ada
      .messages(thread)
      .filter(
        ({ author, type, flags = 0 }) => author.bot && type === MessageType.Default && !(flags & EPHEMERAL),
      );

  const isComplete = ({ components }: APIMessage) => !JSON.stringify(components).includes('Stop');

  /** Waits for the last message of an answer; returns all of them. */
  async function seesAll(thread: string, end: RegExp): Promise<APIMessage[]> {
    await stage.ada.sees(thread, (message) => end.test(message.content) && isComplete(message), A_WHILE);
    return bobbins(thread);
  }

  async function read({ attachments }: APIMessage): Promise<string> {
    const [file] = attachments;
    return (await fetch(file!.url)).text();
  }

  /** What the model is sent of the last answer. */
  async function remembered(thread: string): Promise<string | undefined> {
    const { ada, model, lastRequest } = stage;
    model.next('You are welcome.');
    ada.say(thread, 'Thank you.');
    await ada.sees(thread, 'You are welcome.');
    return lastRequest().at(-2)?.text;
  }

  test('with code that is longer than a message shows the beginning, and has a file', async () => {
    const { ada, model } = stage;
    model.next(slowly(long));
    const asked = ask();
    const growing = await ada.sees(asked, /\n-# … \d+ lines so far$/, A_WHILE);
    expect(growing.content).toContain(
      `**lines.ts**\n\`\`\`ts\n${lines.slice(0, 10).join('\n')}\n\`\`\`\n-# …`,
    );
    expect(bobbins(asked)).toHaveLength(1);

    const [first, second, ...others] = await seesAll(asked, /That was it\.$/);
    expect(first?.id).toBe(growing.id);
    expect(first?.content).toMatch(/```\n-# The whole code is in the file `lines\.ts`, 150 lines\.$/);
    expect(first?.attachments).toMatchObject([{ filename: 'lines.ts' }]);
    expect(await read(first!)).toBe(code);
    expect([second?.content, second?.attachments, others]).toEqual(['That was it.', [], []]);
    expect(await remembered(asked)).toBe(long);
  });

  test('with such code can be written anew: the file goes, and comes', async () => {
    const { ada, model } = stage;
    model.next(long);
    const asked = ask();
    const [first] = await seesAll(asked, /That was it\.$/);
    model.next('Rather not.');
    ada.messageCommand(asked, 'Try again', first!);
    const second = await ada.sees(asked, (one) => one.content === 'Rather not.' && isComplete(one), A_WHILE);
    expect([second.id, second.attachments]).toEqual([first?.id, []]);
    await ada.waitFor('one message', () => bobbins(asked).length === 1);
    model.next(long.replaceAll('lines.ts', 'other.ts').replaceAll('weiter', 'fort'));
    ada.messageCommand(asked, 'Try again', second);
    const [third] = await seesAll(asked, /That was it\.$/);
    expect(third).toMatchObject({ id: first?.id, attachments: [{ filename: 'other.ts' }] });
    expect(await read(third!)).toBe(code.replaceAll('weiter', 'fort'));
  });

  test('has no file where Bobbin may not attach any', async () => {
    const { discord, model } = stage;
    discord.world.deny('help', 'AttachFiles');
    model.next(slowly(long, 6));
    const asked = ask('a question', 'help');
    const all = await seesAll(asked, /That was it\.$/);
    discord.world.deny('help');
    expect(all.length).toBeGreaterThan(2);
    expect(all.flatMap(({ attachments }) => attachments)).toEqual([]);
    const shown = all.map(({ content }) => content.replaceAll(/^```(?:ts)?$/gm, '')).join('\n');
    expect(shown.split(/\s+/)).toEqual(long.replaceAll(/^```(?:ts)?$/gm, '').split(/\s+/));
  });

  test('that is very long is a file where the server wants that', async () => {
    const { ada, model } = stage;
    ada.command('general', 'settings answers', { 'long-replies': 'file' });
    await ada.sees('general', '**My longest answers** are');
    const paragraph = `${'word '.repeat(150).trim()}.`;
    const whole = ['# Words', ...Array.from({ length: 20 }, () => paragraph), 'The **end**.'].join('\n\n');
    model.next({ ...slowly(whole, 30), pauseMs: 400 });
    const asked = ask();
    await ada.sees(asked, '-# This answer is getting long', A_WHILE);
    expect(bobbins(asked)).toHaveLength(6);
    const done = await ada.sees(
      asked,
      (one) => one.content.endsWith('\n\n-# The whole answer is in the file.') && isComplete(one),
      A_WHILE,
    );
    await ada.waitFor('one message', () => bobbins(asked).length === 1);
    expect(done.content).toMatch(/^# Words\n\nword/);
    expect(done.content.length).toBeGreaterThan(750);
    expect(done.attachments).toMatchObject([{ filename: 'answer.md' }]);
    expect(await read(done)).toBe(`${whole}\n`);
    expect(await remembered(asked)).toBe(whole);

    model.next(Array.from({ length: 10 }, () => paragraph).join('\n\n'));
    const shorter = ask();
    await seesAll(shorter, /word\.$/);
    await ada.waitFor('five messages', () => bobbins(shorter).length === 5);
    ada.command('general', 'settings reset');
    await ada.sees('general', 'I took this back');
  });

  test('that is a file is put back as one, also by a Bobbin that starts without its question', async () => {
    const { ada, model } = stage;
    ada.command('general', 'settings answers', { 'long-replies': 'file' });
    await ada.sees('general', '**My longest answers** are');
    model.next('Hello.');
    const asked = ask();
    await seesAll(asked, /^Hello\.$/);
    model.next('word '.repeat(4_000));
    const question = ada.say(asked, 'At length, please.');
    const whole = (one: APIMessage) =>
      one.attachments.length === 1 && one.content.startsWith('word') && isComplete(one);
    const file = await ada.sees(asked, whole, A_WHILE);
    await stage.restart(); // the turn has ended
    model.next({ chunks: ['Or shorter', ' …'], pauseMs: 60_000 });
    ada.messageCommand(asked, 'Try again', file);
    await ada.sees(asked, /^Or shorter/, A_WHILE);
    await stage.stopBot();
    ada.delete(asked, question);
    await stage.startBot();
    await ada.sees(asked, whole, A_WHILE);
    await stage.restart();
    expect(
      bobbins(asked)
        .map(({ id }) => id)
        .slice(1),
    ).toEqual([file.id]);
    ada.command('general', 'settings reset');
    await ada.sees('general', 'I took this back');
  });

  test('with several links has no previews, with one it has', async () => {
    const { ada, model } = stage;
    model.next('Look at https://a.example, not at `https://b.example`.');
    const [one] = await seesAll(ask(), /^Look/);
    expect(one!.flags! & SUPPRESS_EMBEDS).toBe(0);

    model.next({
      chunks: ['See https://a.example ', 'and ', 'https://b.example ', 'and more'],
      pauseMs: 1_200,
    });
    const asked = ask();
    const first = await ada.sees(asked, /^See https:\/\/a\.example/, A_WHILE);
    expect(first.flags! & SUPPRESS_EMBEDS).toBe(0);
    const second = await ada.sees(asked, /b\.example/, A_WHILE);
    expect(second.flags! & SUPPRESS_EMBEDS).toBe(SUPPRESS_EMBEDS);
    const [done] = await seesAll(asked, /and more$/);
    expect(done!.flags! & SUPPRESS_EMBEDS).toBe(SUPPRESS_EMBEDS);
  });

  test('that was cut inside of code goes on with it', async () => {
    const { ada, model } = stage;
    model.next({ text: 'So:\n\n```ts\nconst a = 1;\nconst b', finish: 'length' });
    const asked = ask();
    const cut = await ada.sees(asked, 'This answer reached its longest length', A_WHILE);
    model.next({ text: '```ts\n = 2;\n', finish: 'length' });
    ada.click(asked, cut, `Continue:continue:${asked}`);
    const cutAgain = await ada.sees(asked, /^```ts\n = 2;\n```\n\n-# This answer reached/, A_WHILE);
    model.next('const c = 3;\n```\n\nDone.');
    ada.click(asked, cutAgain, `Continue:continue:${asked}`);
    await seesAll(asked, /^```ts\nconst c = 3;\n```\n\nDone\.$/);
    expect(await remembered(asked)).toBe(
      'So:\n\n```ts\nconst a = 1;\nconst b = 2;\nconst c = 3;\n```\n\nDone.',
    );
  });

  test('that was cut in long code goes on with it, and has all of it in a file', async () => {
    const { ada, model } = stage;
    model.next({ text: `\`\`\`ts title="lines.ts"\n${code}const half`, finish: 'length' });
    const asked = ask();
    const cut = await ada.sees(asked, /`lines\.ts`, 151 lines\.\n\n-# This answer reached/, A_WHILE);
    expect(await read(cut)).toBe(`${code}const half\n`);
    model.next(` = 1;\n${code}\`\`\``);
    ada.click(asked, cut, `Continue:continue:${asked}`);
    const done = await ada.sees(asked, /^```ts\n = 1;\n[^]*`lines\.ts`, 301 lines\.$/, A_WHILE);
    expect(await read(done)).toBe(`${code}const half = 1;\n${code}`);
  });
});
