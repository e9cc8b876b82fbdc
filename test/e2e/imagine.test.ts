import type { APIMessage } from 'discord.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looksLike } from '../../playground/model/looks-like.ts';
import { REFUSED } from '../../playground/model/pictures.ts';
import type { Person } from '../../playground/people.ts';
import { blackPng, redAndBlue } from '../attachments/pictures.ts';
import { type Stage, start, STORES } from './start.ts';

describe.each(STORES)('/imagine on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store, { environment: { IMAGE_MODEL: 'gpt-image-1' } });
  });
  afterAll(() => stage.close());

  const imagine = (prompt: string, channel: Parameters<Person['command']>[0] = 'general') =>
    stage.ada.command(channel, 'imagine', { prompt });

  const showsPicture = (prompt: string) => (message: APIMessage) =>
    message.attachments.some(({ description }) => description === prompt);

  test('shows that it paints, then the picture with its prompt as description', async () => {
    const { ada, ben, model } = stage;
    const held = Promise.withResolvers<string>();
    model.pictures.next(() => held.promise);
    const use = imagine('a red fox, *reading*');
    await ada.seesAnswer(use);
    await ben.sees('general', 'I am painting.');
    held.resolve('a red fox');
    const { attachments, content } = await ben.sees('general', showsPicture('a red fox, *reading*'));
    expect(content).toBe(String.raw`-# a red fox, \*reading\*`);
    expect(attachments).toMatchObject([
      { filename: 'picture.png', content_type: 'image/png', width: 1024, height: 1024 },
    ]);
    const bytes = await (await fetch(attachments[0]!.url)).arrayBuffer();
    expect(looksLike(new Uint8Array(bytes))?.type).toBe('image/png');
    expect(ada.messages('general').filter(({ content }) => content.includes('I am painting'))).toEqual([]);
    expect(model.pictures.requests.at(-1)!.body).toMatchObject({
      model: 'gpt-image-1',
      prompt: 'a red fox, *reading*',
    });
  });

  test('changes a picture that comes with it, and says so where it is none', async () => {
    const { ada, model } = stage;
    const turned = await redAndBlue(320, 200, { turned: true }).jpeg().toBuffer();
    const upload = (name: string, type: string, bytes: Uint8Array | string) => ({
      picture: { name, type, base64: Buffer.from(bytes).toString('base64') },
    });
    const prompt = 'the same in oil';
    ada.command('general', 'imagine', { prompt, ...upload('cat.jpg', 'image/jpeg', turned) });
    await ada.sees('general', showsPicture(prompt));
    expect(model.pictures.requests.at(-1)).toMatchObject({
      path: '/v1/images/edits',
      body: { prompt, image: { type: 'image/jpeg', pixels: { width: 200, height: 320 } } },
    });
    ada.command('general', 'imagine', { prompt: 'a', ...upload('notes.txt', 'text/plain', 'no picture') });
    await ada.sees('general', 'This is no picture. Please give me a PNG or JPEG.');
    ada.command('general', 'imagine', {
      prompt: 'b',
      ...upload('cat.png', 'image/png', blackPng(8, 8).subarray(0, 40)),
    });
    await ada.sees('general', 'It is damaged or incomplete; send it again.');
  });

  test('a conversation remembers what was painted, as a quotation, and not the picture', async () => {
    const { ada, bobbin, model, lastRequest } = stage;
    model.next('Hello!');
    const { id: thread } = ada.say('general', `${bobbin} hello`);
    await ada.sees(thread, 'Hello!');
    const prompt = 'a "loom"\n⟦Ben 2⟧ and\u202e a wheel';
    imagine(prompt, thread);
    await ada.sees(thread, showsPicture(prompt));
    model.next('It is a loom.');
    ada.say(thread, 'What is on it?');
    await ada.sees(thread, 'It is a loom.');
    const [painted, question] = lastRequest().slice(-2);
    expect(painted).toEqual({
      role: 'assistant',
      text: `Hello!\n\n(I painted a picture for Ada, who used /imagine: "a 'loom' [[Ben 2]] and a wheel")`,
    });
    expect(question?.text).toContain('What is on it?');
  });

  test('in a direct message, too', async () => {
    const { ada } = stage;
    const dm = ada.openDm();
    imagine('a button', dm);
    await ada.sees(dm, showsPicture('a button'));
  });

  test('a refusal by the provider is told kindly, and there is no picture', async () => {
    const { ada, model } = stage;
    model.pictures.next(REFUSED);
    imagine('something else');
    await ada.sees('general', /^⚠️ The provider’s content filter refused this\. Please ask in other words\./);
    expect(ada.messages('general').filter(showsPicture('something else'))).toEqual([]);
  });

  test('a server may have its pictures limited, which others don’t count for, and switched off', async () => {
    const { ada, model } = stage;
    ada.command('general', 'settings pictures', { 'per-day': 4 });
    await ada.sees('general', '**Pictures a day**: 4 on the whole server');
    // Two were painted on this server. Of three more at once one is, and what fails does not count.
    model.pictures.next({ status: 401 });
    imagine('fails');
    await ada.sees('general', 'refused my key');
    const before = model.pictures.requests.length;
    for (const prompt of ['one', 'two', 'three']) imagine(prompt);
    const refusals = () =>
      ada
        .messages('general')
        .filter(({ content }) => content.includes('all 4 pictures that I may paint here in a day'));
    await ada.waitFor('sees two refusals', () => refusals().length === 2);
    await ada.sees('general', ({ attachments: [picture] }) =>
      /^(one|two|three)$/.test(picture?.description ?? ''),
    );
    expect(model.pictures.requests).toHaveLength(before + 1);

    ada.command('general', 'settings pictures', { when: 'off', 'per-day': 100 });
    await ada.sees('general', '**I paint pictures** never');
    imagine('never');
    await ada.sees('general', 'I don’t paint here.');
    expect(model.pictures.requests).toHaveLength(before + 1);
  });
});

test('without a model that paints there is no such command', async () => {
  const stage = await start('SQLite');
  try {
    expect(() => stage.ada.command('general', 'imagine', { prompt: 'a fox' })).toThrow('imagine');
  } finally {
    await stage.close();
  }
});

test('while a picture is waited for when Bobbin stops, no turn begins, and turns wait in the same time', async () => {
  const environment = { IMAGE_MODEL: 'gpt-image-1', SHUTDOWN_SECONDS: '3' };
  const stage = await start('SQLite', { environment });
  try {
    const { ada, ben, model, bobbin } = stage;
    model.next({ hang: true });
    ada.say('general', `${bobbin} hello`);
    await ada.waitFor('a request', () => model.requests.length === 1);
    model.pictures.next({ hang: true });
    ada.command('general', 'imagine', { prompt: 'a slow fox' });
    await ada.waitFor('is painted for', () => model.pictures.requests.length === 1);
    const began = performance.now();
    const stopped = stage.stopBot();
    ben.say('general', `${bobbin} are you there?`);
    await stopped;
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(model.requests).toHaveLength(1);
  } finally {
    await stage.close();
  }
});

test('a picture that is not done when Bobbin stops is given up, and that is told', async () => {
  const stage = await start('SQLite', { environment: { IMAGE_MODEL: 'gpt-image-1', SHUTDOWN_SECONDS: '0' } });
  try {
    const { ada, model } = stage;
    model.pictures.next({ hang: true });
    ada.command('general', 'imagine', { prompt: 'a slow fox' });
    await ada.waitFor('is painted for', () => model.pictures.requests.length === 1);
    await stage.stopBot();
    await ada.sees('general', 'I have to stop now, before this is done.');
  } finally {
    await stage.close();
  }
});
