import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, start, STORES } from './start.ts';

// Memory mirrors the thread: what the model is sent is what people see.

/** Longer than a gateway session takes to be made anew. */
const A_WHILE = 15_000;

describe.each(STORES)('memory on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store);
  });
  afterAll(() => stage.close());

  const isComplete = (message: { components?: unknown }) =>
    !JSON.stringify(message.components).includes('Stop');

  /** Says something, and waits until the answer to it is complete. */
  async function talk(thread: string, text: string, answer: string) {
    const { ada, model } = stage;
    model.next(answer);
    const { id } = ada.say(thread, text);
    const reply = await ada.sees(thread, (one) => one.content === answer && isComplete(one), A_WHILE);
    return { id, reply: reply.id };
  }

  async function openThread(text: string, answer: string) {
    const { ada, model, bobbin } = stage;
    model.next(answer);
    const { id } = ada.say('general', `${bobbin} ${text}`);
    const reply = await ada.sees(id, (one) => one.content === answer && isComplete(one), A_WHILE);
    return { thread: id, reply: reply.id };
  }

  /** What the model is sent of a conversation: texts without marks and instructions. */
  const sent = () =>
    stage
      .lastRequest()
      .slice(1)
      .map(({ text }) => text.replaceAll(/⟦.*?⟧ /g, ''));

  const offered = (thread: string, message: string) =>
    JSON.stringify(stage.ada.messages(thread).find(({ id }) => id === message)?.components).includes(
      'Answer the edited question',
    );

  test('knows what was edited and deleted while Bobbin was away', async () => {
    const { ada } = stage;
    const { thread, reply } = await openThread('My cat is Tom.', 'Hello Tom.');
    const dog = await talk(thread, 'My dog is Rex.', 'Hello Rex.');
    const bird = await talk(thread, 'My bird is Kiwi.', 'Hello Kiwi.');
    await stage.stopBot();
    ada.edit('general', thread, `${stage.bobbin} My cat is Tim.`);
    ada.delete(thread, dog.id);
    ada.delete(thread, dog.reply);
    ada.edit(thread, bird.id, 'My bird is Coco.');
    await stage.startBot();
    await talk(thread, 'Who is who?', 'Tim is a cat, Coco is a bird.');
    expect(sent()).toEqual([
      'My cat is Tim.',
      'Hello Tom.',
      'My bird is Coco.',
      'Hello Kiwi.',
      'Who is who?',
    ]);
    expect(reply).toBeDefined();
  });

  test('knows what became of the message that a thread was opened to talk about', async () => {
    const { ada, ben, model } = stage;
    const about = ben.say('general', 'The code is 1234.');
    const gone = ben.say('general', 'The key is under the mat.');
    model.next('It is 1234.', 'Under the mat.');
    const { id: code } = ada.say('general', `${stage.bobbin} What is the code?`, { replyTo: about });
    await ada.sees(code, (one) => one.content === 'It is 1234.' && isComplete(one), A_WHILE);
    const { id: key } = ada.say('general', `${stage.bobbin} Where is the key?`, { replyTo: gone });
    await ada.sees(key, (one) => one.content === 'Under the mat.' && isComplete(one), A_WHILE);
    ben.edit('general', about.id, 'The code is 5678.');
    ben.delete('general', gone.id);
    await talk(code, 'Are you sure?', 'It is 5678.');
    expect(sent()[0]).toBe('The code is 5678.\n\nWhat is the code?');
    await talk(key, 'Where, please?', 'I do not know.');
    expect(sent()[0]).toBe('Where is the key?');

    await stage.stopBot();
    ben.delete('general', about.id);
    await stage.startBot();
    await talk(code, 'And now?', 'I do not know.');
    expect(sent()[0]).toBe('What is the code?');
  });

  test('answers what was said while Bobbin was away, once, in one reply', async () => {
    const { ada, model } = stage;
    const { thread } = await openThread('Wait for it.', 'I wait.');
    await stage.stopBot();
    ada.say(thread, 'It comes.');
    ada.say(thread, 'Now.');
    const mention = stage.ben.say('general', `${stage.bobbin} and me?`);
    const before = model.requests.length;
    model.always('Here it is.');
    await stage.startBot();
    await ada.sees(thread, (one) => one.content === 'Here it is.' && isComplete(one), A_WHILE);
    await ada.sees(mention.id, (one) => one.content === 'Here it is.' && isComplete(one), A_WHILE);
    model.always(undefined);
    expect(model.requests.length).toBe(before + 2);
    await talk(thread, 'Thank you.', 'You are welcome.');
    expect(sent()).toEqual(['Wait for it.', 'I wait.', 'It comes.\n\nNow.', 'Here it is.', 'Thank you.']);
  });

  test('knows what was said before a message to Bobbin in a thread of others, while it was away', async () => {
    const { ada, model, bobbin } = stage;
    const { id: thread } = ada.startThread('general', 'ours');
    await talk(thread, `${bobbin} hello`, 'Hello.');
    await stage.stopBot();
    ada.say(thread, 'The word is fish.');
    ada.say(thread, `${bobbin} what is the word?`);
    ada.say(thread, 'This is between us.');
    model.next('Fish.');
    await stage.startBot();
    await ada.sees(thread, (one) => one.content === 'Fish.' && isComplete(one), A_WHILE);
    expect(sent()).toEqual(['hello', 'Hello.', 'The word is fish.\n\nwhat is the word?']);
  });

  test('of what was to be forgotten does not come back with a restart', async () => {
    const { ada } = stage;
    const { thread } = await openThread('My secret.', 'I keep it.');
    ada.command(thread, 'forget');
    const shown = await ada.sees(thread, 'Shall I forget everything');
    ada.click(thread, shown, `forget:yes:${thread}`);
    await ada.sees(thread, 'Done. I forgot');
    const catches = () => stage.log.filter((line) => line.includes('"caught up"')).length;
    const before = catches();
    await stage.restart();
    await ada.waitFor('it has caught up', () => catches() > before);
    await talk(thread, 'What do you know?', 'Nothing.');
    expect(sent()).toEqual(['What do you know?']);
  });

  test('loses a reply of Bobbin’s that somebody deletes', async () => {
    const { ada } = stage;
    const { thread, reply } = await openThread('Say something wrong.', 'Two and two is five.');
    ada.delete(thread, reply);
    await talk(thread, 'Say something right.', 'Two and two is four.');
    expect(sent().join()).not.toContain('five');
  });

  test('loses only the piece of a long reply that somebody deletes', async () => {
    const { ada, model } = stage;
    const first = `First ${'alpha '.repeat(320)}`.trim();
    const second = `Second ${'omega '.repeat(100)}`.trim();
    model.next(`${first}\n\n${second}`);
    const { id: thread } = ada.say('general', `${stage.bobbin} a long one`);
    await ada.sees(thread, (one) => one.content.startsWith('Second') && isComplete(one), A_WHILE);
    const piece = ada.messages(thread).find(({ content }) => content.startsWith('First'));
    ada.delete(thread, piece!);
    await talk(thread, 'And now?', 'Half is gone.');
    expect(sent()).toEqual(['a long one', second, 'And now?']);
  });

  test('loses what is deleted in bulk', async () => {
    const { ada } = stage;
    const { thread } = await openThread('Count.', 'One.');
    const two = await talk(thread, 'Go on.', 'Two.');
    const three = await talk(thread, 'Still.', 'Three.');
    ada.bulkDelete(thread, [two.id, two.reply, three.reply]);
    await talk(thread, 'What is left?', 'Little.');
    expect(sent()).toEqual(['Count.', 'One.', 'Still.\n\nWhat is left?']);
  });

  test('offers to answer the last question once more when it is edited, but not when a link unfurls', async () => {
    const { ada, model } = stage;
    const { thread } = await openThread('Hello.', 'Hello.');
    const { id, reply } = await talk(thread, 'What is https://example.com/ for?', 'For examples.');
    ada.unfurl(ada.messages(thread).find((one) => one.id === id)!);
    ada.edit(thread, id, 'What is https://example.org/ for?');
    await ada.waitFor('the offer', () => offered(thread, reply));
    model.next('For other examples.');
    ada.click(thread, reply, `Try again:again:${thread}`);
    const anew = await ada.sees(
      thread,
      (one) => one.content === 'For other examples.' && isComplete(one),
      A_WHILE,
    );
    expect(anew.id).toBe(reply);
    expect(offered(thread, reply)).toBe(false);
    expect(sent()).toEqual(['Hello.', 'Hello.', 'What is https://example.org/ for?']);
  });

  test('offers it, too, when the question is edited while it is being answered', async () => {
    const { ada, model } = stage;
    const { thread } = await openThread('Hello again.', 'Hello.');
    model.next({ chunks: ['Let ', 'me ', 'think.'], pauseMs: 500 });
    const { id } = ada.say(thread, 'What is two and to?');
    await ada.sees(thread, /^Let/);
    ada.edit(thread, id, 'What is two and two?');
    const reply = await ada.sees(
      thread,
      (one) => one.content === 'Let me think.' && isComplete(one),
      A_WHILE,
    );
    await ada.waitFor('the offer', () => offered(thread, reply.id));
  });

  test('offers nothing any more for an edited question that is deleted', async () => {
    const { ada } = stage;
    const { thread } = await openThread('Good day.', 'Good day.');
    const { id, reply } = await talk(thread, 'What is one and too?', 'Three, I think.');
    ada.edit(thread, id, 'What is one and two?');
    await ada.waitFor('the offer', () => offered(thread, reply));
    ada.delete(thread, id);
    await ada.waitFor('no offer', () => !offered(thread, reply));
  });

  test('stays as it is when a link unfurls', async () => {
    const { ada, discord } = stage;
    const { thread } = await openThread('Look at this.', 'I look.');
    const { id, reply } = await talk(thread, 'https://example.com/', 'Nice.');
    const edits = () =>
      discord.journal.requests.filter(({ method, path }) => method === 'PATCH' && path.endsWith(reply))
        .length;
    const before = edits();
    ada.unfurl(ada.messages(thread).find((one) => one.id === id)!);
    await talk(thread, 'And?', 'Still nice.');
    expect(edits()).toBe(before);
  });

  test('an answer comes although its thread is archived meanwhile', async () => {
    const { ada, model } = stage;
    const { thread } = await openThread('Quick.', 'Quick.');
    model.next({ chunks: ['This ', 'takes ', 'a while.'], pauseMs: 900 });
    ada.say(thread, 'Slow.');
    await ada.sees(thread, /^This/);
    ada.updateThread(thread, { archived: true });
    await ada.sees(thread, (one) => one.content === 'This takes a while.' && isComplete(one), A_WHILE);
  });

  // A file that is gone is another matter.
  test.runIf(store === 'Redis')('is read back from the thread when the store has lost it', async () => {
    const { thread } = await openThread('My fish is Bob.', 'Hello Bob.');
    await talk(thread, 'My snail is Sue.', 'Hello Sue.');
    await stage.redis!.cli('FLUSHALL');
    await talk(thread, 'Who is Bob?', 'A fish.');
    expect(sent()).toEqual([
      'My fish is Bob.',
      'Hello Bob.',
      'My snail is Sue.',
      'Hello Sue.',
      'Who is Bob?',
    ]);
  });

  test.runIf(store === 'Redis')('is read back from a direct message, too', async () => {
    const { id: dm } = stage.ada.openDm();
    await talk(dm, 'I am Ada.', 'Hello Ada.');
    await stage.redis!.cli('FLUSHALL');
    await talk(dm, 'Who am I?', 'Ada.');
    expect(sent()).toEqual(['I am Ada.', 'Hello Ada.', 'Who am I?']);
  });
});
