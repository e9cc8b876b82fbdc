import { MessageType } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../playground/model/script.ts';
import { type Stage, start, STORES } from './start.ts';

describe.each(STORES)('titles on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store);
  });
  afterAll(() => stage.close());

  const nameOf = (thread: string) => stage.discord.world.channels.get(thread)?.name;
  const named = (thread: string, name: string) =>
    stage.ada.waitFor(`the name ${name}`, () => nameOf(thread) === name);
  const logged = (thread: string, text: string) =>
    stage.ada.waitFor(`a log line: ${text}`, () =>
      stage.log.find((line) => line.includes(text) && line.includes(thread)),
    );
  const titleOf = (title: string) => JSON.stringify({ title });

  /** Ada mentions Bobbin and sees the answer. */
  async function open(text: string, title: Answer, channel = 'general') {
    const { ada, bobbin, model } = stage;
    model.next('Certainly.');
    model.structured.next(title);
    const { id } = ada.say(channel, `${bobbin} ${text}`);
    await ada.sees(id, 'Certainly.');
    return id;
  }

  async function say(thread: string, text: string, answer: string) {
    stage.model.next(answer);
    stage.ada.say(thread, text);
    await stage.ada.sees(thread, answer);
  }

  test('a thread gets its title after the first answer, and no other after the second', async () => {
    const { ada, model } = stage;
    const thread = await open('Why is the sky blue?', titleOf('**Rayleigh** scattering'));
    await named(thread, 'Rayleigh scattering');
    const renamed = await ada.sees(thread, ({ type }) => type === MessageType.ChannelNameChange);
    expect(renamed.author.id).toBe(stage.discord.world.bot.id);
    const asked = model.structured.requests.length;
    await say(thread, 'And at night?', 'Black.');
    await say(thread, 'Thank you.', 'You are welcome.');
    expect(model.structured.requests).toHaveLength(asked);
    expect(nameOf(thread)).toBe('Rayleigh scattering');
  });

  test('it is asked for in one small call, of this thread’s words alone', async () => {
    const { model } = stage;
    await open('The other thread is about wool.', titleOf('Wool'));
    const thread = await open('Why is the “sea” salty?', titleOf('Salt'));
    await named(thread, 'Salt');
    const { asked, body } = model.structured.requests.at(-1)!;
    expect(asked).toMatchObject({ model: 'practice', stream: false, maxOutputTokens: 1_000, tools: [] });
    expect(asked!.said.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(JSON.parse(asked!.said[1]!.text)).toEqual({
      question: 'Why is the “sea” salty?',
      answer: 'Certainly.',
    });
    expect(JSON.stringify(body)).not.toContain('wool');
  });

  test('the practice model gives titles, too', async () => {
    const { ada, bobbin } = stage;
    const { id } = ada.say('general', `${bobbin} What is a black hole?`);
    await named(id, 'Black hole');
    expect(ada.messages(id).at(-1)).toMatchObject({ content: 'Black hole' });
  });

  test('/chat without a message gets its title after the first answer', async () => {
    const { ada, model } = stage;
    ada.command('general', 'chat', { private: true });
    const told = await ada.sees('general', /Let’s talk in <#\d+>\.$/);
    const thread = /<#(\d+)>/.exec(told.content)![1]!;
    expect(nameOf(thread)).toBe('Chat with Ada');
    model.structured.next(titleOf('Tea in the East'));
    await say(thread, 'Tell me about tea.', 'It is from China.');
    await named(thread, 'Tea in the East');
  });

  test('/chat with a message', async () => {
    const { ada, model } = stage;
    model.structured.next(titleOf('Coffee'));
    model.next('It is from Ethiopia.');
    ada.command('help', 'chat', { message: 'Tell me about coffee.' });
    const told = await ada.sees('help', /Let’s talk in <#\d+>\.$/);
    await named(/<#(\d+)>/.exec(told.content)![1]!, 'Coffee');
  });

  test('a name that a person gave stays', async () => {
    const { ada, model } = stage;
    const held = Promise.withResolvers<string>();
    const asked = model.structured.requests.length;
    const thread = await open('Name this one.', () => held.promise);
    await ada.waitFor('a request', () => model.structured.requests.length > asked);
    ada.updateThread(thread, { name: 'Mine' });
    held.resolve(titleOf('Not mine'));
    await logged(thread, 'thread keeps its name');
    await say(thread, 'Well?', 'Well.');
    expect(nameOf(thread)).toBe('Mine');
    expect(model.structured.requests).toHaveLength(asked + 1);
  });

  test('the next answer does not wait for the title', async () => {
    const held = Promise.withResolvers<string>();
    const thread = await open('Take your time.', () => held.promise);
    await say(thread, 'And now?', 'I am here.');
    expect(nameOf(thread)).toBe('Take your time.');
    held.resolve(titleOf('Patience'));
    await named(thread, 'Patience');
  });

  test.each<[what: string, answer: Answer]>([
    ['the model fails', { status: 500 }],
    ['the server takes no schema', { status: 400, error: { message: 'response_format: unknown' } }],
    ['the server ignores the schema', 'The title of this conversation is “Tea”.'],
    ['the title is cut', { text: '{"title":"A very', finish: 'length' }],
    ['the model says nothing', { text: '', finish: 'length' }],
  ])('when %s, the first name stays and the conversation goes on', async (_what, answer) => {
    const { model, ada } = stage;
    const thread = await open('What is tea?', answer);
    expect(await logged(thread, 'no title for a thread')).not.toContain('Tea');
    const asked = model.structured.requests.length;
    await say(thread, 'Go on.', 'Gladly.');
    expect(nameOf(thread)).toBe('What is tea?');
    expect(model.structured.requests).toHaveLength(asked);
    expect(JSON.stringify(ada.messages(thread))).not.toContain('Error id');
  });

  test('a title with nothing in it is none', async () => {
    const thread = await open('What is nothing?', titleOf(' **“”** '));
    await logged(thread, 'thread keeps its name');
    expect(nameOf(thread)).toBe('What is nothing?');
  });

  test('when Discord allows no more renames, Bobbin gives up at once', async () => {
    const { ada, discord } = stage;
    const path = /^\/channels\/\d+$/;
    discord.faults.next({ method: 'PATCH', path }, { status: 429, retryAfter: 600 });
    const thread = await open('Rename me.', titleOf('Renamed'));
    await logged(thread, 'no title for a thread');
    expect(nameOf(thread)).toBe('Rename me.');
    await stage.restart(); // would wait for whatever is still on its way
    await say(thread, 'Never mind.', 'I do not.');
    expect(ada.messages(thread).some(({ content }) => content.includes('Error id'))).toBe(false);
  });

  test('a failed answer gives no title; the first that is given does', async () => {
    const { ada, bobbin, model } = stage;
    const asked = model.structured.requests.length;
    model.next({ status: 401, error: { message: 'no' } });
    const { id } = ada.say('general', `${bobbin} Fail first.`);
    await ada.sees(id, 'Error id');
    model.structured.next(titleOf('Second thoughts'));
    await say(id, 'Once more.', 'Now I can.');
    await named(id, 'Second thoughts');
    expect(model.structured.requests).toHaveLength(asked + 1);
    expect(JSON.parse(model.structured.requests.at(-1)!.asked!.said[1]!.text)).toMatchObject({
      question: 'Fail first.\n\nOnce more.',
    });
  });

  test('no titles in direct messages, in channels, in threads of others', async () => {
    const { ada, ben, bobbin, model } = stage;
    const asked = model.structured.requests.length;
    await say(ada.openDm().id, 'Hello', 'Just us two.');
    const thread = ben.startThread('general', 'Ben’s own');
    await say(thread.id, `${bobbin} are you there?`, 'In your thread.');
    ada.command(thread, 'chat', { message: 'Listen to us.' });
    await ada.sees(thread, /practice model/);
    ada.command('help', 'settings answers', {
      where: 'inline',
      channel: stage.discord.world.find('help').id,
    });
    await ada.sees('help', 'Done.');
    await say('help', `${bobbin} here?`, 'Right here.');
    expect(model.structured.requests).toHaveLength(asked);
  });

  test('a server can switch titles off', async () => {
    const { ada, model } = stage;
    ada.command('general', 'settings answers', { titles: 'off' });
    await ada.sees('general', 'named after its first message');
    const asked = model.structured.requests.length;
    model.next('Here.');
    const { id } = ada.say('general', `${stage.bobbin} Why is grass green?`);
    await ada.sees(id, 'Here.');
    await say(id, 'And hay?', 'Dry.');
    ada.command('general', 'settings answers', { titles: 'on' });
    await ada.sees('general', 'named after what it is about');
    await say(id, 'And now?', 'Still.');
    expect(nameOf(id)).toBe('Why is grass green?');
    expect(model.structured.requests).toHaveLength(asked);
  });

  test('stopping gives up a title that does not come', async () => {
    const { ada, model } = stage;
    const asked = model.structured.requests.length;
    const thread = await open('Hang on.', { hang: true });
    await ada.waitFor('a request', () => model.structured.requests.length > asked);
    await stage.restart();
    await logged(thread, 'no title for a thread');
    expect(model.structured.requests.at(-1)!.aborted).toBe(true);
    await say(thread, 'Are you back?', 'I am.');
    expect(nameOf(thread)).toBe('Hang on.');
  });

  test('nothing that people or the model said is in the log', () => {
    for (const secret of ['Rayleigh', 'sky', 'China', 'Patience'])
      expect(stage.log.filter((line) => line.includes(secret))).toEqual([]);
  });
});
