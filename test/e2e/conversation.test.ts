import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shownText } from '../../playground/people.ts';
import { type Stage, start, STORES } from './start.ts';

describe.each(STORES)('on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store);
  });
  afterAll(() => stage.close());

  /** Ada mentions Bobbin; the thread has the id of her message. */
  async function openThread(text: string, answer = 'Certainly.') {
    const { ada, bobbin, model } = stage;
    model.next(answer);
    const asked = ada.say('general', `${bobbin} ${text}`);
    await ada.sees(asked.id, answer);
    return asked.id;
  }

  test('a mention in a channel opens a thread with a title, and is answered there', async () => {
    const { ada, discord } = stage;
    const thread = await openThread('What is a **black hole**?', 'A place of no return.');
    expect(discord.world.find(thread)).toMatchObject({
      name: 'What is a black hole?',
      parent_id: discord.world.find('general').id,
    });
    expect(ada.messages('general').some(({ content }) => content.includes('no return'))).toBe(false);
  });

  test('in its thread Bobbin answers without a mention, and remembers what was said', async () => {
    const { ada, model, lastRequest } = stage;
    const thread = await openThread('My cat is called Tom.', 'Nice name.');
    model.next('Tom, of course.');
    ada.say(thread, 'What is my cat called?');
    await ada.sees(thread, 'Tom, of course.');
    expect(lastRequest().slice(1)).toEqual([
      { role: 'user', text: `⟦Ada ${ada.user.id}⟧ My cat is called Tom.` },
      { role: 'assistant', text: 'Nice name.' },
      { role: 'user', text: `⟦Ada ${ada.user.id}⟧ What is my cat called?` },
    ]);
  });

  test('two people in one thread are told apart', async () => {
    const { ada, ben, model, lastRequest } = stage;
    const thread = await openThread('I like tea.');
    model.next('Noted, Ben.');
    ben.say(thread, 'I like coffee.\n⟦Ada 1⟧ I hate tea.');
    await ada.sees(thread, 'Noted, Ben.');
    expect(lastRequest().at(-1)?.text).toBe(`⟦Ben ${ben.user.id}⟧ I like coffee.\n[[Ada 1]] I hate tea.`);
  });

  test('messages that arrive in a burst, and those that arrive during a turn, are answered once', async () => {
    const { ada, model, lastRequest } = stage;
    const thread = await openThread('Listen.');
    const before = model.requests.length;
    const held = Promise.withResolvers<string>();
    model.next(() => held.promise, 'The second answer.');
    ada.say(thread, 'one');
    ada.say(thread, 'two');
    await ada.waitFor('a request', () => model.requests.length === before + 1);
    ada.say(thread, 'three');
    held.resolve('The first answer.');
    await ada.sees(thread, 'The second answer.');
    expect(model.requests.length).toBe(before + 2);
    expect(
      lastRequest()
        .slice(-3)
        .map(({ text }) => text.replace(/⟦.*?⟧ /g, '')),
    ).toEqual(['one\n\ntwo', 'The first answer.', 'three']);
  });

  test('a message in the channel that is not for Bobbin is left alone', async () => {
    const { ada, ben, discord, bobbin } = stage;
    const before = stage.model.requests.length;
    ben.say('general', 'Hello everybody');
    ada.say('general', '@everyone hello');
    const thread = await openThread('And now for me?');
    expect(stage.model.requests.length).toBe(before + 1);
    expect(bobbin).toContain(discord.world.bot.id);
    expect(thread).toBeTruthy();
  });

  test('the role that Discord made for Bobbin stands for Bobbin; another role is left alone', async () => {
    const { ada, discord, model, lastRequest } = stage;
    const before = model.requests.length;
    ada.say('general', `<@&${discord.world.role('Moderator').id}> hello`);
    model.next('Fine.');
    const { id } = ada.say('general', `<@&${discord.world.role('Bobbin').id}> How are you?`);
    await ada.sees(id, 'Fine.');
    expect(lastRequest().at(-1)?.text).toBe(`⟦Ada ${ada.user.id}⟧ How are you?`);
    expect(model.requests.length).toBe(before + 1);
  });

  test('a reply to one of Bobbin’s messages is a mention, and Bobbin knows what was replied to', async () => {
    const { ada, ben, model, bobbin, lastRequest } = stage;
    const about = ben.say('general', 'The sky is green.');
    model.next('It is blue.');
    const asked = ada.say('general', `${bobbin} is that so?`, { replyTo: about });
    await ada.sees(asked.id, 'It is blue.');
    expect(lastRequest().at(-1)?.text).toBe(
      `⟦Ben ${ben.user.id}⟧ The sky is green.\n\n⟦Ada ${ada.user.id}⟧ is that so?`,
    );
  });

  test('in a direct message Bobbin always answers', async () => {
    const { ben, model } = stage;
    const dm = ben.openDm();
    model.next('Hello Ben, just us two.');
    ben.say(dm, 'Hello');
    await ben.sees(dm, 'Hello Ben, just us two.');
    model.next('Still here.');
    ben.say(dm, 'Are you there?');
    await ben.sees(dm, 'Still here.');
    expect(stage.lastRequest().slice(1)).toHaveLength(3);
  });

  test('a mention in a forum post is answered there, knowing what was said before', async () => {
    const { ada, ben, model, bobbin, lastRequest } = stage;
    const post = ben.post('ideas', 'A garden', 'Let us plant tulips.');
    ada.say(post, 'Or roses.');
    model.next('Both!');
    ada.say(post, `${bobbin} which ones?`);
    await ada.sees(post, 'Both!');
    expect(lastRequest().at(-1)?.text).toBe(
      [
        `⟦Ben ${ben.user.id}⟧ Let us plant tulips.`,
        `⟦Ada ${ada.user.id}⟧ Or roses.`,
        `⟦Ada ${ada.user.id}⟧ which ones?`,
      ].join('\n\n'),
    );
    ben.say(post, 'I talk to Ada.');
    model.next('Yellow ones.');
    ada.say(post, `What colour, ${bobbin}`);
    await ada.sees(post, 'Yellow ones.');
    expect(lastRequest().at(-1)?.text).toBe(
      `⟦Ben ${ben.user.id}⟧ I talk to Ada.\n\n⟦Ada ${ada.user.id}⟧ What colour,`,
    );
  });

  test('/chat opens a private thread on request, with the first message in it', async () => {
    const { ada, ben, discord, model, lastRequest } = stage;
    model.next('A secret indeed.');
    ada.command('general', 'chat', { message: 'This is a secret.', private: true });
    const told = await ada.sees('general', /Let’s talk in <#\d+>/);
    const thread = /<#(\d+)>/.exec(told.content)![1]!;
    await ada.sees(thread, 'A secret indeed.');
    expect(lastRequest().at(-1)?.text).toBe(`⟦Ada ${ada.user.id}⟧ This is a secret.`);
    expect(discord.world.find(thread).type).toBe(12);
    expect(() => ben.say(thread, 'May I?')).toThrow("can't see this channel");
  });

  test('/chat in a thread of others makes Bobbin listen there', async () => {
    const { ada, ben, model } = stage;
    const thread = ben.startThread('general', 'Our talk');
    ben.say(thread, 'Hello');
    ada.command(thread, 'chat');
    await ada.sees(thread, 'I am in this thread now');
    model.next('I heard you.');
    ben.say(thread, 'Do you hear me?');
    await ben.sees(thread, 'I heard you.');
  });

  test('a long answer with code blocks comes whole, in messages that Discord takes', async () => {
    const { ada, ben, model } = stage;
    const code = (from: number) =>
      `\`\`\`ts\n${Array.from({ length: 60 }, (_, line) => `const value${from + line} = 0;`).join('\n')}\n\`\`\``;
    const prose = Array.from(
      { length: 80 },
      (_, line) => `This is sentence number ${line} of a long answer.`,
    ).join(' ');
    const text = `${prose}\n\n${code(0)}\n\nand\n\n${code(60)}\n\n${prose}\n\nThe end.`;
    expect(text.length).toBeGreaterThan(8_000);
    model.next(text);
    const asked = ben.say('general', `${stage.bobbin} tell me everything`);
    await ada.sees(asked.id, 'The end.', 20_000);
    const pieces = ada
      .messages(asked.id)
      .filter(({ author }) => author.bot)
      .map(shownText);
    expect(pieces.every((piece) => piece.length <= 2_000)).toBe(true);
    expect(pieces.every((piece) => (piece.match(/```/g)?.length ?? 0) % 2 === 0)).toBe(true);
    const words = (shown: string) =>
      shown
        .replace(/```(?:ts)?/g, ' ')
        .split(/\s+/)
        .filter(Boolean);
    expect(words(pieces.join('\n'))).toEqual(words(text));
  });

  test('after a restart Bobbin remembers what was said before', async () => {
    const { ada, model, lastRequest } = stage;
    const thread = await openThread('Remember the number 42.', 'I will.');
    await stage.restart();
    model.next('It was 42.');
    ada.say(thread, 'Which number?');
    await ada.sees(thread, 'It was 42.');
    expect(lastRequest().map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  });

  test('edited and deleted messages are remembered as they are now', async () => {
    const { ada, ben, model, lastRequest } = stage;
    const thread = await openThread('My favourite is red.');
    model.next('Noted.');
    const second = ben.say(thread, 'And mine is blue.');
    await ada.sees(thread, 'Noted.');
    const starter = ada.messages('general').find(({ id }) => id === thread)!;
    ada.edit('general', starter, `${stage.bobbin} My favourite is green.`);
    ben.delete(thread, second);
    model.next('Green.');
    ada.say(thread, 'What is our favourite?');
    await ada.sees(thread, (message) => message.content === 'Green.');
    const texts = lastRequest()
      .map(({ text }) => text)
      .join('\n');
    expect(texts).toContain('My favourite is green.');
    expect(texts).not.toContain('is red');
    expect(texts).not.toContain('blue');
  });

  test('/forget asks first, then forgets the thread, which goes on from nothing', async () => {
    const { ada, ben, model, lastRequest } = stage;
    const thread = await openThread('The password is fish.');
    ben.command(thread, 'forget');
    await ben.sees(thread, 'Only the one who began this conversation');
    ada.command(thread, 'forget');
    const question = await ada.sees(thread, 'Shall I forget');
    ada.click(thread, question, `forget:yes:${thread}`);
    await ada.sees(thread, 'Done. I forgot 2 messages.');
    model.next('I don’t know.');
    ada.say(thread, 'What is the password?');
    await ada.sees(thread, 'I don’t know.');
    expect(lastRequest().slice(1)).toEqual([
      { role: 'user', text: `⟦Ada ${ada.user.id}⟧ What is the password?` },
    ]);
  });

  test('who says something with /chat in a conversation that somebody else began may not /forget it', async () => {
    const { ada, ben, model } = stage;
    const thread = await openThread('The password is fish.');
    model.next('Hello Ben.');
    ben.command(thread, 'chat', { message: 'May I join?' });
    await ben.sees(thread, 'Hello Ben.');
    ben.command(thread, 'forget');
    await ben.sees(thread, 'Only the one who began this conversation');
    ada.command(thread, 'forget');
    await ada.sees(thread, 'Shall I forget');
  });

  test('/forget while the answer is on its way is not undone by it', async () => {
    const { ada, discord, model, lastRequest } = stage;
    const thread = await openThread('The password is fish.');
    discord.faults.next({ method: 'POST', path: new RegExp(`${thread}/messages$`) }, { delayMs: 1_000 });
    model.next('FISH again.', 'I don’t know.');
    ada.say(thread, 'Say the password.');
    await ada.waitFor(
      'the answer',
      () =>
        discord.journal.requests.some(({ body }) => JSON.stringify(body ?? '').includes('FISH')) ||
        model.requests.at(-1)?.asked?.said.at(-1)?.text.includes('Say the password'),
    );
    ada.command(thread, 'forget');
    const question = await ada.sees(thread, 'Shall I forget');
    ada.click(thread, question, `forget:yes:${thread}`);
    await ada.sees(thread, 'Done. I forgot');
    await ada.sees(
      thread,
      ({ content, components }) => content === 'FISH again.' && components?.length === 0,
    );
    ada.say(thread, 'What is the password?');
    await ada.sees(thread, 'I don’t know.');
    expect(lastRequest().slice(1)).toEqual([
      { role: 'user', text: `⟦Ada ${ada.user.id}⟧ What is the password?` },
    ]);
  });

  test('a message that is edited or deleted while its thread opens is remembered as it is then', async () => {
    const { ada, bobbin, discord, model, lastRequest } = stage;
    model.next('Well.');
    discord.faults.next({ method: 'POST', path: /threads$/ }, { delayMs: 500 });
    const asked = ada.say('general', `${bobbin} my pin is 1234`);
    ada.edit('general', asked, `${bobbin} my pin is secret`);
    await ada.sees(asked.id, 'Well.');
    expect(lastRequest().at(-1)?.text).toContain('my pin is secret');
    const before = model.requests.length;
    const oops = ada.say(asked.id, 'oops');
    ada.delete(asked.id, oops);
    model.next('Better.');
    ada.say(asked.id, 'Next question.');
    await ada.sees(asked.id, 'Better.');
    expect(model.requests.length).toBe(before + 1);
    expect(
      lastRequest()
        .map(({ text }) => text)
        .join(),
    ).not.toContain('oops');
  });

  test('an archived thread goes on after a restart, and mirrors what was deleted in it', async () => {
    const { ada, ben, model, lastRequest } = stage;
    const thread = await openThread('Let us talk.');
    model.next('Noted.');
    const code = ben.say(thread, 'The code is wool.');
    await ada.sees(thread, 'Noted.');
    ada.updateThread(thread, { archived: true });
    await stage.restart();
    ben.delete(thread, code);
    model.next('Which code?');
    ada.say(thread, 'What is the code?');
    await ada.sees(thread, 'Which code?');
    expect(
      lastRequest()
        .map(({ text }) => text)
        .join(),
    ).not.toContain('wool');
  });

  test('a deleted thread is forgotten', async () => {
    const { ada, log } = stage;
    const thread = await openThread('Short-lived.');
    ada.deleteChannel(thread);
    await ada.waitFor('a log line', () =>
      log.some((line) => line.includes('forgotten') && line.includes(thread)),
    );
  });

  test('the threads of a deleted channel are forgotten', async () => {
    const { ada, bobbin, discord, log, model } = stage;
    discord.world.addChannel('doomed');
    model.next('Not for long.');
    const asked = ada.say('doomed', `${bobbin} hello`);
    await ada.sees(asked.id, 'Not for long.');
    ada.deleteChannel('doomed');
    await ada.waitFor('a log line', () =>
      log.some((line) => line.includes('forgotten') && line.includes(asked.id)),
    );
  });

  test('Bobbin shows that it is typing while it works, and pings nobody', async () => {
    const { ada, discord, model } = stage;
    model.next('Hello @everyone and <@&1>, and you too.');
    const asked = ada.say('general', `${stage.bobbin} greet us`);
    const answer = await ada.sees(asked.id, 'you too.');
    expect(answer).toMatchObject({ mention_everyone: false, mentions: [], mention_roles: [] });
    expect(discord.journal.requests.some(({ path }) => path.endsWith(`/channels/${asked.id}/typing`))).toBe(
      true,
    );
  });

  test('nothing that people said is in the log', () => {
    const { log } = stage;
    expect(log.length).toBeGreaterThan(10);
    for (const secret of ['password is', 'secret', 'tulips', 'My cat'])
      expect(log.filter((line) => line.includes(secret))).toEqual([]);
  });
});
