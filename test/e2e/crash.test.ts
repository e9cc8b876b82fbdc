import { afterEach, describe, expect, test } from 'vitest';
import { createHome, type Home } from './processes.ts';
import { type StoreName, STORES } from './start.ts';

// A turn survives its process. Real processes, killed for real.

/** A lease that nobody renews runs out after ten seconds; then somebody else takes over. */
const TAKEN_OVER = 40_000;

let home: Home;
afterEach(() => home.close());

async function begin(store: StoreName) {
  home = await createHome(store);
  const ada = home.discord.person('Ada');
  const bobbin = `<@${home.discord.world.bot.id}>`;
  const bobbins = (thread: string) =>
    ada.messages(thread).filter(({ author, content, type }) => author.bot && content !== '' && type === 0);
  const isComplete = (message: { components?: unknown }) =>
    !JSON.stringify(message.components).includes('Stop');
  return { ada, bobbin, bobbins, isComplete, model: home.model };
}

describe.each(STORES)('on %s', { timeout: 60_000 }, (store) => {
  test('a half-written answer is finished after a crash, in the same message', async () => {
    const { ada, bobbin, bobbins, isComplete, model } = await begin(store);
    const first = home.run();
    await first.ready();
    model.next(
      { chunks: ['Once ', 'upon ', 'a ', 'time ', 'it ', 'ended.'], pauseMs: 1_000 },
      'Once upon a time.',
    );
    const { id: thread } = ada.say('general', `${bobbin} a story`);
    const half = await ada.sees(thread, /^Once/);
    first.child.kill('SIGKILL');
    await first.exited;
    const second = home.run();
    const whole = await ada.sees(
      thread,
      (one) => one.content === 'Once upon a time.' && isComplete(one),
      TAKEN_OVER,
    );
    expect(whole.id).toBe(half.id);
    expect(bobbins(thread)).toHaveLength(1);
    expect(second.output.all).not.toContain('"level":50');
  });

  test('a half-written answer goes when its question was deleted meanwhile, also where nobody recorded it', async () => {
    const { ada, bobbin, bobbins, isComplete, model } = await begin(store);
    const first = home.run();
    await first.ready();
    model.next('Hello.');
    const { id: thread } = ada.say('general', `${bobbin} hello`);
    await ada.sees(thread, (one) => one.content === 'Hello.' && isComplete(one), TAKEN_OVER);
    home.discord.faults.next({ method: 'POST', path: /messages$/ }, { hang: 'after' });
    model.next({ chunks: ['Once ', 'upon ', 'a ', 'time.'], pauseMs: 1_000 });
    const question = ada.say(thread, 'a story');
    await ada.sees(thread, /^Once/);
    first.child.kill('SIGKILL');
    await first.exited;
    ada.delete(thread, question);
    home.run();
    await ada.waitFor('it is gone', () => bobbins(thread).length === 1, TAKEN_OVER);
  });

  test('a question that nobody had begun to answer is answered after a crash', async () => {
    const { ada, bobbin, bobbins, isComplete, model } = await begin(store);
    const first = home.run();
    await first.ready();
    const held = Promise.withResolvers<string>();
    model.next(() => held.promise, 'Here I am.');
    const { id: thread } = ada.say('general', `${bobbin} hello?`);
    await home.discord.waitFor('a request', () => model.requests.length === 1);
    first.child.kill('SIGKILL');
    await first.exited;
    held.resolve('too late');
    home.run();
    await ada.sees(thread, (one) => one.content === 'Here I am.' && isComplete(one), TAKEN_OVER);
    expect(bobbins(thread)).toHaveLength(1);
  });

  test('an answer that takes too long when Bobbin stops is handed over, and finished by the next start', async () => {
    const { ada, bobbin, bobbins, isComplete, model } = await begin(store);
    const first = home.run({ SHUTDOWN_SECONDS: '1' });
    await first.ready();
    const chunks = Array.from({ length: 60 }, (_, at) => `${at} `);
    model.next({ chunks, pauseMs: 500 }, 'Counted.');
    const { id: thread } = ada.say('general', `${bobbin} count`);
    const half = await ada.sees(thread, /^0/);
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    home.run();
    const whole = await ada.sees(thread, (one) => one.content === 'Counted.' && isComplete(one), TAKEN_OVER);
    expect(whole.id).toBe(half.id);
    expect(bobbins(thread)).toHaveLength(1);
  });

  test('a second signal stops at once', async () => {
    const { ada, bobbin, model } = await begin(store);
    const first = home.run();
    await first.ready();
    model.next(() => Promise.withResolvers<string>().promise);
    ada.say('general', `${bobbin} hello?`);
    await home.discord.waitFor('a request', () => model.requests.length === 1);
    first.child.kill('SIGTERM');
    first.child.kill('SIGINT');
    expect(await first.exited).toBe(1);
  });

  test('a message whose answer from Discord got lost is there once', async () => {
    const { ada, bobbin, bobbins, isComplete, model } = await begin(store);
    const first = home.run();
    await first.ready();
    home.discord.faults.next({ method: 'POST', path: /messages$/ }, { reset: 'after' });
    model.next('Only once.');
    const { id: thread } = ada.say('general', `${bobbin} hello?`);
    await ada.sees(thread, (one) => one.content === 'Only once.' && isComplete(one), TAKEN_OVER);
    expect(bobbins(thread)).toHaveLength(1);
  });
});

test(
  'on a full disk people are told that they have to wait; nothing is lost or said twice',
  { timeout: 90_000 },
  async () => {
    const { ada, bobbin, bobbins, model } = await begin('SQLite');
    const full = home.run({ SHUTDOWN_SECONDS: '1' }, { largestFile: 600 });
    await full.ready();
    model.always('Noted.');
    const { id: thread } = ada.say('general', `${bobbin} number 0`);
    const noted = () => bobbins(thread).filter(({ content }) => content === 'Noted.').length;
    const isTold = () =>
      bobbins(thread).some(({ content }) => content.startsWith('-# My memory can’t be reached'));
    let said = 1;
    await ada.waitFor('the first answer', () => noted() === 1, TAKEN_OVER);
    for (; !isTold() && said < 100; said++) {
      ada.say(thread, `number ${said}`);
      await ada.waitFor('an answer, or why there is none', () => isTold() || noted() > said, TAKEN_OVER);
    }
    expect(isTold()).toBe(true);
    full.child.kill('SIGTERM');
    expect(await full.exited).toBe(0);
    const before = noted();
    await home.run().ready();
    await ada.waitFor('the last answer', () => noted() > before, TAKEN_OVER);
    const last =
      model.requests
        .at(-1)
        ?.asked?.said.map(({ text }) => text)
        .join('\n') ?? '';
    const numbers = [...last.matchAll(/number (\d+)/g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: said }, (_, number) => number));
  },
);

describe('two processes on one Redis', () => {
  test('answer every message once between them', { timeout: 60_000 }, async () => {
    const { ada, bobbin, bobbins, isComplete, model } = await begin('Redis');
    const [one, two] = [home.run(), home.run()];
    await Promise.all([one.ready(), two.ready()]);
    model.always(({ asked }) => `You said ${/(\w+)$/.exec(asked?.said.at(-1)?.text ?? '')?.[1]}.`);
    const threads = ['red', 'green', 'blue', 'white', 'black'].map((word) => {
      const { id } = ada.say('general', `${bobbin} ${word}`);
      return { id, word };
    });
    for (const { id, word } of threads)
      await ada.sees(
        id,
        (message) => message.content === `You said ${word}.` && isComplete(message),
        TAKEN_OVER,
      );
    for (const { id, word } of threads) ada.say(id, `more${word}`);
    for (const { id, word } of threads)
      await ada.sees(
        id,
        (message) => message.content === `You said more${word}.` && isComplete(message),
        TAKEN_OVER,
      );
    for (const { id } of threads) expect(bobbins(id)).toHaveLength(2);
    expect(model.requests).toHaveLength(10);
  });

  test(
    'let the other one finish an answer, and stop one that the other writes',
    { timeout: 90_000 },
    async () => {
      const { ada, bobbin, bobbins, isComplete, model } = await begin('Redis');
      const one = home.run();
      await one.ready();
      const chunks = Array.from({ length: 120 }, (_, at) => `${at} `);
      model.next({ chunks, pauseMs: 500 }, { chunks, pauseMs: 500 });
      const { id: thread } = ada.say('general', `${bobbin} count`);
      const half = await ada.sees(thread, /^0/);
      const two = home.run();
      await two.ready();
      one.child.kill('SIGKILL');
      await home.discord.waitFor('the other one asks', () => model.requests.length === 2, TAKEN_OVER);
      const three = home.run();
      await three.ready();
      const before = half.content;
      await ada.sees(thread, (message) => message.id === half.id && message.content !== before, TAKEN_OVER);
      ada.click(thread, half, `stop:stop:${thread}`);
      await ada.sees(
        thread,
        (message) => message.content.endsWith('-# Stopped.') && isComplete(message),
        TAKEN_OVER,
      );
      expect(bobbins(thread)).toHaveLength(1);
    },
  );

  test(
    'take back answers whose questions are deleted, whoever hears of it first',
    { timeout: 60_000 },
    async () => {
      const { ada, bobbin, bobbins, model } = await begin('Redis');
      const [one, two] = [home.run(), home.run()];
      await Promise.all([one.ready(), two.ready()]);
      const chunks = Array.from({ length: 60 }, (_, at) => `${at} `);
      model.always({ chunks, pauseMs: 500 });
      const threads = ['red', 'green', 'blue', 'white', 'black', 'grey'].map(
        (word) => ada.say('general', `${bobbin} ${word}`).id,
      );
      for (const thread of threads) await ada.sees(thread, /^0/);
      for (const thread of threads) ada.delete('general', thread);
      await ada.waitFor('all are gone', () => threads.every((thread) => bobbins(thread).length === 0));
    },
  );

  test('answer a command once', async () => {
    const { ada } = await begin('Redis');
    const [one, two] = [home.run(), home.run()];
    await Promise.all([one.ready(), two.ready()]);
    const use = ada.command('general', 'help');
    await ada.seesAnswer(use);
    expect(ada.messages('general').filter(({ content }) => content.startsWith('**Hello!'))).toHaveLength(1);
    expect(one.output.all + two.output.all).not.toContain('"level":50');
  });
});
