import { MessageFlags, MessageType } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, start, STORES } from './start.ts';

/** Longer than the pace of a growing reply, and than what Discord makes it wait. */
const A_WHILE = 15_000;

describe.each(STORES)('a reply on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store);
  });
  afterAll(() => stage.close());

  const ask = (text = 'a question') => stage.ada.say('general', `${stage.bobbin} ${text}`).id;

  /** An answer whose chunks come when the test says so. */
  const slowly = (...chunks: string[]) => ({ chunks, firstMs: 1, pauseMs: 700 });

  /** Waits until an answer is complete: the Stop button is gone. */
  const seesComplete = (thread: string, text: string | RegExp, patience = A_WHILE) =>
    stage.ada.sees(
      thread,
      ({ content, components }) =>
        (typeof text === 'string' ? content === text : text.test(content)) &&
        !JSON.stringify(components).includes('Stop'),
      patience,
    );

  /** Without what Discord says when the thread gets its title. */
  const bobbins = (thread: string) =>
    stage.ada
      .messages(thread)
      .filter(
        ({ author, content, type }) => author.bot && content !== '' && type !== MessageType.ChannelNameChange,
      );

  const replies = (thread: string) =>
    bobbins(thread)
      .filter(({ flags }) => flags !== MessageFlags.Ephemeral)
      .map(({ content }) => content);

  const edits = (message: string) =>
    stage.discord.journal.requests.filter(({ method, path }) => method === 'PATCH' && path.endsWith(message));

  test('can be watched while it is written, with a Stop button that goes in the end', async () => {
    const { ada, model } = stage;
    model.next(slowly('Once upon', ' a time', ' there was', ' a bobbin.'));
    const asked = ask();
    const first = await ada.sees(asked, /^Once upon/);
    expect(JSON.stringify(first.components)).toContain('Stop');
    expect(first.content).not.toContain('bobbin.');
    const whole = await ada.sees(asked, 'Once upon a time there was a bobbin.', A_WHILE);
    expect(whole.id).toBe(first.id);
    await ada.waitFor('no button', () => ada.messages(asked).at(-1)?.components?.length === 0);
    expect(bobbins(asked)).toHaveLength(1);
  });

  test('comes in one piece where the server switched streaming off', async () => {
    const { ada, model } = stage;
    ada.command('general', 'settings answers', { streaming: 'off' });
    await ada.sees('general', '**My answers** come when they are complete');
    model.next('All at once.');
    const asked = ask();
    const { id } = await ada.sees(asked, 'All at once.');
    expect(edits(id)).toEqual([]);
    expect((model.requests.at(-1)!.body as { stream?: boolean }).stream).not.toBe(true);
    ada.command('general', 'settings reset');
    await ada.sees('general', 'I took this back');
  });

  test('is stopped by the one who asked, keeps what was said, and is remembered as stopped', async () => {
    const { ada, ben, model, lastRequest } = stage;
    model.next(slowly('One, ', 'two, ', 'three, ', 'four, ', 'five, ', 'six.'));
    const asked = ask('count');
    const growing = await ada.sees(asked, /^One/);
    ben.click(asked, growing, `stop:stop:${asked}`);
    await ben.sees(asked, 'Only the one who asked');
    ada.click(asked, growing, `stop:stop:${asked}`);
    const stopped = await ada.sees(asked, /^One.*\n\n-# Stopped\.$/s);
    expect(stopped.content).not.toContain('six');
    await ada.waitFor('the request ends', () => model.requests.at(-1)?.aborted);
    model.next('Because you asked me to.');
    ada.say(asked, 'Why did you stop?');
    await ada.sees(asked, 'Because you asked me to.');
    expect(lastRequest().at(-2)?.text).toMatch(/^One.* … \(Somebody stopped this answer here\.\)$/s);
  });

  test('that is complete cannot be stopped any more', async () => {
    const { ada } = stage;
    stage.model.next('Done already.');
    const asked = ask();
    await seesComplete(asked, 'Done already.');
    await stage.restart();
    ada.command(asked, 'stop');
    await ada.sees(asked, 'I am not writing an answer here right now.');
  });

  test('that reached its longest length goes on with Continue, and is one entry then', async () => {
    const { ada, model, lastRequest } = stage;
    model.next({ text: 'It was a dark and', finish: 'length' });
    const asked = ask('a story');
    const cut = await ada.sees(asked, 'This answer reached its longest length');
    await stage.restart();
    model.next('stormy night.');
    ada.click(asked, cut, `Continue:continue:${asked}`);
    await ada.sees(asked, 'stormy night.');
    model.next('No, it is.');
    ada.say(asked, 'Is it long?');
    await ada.sees(asked, 'No, it is.');
    expect(
      lastRequest()
        .slice(1)
        .map(({ text }) => text.replace(/⟦.*?⟧ /, '')),
    ).toEqual(['a story', 'It was a dark and stormy night.', 'Is it long?']);
  });

  test('is written anew with Try again, in the same place; the earlier answer stays reachable', async () => {
    const { ada, model, lastRequest } = stage;
    model.next('The first answer.');
    const asked = ask();
    const first = await seesComplete(asked, 'The first answer.');
    model.next('A better answer.');
    ada.messageCommand(asked, 'Try again', first);
    const second = await ada.sees(asked, 'A better answer.');
    expect(second.id).toBe(first.id);
    expect(bobbins(asked).filter(({ flags }) => flags !== 64)).toHaveLength(1);
    expect(
      lastRequest()
        .map(({ text }) => text)
        .join(),
    ).not.toContain('The first answer.');
    await ada.waitFor('the button', () =>
      JSON.stringify(ada.messages(asked).find(({ id }) => id === first.id)).includes('Earlier answers'),
    );
    const earlier = async () => {
      await ada.seesAnswer(ada.click(asked, first, `Try again:earlier:${asked}`));
      return ada.messages(asked).at(-1)?.content;
    };
    expect(await earlier()).toBe('-# Answer 1\nThe first answer.');
    model.next('Well.');
    ada.say(asked, 'Go on.');
    await seesComplete(asked, 'Well.');
    expect(await earlier()).toBe('-# Answer 1\nThe first answer.');
    ada.messageCommand(asked, 'Try again', first);
    await ada.sees(asked, 'Only my last answer');
  });

  test('is written anew once, however often somebody wants it', async () => {
    const { ada, model } = stage;
    model.next('The first answer.');
    const asked = ask();
    const first = await seesComplete(asked, 'The first answer.');
    model.next('The second answer.');
    ada.messageCommand(asked, 'Try again', first);
    ada.messageCommand(asked, 'Try again', first);
    await ada.sees(asked, 'I am still writing here.');
    const second = await seesComplete(asked, 'The second answer.');
    expect(JSON.stringify(second.components)).toContain('Earlier answers');
  });

  test('is written anew for its own question; what is said meanwhile is answered below', async () => {
    const { ada, model } = stage;
    model.next('The first answer.');
    const asked = ask('a question');
    const first = await seesComplete(asked, 'The first answer.');
    model.always((request) => `Read: ${request.asked?.said.at(-1)?.text.replaceAll(/⟦.*?⟧ /g, '')}`);
    await ada.seesAnswer(ada.messageCommand(asked, 'Try again', first));
    ada.say(asked, 'something else');
    await seesComplete(asked, 'Read: something else');
    model.always(undefined);
    expect(replies(asked)).toEqual(['Read: a question', 'Read: something else']);
  });

  test('stays when there is no better one: the model failed, or somebody stopped it', async () => {
    const { ada, model } = stage;
    model.next('The first answer.');
    const asked = ask();
    const first = await seesComplete(asked, 'The first answer.');
    model.always({ status: 503, error: { message: 'no', type: 'server_error' } });
    ada.messageCommand(asked, 'Try again', first);
    const kept = await seesComplete(asked, /^The first answer\.\n\n-# ⚠️ The AI service has a problem/);
    expect(kept.id).toBe(first.id);
    model.always(undefined);
    model.next(() => Promise.withResolvers<string>().promise);
    const before = model.requests.length;
    ada.click(asked, first, `Try again:again:${asked}`);
    await ada.waitFor('a request', () => model.requests.length > before);
    ada.command(asked, 'stop');
    await seesComplete(asked, 'The first answer.');
    model.next('I said it already.');
    ada.say(asked, 'What did you say?');
    await seesComplete(asked, 'I said it already.');
    expect(stage.lastRequest().at(-2)?.text).toBe('The first answer.');
  });

  test('is not written anew in the place of another message, nor without its question', async () => {
    const { ada, model } = stage;
    model.next('The first answer.');
    const asked = ask();
    const first = await seesComplete(asked, 'The first answer.');
    model.next({ status: 400, error: { message: 'no', type: 'invalid_request_error' } });
    const second = ada.say(asked, 'another question');
    await ada.sees(asked, '⚠️');
    await stage.restart(); // the turn has ended
    ada.messageCommand(asked, 'Try again', second);
    await ada.sees(asked, 'That works only on my own messages.');
    ada.messageCommand(asked, 'Try again', first);
    await ada.sees(asked, 'Only my last answer');
    const third = ada.say(asked, 'one more question');
    model.next('The third answer.');
    const last = await seesComplete(asked, 'The third answer.');
    await stage.restart();
    ada.delete(asked, second);
    ada.delete(asked, third);
    await ada.seesAnswer(ada.messageCommand(asked, 'Try again', last)); // it may be opened before that is known
    model.next('The last answer.');
    ada.say(asked, 'the last question');
    await seesComplete(asked, 'The last answer.');
    expect(replies(asked).filter((text) => !text.startsWith('⚠️'))).toEqual([
      'The first answer.',
      'The third answer.',
      'The last answer.',
    ]);
  });

  test('that is stopped by the one who asked does not hold up what others have said meanwhile', async () => {
    const { ada, ben, model } = stage;
    model.next('Hello.');
    const asked = ask();
    await seesComplete(asked, 'Hello.');
    model.next(slowly('One, ', 'two, ', 'three, ', 'four, ', 'five, ', 'six.'), 'Hello Ada.');
    ben.say(asked, 'Count, please.');
    const growing = await ada.sees(asked, /^One/);
    ada.say(asked, 'And me?');
    ben.click(asked, growing, `stop:stop:${asked}`);
    await seesComplete(asked, /^One.*\n\n-# Stopped\.$/s);
    await seesComplete(asked, 'Hello Ada.');
  });

  test('that failed can be tried again, and takes the place of the error', async () => {
    const { ada, model } = stage;
    model.always({ status: 503, error: { message: 'no', type: 'server_error' } });
    const asked = ask();
    const failed = await ada.sees(asked, 'The AI service has a problem right now.', A_WHILE);
    model.always(undefined);
    model.next('This time it works.');
    ada.click(asked, failed, `Try again:again:${asked}`);
    expect((await ada.sees(asked, 'This time it works.')).id).toBe(failed.id);
  });

  test('that breaks off in the middle keeps what came, says so, and offers to go on', async () => {
    const { ada, model } = stage;
    model.next({ chunks: ['So far', ' so good', ' and more'], pauseMs: 50, cutAfter: 2, cut: true });
    const asked = ask();
    const broken = await ada.sees(
      asked,
      /^So far.*-# The connection to the AI service broke off here\.$/s,
      A_WHILE,
    );
    expect(JSON.stringify(broken.components)).toMatch(/Continue.*Try again/);
  });

  test('never shows what a model thinks to itself', async () => {
    const { ada, model, discord } = stage;
    model.next({ chunks: ['<thi', 'nk>My secret', ' plan</th', 'ink>', 'Hello there.'], pauseMs: 5 });
    const asked = ask();
    await ada.sees(asked, 'Hello there.');
    expect(JSON.stringify(discord.journal.requests.map(({ body }) => body))).not.toContain('secret plan');
  });

  test('goes on in the next message when it outgrows one, and comes whole', async () => {
    const { ada, model } = stage;
    const words = Array.from({ length: 900 }, (_, at) => `word${at}`);
    model.next({ chunks: words.map((word) => `${word} `), pauseMs: 4 });
    const asked = ask();
    await ada.sees(asked, 'word899', A_WHILE);
    await ada.waitFor('no button', () => bobbins(asked).every(({ components }) => components?.length === 0));
    const shown = bobbins(asked)
      .map(({ content }) => content)
      .join(' ');
    expect(shown.split(/\s+/)).toEqual(words);
  });

  test('is delivered whole although Discord makes it wait, and refuses edits for a while', async () => {
    const { ada, discord, model } = stage;
    const path = /messages\/\d+$/;
    discord.faults.next({ method: 'PATCH', path }, { status: 429, retryAfter: 2 });
    discord.faults.next({ method: 'PATCH', path, times: 4 }, { status: 500 });
    model.next(slowly('a ', 'b ', 'c ', 'd ', 'e ', 'f ', 'g ', 'the end.'));
    const asked = ask();
    await ada.sees(asked, 'a b c d e f g the end.', A_WHILE);
    expect(bobbins(asked)).toHaveLength(1);
  });

  test('waits as long as Discord says, and is whole in the end', { timeout: 40_000 }, async () => {
    const { ada, discord, model } = stage;
    discord.faults.next({ method: 'PATCH', path: /messages\/\d+$/ }, { status: 429, retryAfter: 10 });
    model.next(slowly(...Array.from({ length: 16 }, (_, at) => `${at} `), 'the end.'));
    const asked = ask();
    const { id } = await ada.sees(asked, /^0/);
    await seesComplete(asked, `${Array.from({ length: 16 }, (_, at) => at).join(' ')} the end.`, 30_000);
    const first = edits(id).findIndex(({ status }) => status === 429);
    expect(first).not.toBe(-1);
    // What came in between was merged into few changes, not made up for one by one.
    expect(edits(id).length).toBeLessThan(8);
  });

  test('is delivered whole although an edit fails three times in the end', async () => {
    const { ada, discord, model } = stage;
    model.next({ chunks: ['Almost ', 'there.'], pauseMs: 1_500 });
    const asked = ask();
    const { id } = await ada.sees(asked, /^Almost/);
    discord.faults.next({ method: 'PATCH', path: new RegExp(`${id}$`), times: 3 }, { status: 500 });
    await seesComplete(asked, 'Almost there.');
    expect(bobbins(asked)).toHaveLength(1);
  });

  test('can be stopped at its first word', async () => {
    const { ada, model } = stage;
    model.next(slowly('One', ' two', ' three', ' four'));
    const asked = ask();
    const growing = await ada.sees(asked, /^One/);
    ada.click(asked, growing, `stop:stop:${asked}`);
    await seesComplete(asked, /^One( two)?\n\n-# Stopped\.$/);
    await ada.waitFor('the request ends', () => model.requests.at(-1)?.aborted);
  });

  test('can be stopped before its first word: then there is none', async () => {
    const { ada, model } = stage;
    model.next('Hello.');
    const asked = ask();
    await seesComplete(asked, 'Hello.');
    model.next(() => Promise.withResolvers<string>().promise);
    const before = model.requests.length;
    ada.say(asked, 'Think about it.');
    await ada.waitFor('a request', () => model.requests.length > before);
    ada.command(asked, 'stop');
    await ada.waitFor('the request ends', () => model.requests.at(-1)?.aborted);
    model.next('Fine.');
    ada.say(asked, 'Never mind.');
    await seesComplete(asked, 'Fine.');
    expect(bobbins(asked).filter(({ flags }) => flags !== 64)).toHaveLength(2);
  });

  test('that is stopped with its last word is whole, or stopped, and remembered as it is seen', async () => {
    const { ada, model, lastRequest } = stage;
    model.next(slowly('One', ' two', ' three.'));
    const asked = ask();
    await ada.sees(asked, /two$/);
    ada.command(asked, 'stop');
    const seen = await seesComplete(asked, /^One two( three\.)?(\n\n-# Stopped\.)?$/);
    model.next('Yes.');
    ada.say(asked, 'Was that all?');
    await seesComplete(asked, 'Yes.');
    const isStopped = seen.content.includes('Stopped');
    const kept = isStopped
      ? /^One two( three\.)? … \(Somebody stopped this answer here\.\)$/
      : /^One two three\.$/;
    expect(lastRequest().at(-2)?.text).toMatch(kept);
  });

  test('is not posted again when somebody deletes it while it grows', async () => {
    const { ada, model } = stage;
    model.next(slowly('Going ', 'going ', 'gone.'), 'Still here.');
    const asked = ask();
    const growing = await ada.sees(asked, /^Going/);
    ada.delete(asked, growing);
    ada.say(asked, 'Are you there?');
    await ada.sees(asked, 'Still here.', A_WHILE);
    expect(bobbins(asked).map(({ content }) => content)).toEqual(['Still here.']);
  });

  test('is cancelled when its question is deleted', async () => {
    const { ada, model } = stage;
    model.next('Hello.');
    const asked = ask();
    await seesComplete(asked, 'Hello.');
    model.next(slowly('This ', 'takes ', 'a long ', 'time.'));
    const question = ada.say(asked, 'Never mind this.');
    await ada.sees(asked, /^This/);
    ada.delete(asked, question);
    await ada.waitFor('the request ends', () => model.requests.at(-1)?.aborted);
    await ada.waitFor('the answer is taken back', () => bobbins(asked).length === 1);
  });

  test('grows in two threads at once', async () => {
    const { ada, ben, model, bobbin } = stage;
    model.next(slowly('left ', 'left ', 'left.'), slowly('right ', 'right ', 'right.'));
    const left = ask();
    await ada.sees(left, /^left/);
    const right = ben.say('help', `${bobbin} and me?`).id;
    await ada.sees(right, /^right/);
    await ada.sees(left, 'left left left.', A_WHILE);
    await ada.sees(right, 'right right right.', A_WHILE);
  });
});
