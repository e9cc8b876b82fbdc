import type { APIMessage } from 'discord.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looksLike } from '../../playground/model/looks-like.ts';
import { drawPicture } from '../../playground/model/paint/picture.ts';
import { REFUSED } from '../../playground/model/pictures.ts';
import type { Answer } from '../../playground/model/script.ts';
import { type Stage, start, STORES } from './start.ts';

const paint = (prompt: string, change = false) => ({
  toolCalls: [{ name: 'generate_image', arguments: JSON.stringify({ prompt, change }) }],
});

const has =
  (text: string, ...descriptions: string[]) =>
  ({ content, attachments }: APIMessage) =>
    content.includes(text) &&
    JSON.stringify(attachments.map(({ description }) => description)) === JSON.stringify(descriptions);

describe.each(STORES)('a picture that the model paints, on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store, { environment: { IMAGE_MODEL: 'gpt-image-1' } });
  });
  afterAll(() => stage.close());

  const ask = (text: string) => stage.ada.say('general', `${stage.bobbin} ${text}`).id;

  test('arrives with the reply, and its prompt as description; meanwhile one sees that it is painted', async () => {
    const { ada, ben, model } = stage;
    const held = Promise.withResolvers<string>();
    model.pictures.next(() => held.promise);
    model.next(paint('a red fox that reads'), 'There you are.');
    const thread = ask('please paint a fox');
    await ben.sees(thread, '-# painting: a red fox that reads …');
    held.resolve('a red fox that reads');
    const { attachments } = await ben.sees(thread, has('There you are.', 'a red fox that reads'));
    const bytes = await (await fetch(attachments[0]!.url)).arrayBuffer();
    expect(looksLike(new Uint8Array(bytes))).toEqual({
      type: 'image/png',
      pixels: { width: 1024, height: 1024 },
    });
    expect(model.requests.at(-1)!.asked!.said.at(-1)).toMatchObject({
      role: 'tool',
      text: expect.stringContaining('It is painted and stands below your answer.') as string,
    });

    model.next('You are welcome.');
    ada.say(thread, 'Thanks');
    await ada.sees(thread, 'You are welcome.');
    expect(stage.lastRequest().at(-2)).toEqual({
      role: 'assistant',
      text: 'There you are.\n\n(Here I painted a picture: "a red fox that reads")',
    });
  });

  test('can be changed by asking', async () => {
    const { ada, model } = stage;
    model.next(paint('a house'), 'A house.');
    const thread = ask('paint a house');
    await ada.sees(thread, has('A house.', 'a house'));
    model.next(paint('a red house', true), 'Now it is red.');
    ada.say(thread, 'make it red');
    await ada.sees(thread, has('Now it is red.', 'a red house'));
    const { path, body } = model.pictures.requests.at(-1)!;
    expect(path).toBe('/v1/images/edits');
    expect(body).toMatchObject({
      prompt: 'a red house',
      image: { type: 'image/png', pixels: { width: 1024, height: 1024 } },
    });
  });

  test('stays while its answer is written anew, and is told of among the earlier answers', async () => {
    const { ada, model } = stage;
    model.next(paint('a green boat'), 'A boat.');
    const thread = ask('paint a boat');
    const boat = await ada.sees(thread, has('A boat.', 'a green boat'));
    const [{ url } = { url: '' }] = boat.attachments;
    const isThere = async () => (await fetch(url)).ok;
    expect(await isThere()).toBe(true);

    model.next(() => new Promise(() => {})); // says nothing
    ada.messageCommand(thread, 'Try again', boat);
    await ada.sees(thread, 'I write the last answer anew.');
    ada.command(thread, 'stop');
    await ada.sees(thread, 'Stopped.');
    await ada.waitFor('the turn ends', () => model.requests.at(-1)?.aborted);
    await ada.sees(thread, has('A boat.', 'a green boat'));

    model.next({ chunks: ['I would rather ', 'not ', 'paint.'], pauseMs: 1_500 });
    ada.messageCommand(thread, 'Try again', boat);
    await ada.sees(thread, has('I would rather', 'a green boat'));
    await ada.sees(thread, has('I would rather not paint.'), 15_000);
    const again = ada.messages(thread).find(({ id }) => id === boat.id);
    const earlier = JSON.stringify(again!.components);
    expect(earlier).toContain('Earlier answers');
    ada.click(thread, again!, `Try again:earlier:${thread}`);
    await ada.sees(thread, 'A boat.\n\n-# 🖼️ a green boat');
  });

  test('can be made from one that a person shows', async () => {
    const { ada, bobbin, model } = stage;
    const base64 = drawPicture({ width: 320, height: 200 }, 'a cat').toString('base64');
    model.next(paint('the cat in oil', true), 'In oil.');
    const { id: thread } = ada.say('general', `${bobbin} paint it in oil`, {
      files: [{ name: 'cat.png', type: 'image/png', base64 }],
    });
    await ada.sees(thread, has('In oil.', 'the cat in oil'));
    expect(model.pictures.requests.at(-1)!.body).toMatchObject({
      image: { pixels: { width: 320, height: 200 } },
    });
  });

  test('there may be nothing to change', async () => {
    const { ada, model } = stage;
    model.next(paint('a blue house', true), 'There is none.');
    const thread = ask('make it blue');
    await ada.sees(thread, has('There is none.'));
    expect(model.requests.at(-1)!.asked!.said.at(-1)!.text).toContain(
      'There is no picture. There is no picture in this conversation that could be changed.',
    );
  });

  test('alone is an answer, and so are several', async () => {
    const { ada, model } = stage;
    const two = [...paint('one').toolCalls, ...paint('two').toolCalls];
    model.next({ toolCalls: two }, '');
    const thread = ask('paint two');
    await ada.sees(thread, ({ attachments }) => attachments.length === 2);
    model.next('Yes.');
    ada.say(thread, 'Are these two?');
    await ada.sees(thread, 'Yes.');
    expect(stage.lastRequest().at(-2)?.text).toMatch(
      /^\(Here I painted a picture: "(one|two)"\)\n\n\(Here I painted a picture: "(one|two)"\)$/,
    );
  });

  test('that the provider refuses is none, and the model tells so', async () => {
    const { ada, model } = stage;
    model.pictures.next(REFUSED);
    model.next(paint('something else'), 'I may not paint that.');
    const thread = ask('paint something else');
    await ada.sees(thread, has('I may not paint that.'));
    expect(model.requests.at(-1)!.asked!.said.at(-1)!.text).toContain('content filter refused this');
  });

  test.each<[then: string, answer: Answer, told: string]>([
    [
      'refuses',
      { status: 400, error: { message: 'no', code: 'content_filter' } },
      'content filter refused this',
    ],
    ['fails', { status: 400, error: { message: 'no' } }, 'The AI service did not accept my request'],
    [
      'breaks off',
      { chunks: ['A ', 'tree'], cutAfter: 1 },
      'The connection to the AI service broke off here.',
    ],
  ])('is there even if the provider then %s, and one sees why no more is said', async (_, answer, told) => {
    const { ada, model } = stage;
    model.next(paint('a tree'), answer);
    const thread = ask('paint a tree');
    await ada.sees(thread, has(told, 'a tree'));
  });

  test('is not offered where a server wants none', async () => {
    const { ada, model } = stage;
    const offered = () => JSON.stringify(model.requests.at(-1)!.asked!.tools).includes('generate_image');
    expect(offered()).toBe(true);
    ada.command('general', 'settings pictures', { when: 'off' });
    await ada.sees('general', '**I paint pictures** never');
    model.next('Hello.');
    await ada.sees(ask('hello'), 'Hello.');
    expect(offered()).toBe(false);
  });
});
