import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Stage, start, STORES } from './start.ts';

// When parts are down: nobody is left without a word, and nothing is said twice.

/** Longer than an answer is retried in one go, and than the wait until it is brought again. */
const AFTER_RETRIES = 60_000;

const AWAY = '-# My memory can’t be reached right now. I answer as soon as it is back.';

describe.each(STORES)('on %s', { timeout: 90_000 }, (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store, { environment: { IMAGE_MODEL: 'gpt-image-1' } });
  });
  afterAll(async () => {
    vi.useRealTimers();
    await stage.close();
  });

  const isComplete = (message: { components?: unknown }) =>
    !JSON.stringify(message.components).includes('Stop');

  const seesComplete = (thread: string, text: string) =>
    stage.ada.sees(thread, (one) => one.content === text && isComplete(one), AFTER_RETRIES);

  const bobbins = (thread: string) =>
    stage.ada
      .messages(thread)
      .filter(({ author, content, type }) => author.bot && content !== '' && type === 0)
      .map(({ content }) => content);

  /** Takes the store away. Returns what brings it back. */
  async function takeStoreAway(): Promise<() => Promise<void>> {
    const { redis, folder } = stage;
    if (redis) {
      await redis.cli('config', 'set', 'save', '1 1'); // what it holds is there again afterwards
      await redis.stop();
      return () => redis.start();
    }
    const other = new DatabaseSync(join(folder, 'bobbin.db'));
    other.exec('BEGIN IMMEDIATE');
    return async () => other.close();
  }

  test('messages wait while the store is away; people are told once, and all are answered, once, in order', async () => {
    const { ada, ben, model, bobbin } = stage;
    model.next('Hello.');
    const { id: thread } = ada.say('general', `${bobbin} hello`);
    await seesComplete(thread, 'Hello.');
    const before = model.requests.length;
    const bringBack = await takeStoreAway();
    ada.say(thread, 'first');
    ben.say(thread, 'second');
    await ada.sees(thread, AWAY, AFTER_RETRIES);
    ada.say(thread, 'third');
    const { id: other } = ben.say('help', `${bobbin} and here?`);
    model.always(({ asked }) => `Read: ${asked?.said.at(-1)?.text.replaceAll(/⟦.*?⟧ |\n/g, '')}`);
    await bringBack();
    await seesComplete(thread, 'Read: firstsecondthird');
    await seesComplete(other, 'Read: and here?');
    model.always(undefined);
    expect(bobbins(thread)).toEqual(['Hello.', AWAY, 'Read: firstsecondthird']);
    expect(model.requests.length).toBe(before + 2);
  });

  test('what is edited while the store is away is remembered as it was edited', async () => {
    const { ada, model, bobbin, log, lastRequest } = stage;
    model.next('Hello Rex.');
    const { id: thread } = ada.say('general', `${bobbin} My dog is Rex.`);
    const isDone = (line: string) => line.includes('thread got its title') && line.includes(thread);
    await ada.waitFor('the turn has ended', () => log.some(isDone), AFTER_RETRIES);
    const bringBack = await takeStoreAway();
    ada.edit('general', thread, `${bobbin} My dog is Max.`);
    await ada.waitFor('it fails', () => log.some((line) => line.includes('not mirrored')), AFTER_RETRIES);
    await bringBack();
    model.next('Max.');
    ada.say(thread, 'Who is my dog?');
    await seesComplete(thread, 'Max.');
    expect(lastRequest()[1]?.text).toContain('My dog is Max.');
  });

  test('an answer that Discord does not take is delivered when it does, and the model is asked once', async () => {
    const { ada, discord, model, bobbin, log } = stage;
    model.next('Hello.');
    const { id: thread } = ada.say('general', `${bobbin} hello`);
    await seesComplete(thread, 'Hello.');
    const before = model.requests.length;
    const path = new RegExp(`/${thread}/messages`);
    discord.faults.next({ method: 'POST', path, times: 1_000 }, { status: 503 });
    model.next('Patience.');
    ada.say(thread, 'Are you there?');
    await ada.waitFor(
      'it is put off',
      () => log.some((line) => line.includes('could not be delivered yet') && line.includes(thread)),
      AFTER_RETRIES,
    );
    discord.faults.clear();
    await seesComplete(thread, 'Patience.');
    expect(bobbins(thread)).toEqual(['Hello.', 'Patience.']);
    expect(model.requests.length).toBe(before + 1);
  });

  test('an answer that Discord does not take is delivered, too, when Discord could not even be read meanwhile', async () => {
    const { ada, discord, model, bobbin, log } = stage;
    model.next('Hello.');
    const { id: thread } = ada.say('general', `${bobbin} hello`);
    await seesComplete(thread, 'Hello.');
    const path = new RegExp(`/${thread}/messages`);
    discord.faults.next({ path, times: 1_000 }, { status: 503 });
    model.next('More patience.');
    ada.say(thread, 'Are you still there?');
    const isPutOff = (line: string) => line.includes('could not be delivered yet') && line.includes(thread);
    await ada.waitFor('it is put off', () => log.some(isPutOff), AFTER_RETRIES);
    const reads = () =>
      discord.journal.requests.filter(
        (one) => one.method === 'GET' && path.test(one.path) && one.status === 503,
      );
    await ada.waitFor('it is tried again', () => reads().length > 4, AFTER_RETRIES);
    discord.faults.clear();
    await seesComplete(thread, 'More patience.');
    expect(bobbins(thread)).toEqual(['Hello.', 'More patience.']);
  });

  test('a thread is opened when Discord lets it be, and nobody is told in between', async () => {
    const { ada, discord, model, bobbin } = stage;
    discord.faults.next({ method: 'POST', path: /threads$/ }, { reset: 'before' });
    model.next('There it is.');
    const { id: thread } = ada.say('general', `${bobbin} open one`);
    await seesComplete(thread, 'There it is.');
    expect(ada.messages('general').filter(({ author, id }) => author.bot && id > thread)).toEqual([]);
  });

  test('what was said while the gateway could not resume is answered, once', async () => {
    const { ada, discord, model, bobbin } = stage;
    model.next('Hello.');
    const { id: thread } = ada.say('general', `${bobbin} hello`);
    await seesComplete(thread, 'Hello.');
    discord.gateway.refuseResume();
    discord.gateway.drop();
    model.next('I was away for a moment.', 'Here, too.');
    ada.say(thread, 'Did you hear that?');
    await seesComplete(thread, 'I was away for a moment.');
    const { id: mention } = ada.say('general', `${bobbin} and this?`);
    await seesComplete(mention, 'Here, too.');
    expect(bobbins(thread)).toEqual(['Hello.', 'I was away for a moment.']);
  });

  test('events that come twice are answered once', async () => {
    const { ada, discord, model, bobbin } = stage;
    const before = model.requests.length;
    model.next('Once.', 'Twice?');
    const { id: thread } = ada.say('general', `${bobbin} say it once`);
    await seesComplete(thread, 'Once.');
    discord.gateway.replay(50);
    const { id: next } = ada.say('general', `${bobbin} the next one`);
    await seesComplete(next, 'Twice?');
    expect(bobbins(thread)).toEqual(['Once.']);
    expect(model.requests.length).toBe(before + 2);
  });

  test('what is older than what is worth an answer is remembered, but not answered', async () => {
    const { ada, model, bobbin, log, lastRequest } = stage;
    model.next('Hello.');
    const { id: thread } = ada.say('general', `${bobbin} hello`);
    await seesComplete(thread, 'Hello.');
    await stage.stopBot();
    const before = model.requests.length;
    ada.say(thread, 'Is anybody there?');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20 * 60_000 });
    const isRead = (line: string) => line.includes('brought in line') && line.includes(thread);
    await stage.startBot();
    await ada.waitFor('it is read', () => log.some(isRead), AFTER_RETRIES);
    model.next('Now I am.');
    ada.say(thread, 'And now?');
    await seesComplete(thread, 'Now I am.');
    expect(model.requests.length).toBe(before + 1);
    expect(lastRequest().at(-1)?.text).toMatch(/Is anybody there\?[^]*And now\?/);
  });

  /** A thread in which nothing is under way. */
  async function openQuietThread(): Promise<string> {
    const { ada, model, bobbin, log } = stage;
    model.next('Hello.');
    const { id: thread } = ada.say('general', `${bobbin} hello`);
    const isDone = (line: string) => line.includes('thread got its title') && line.includes(thread);
    await ada.waitFor('the turn has ended', () => log.some(isDone), AFTER_RETRIES);
    return thread;
  }

  test('a picture that can’t be remembered stays, and who had it painted is told', async () => {
    const { ada, model, log } = stage;
    const thread = await openQuietThread();
    const held = Promise.withResolvers<string>();
    model.pictures.next(() => held.promise);
    const before = model.pictures.requests.length;
    ada.command(thread, 'imagine', { prompt: 'a fox' });
    await ada.waitFor('is painted for', () => model.pictures.requests.length > before);
    const bringBack = await takeStoreAway();
    held.resolve('a fox');
    await ada.waitFor('it fails', () => log.some((line) => line.includes('command failed')), AFTER_RETRIES);
    await ada.sees(thread, ({ flags = 0, content }) => flags === 64 && content.includes('memory'));
    expect(ada.messages(thread).filter(({ attachments }) => attachments.length === 1)).toHaveLength(1);
    await bringBack();
  });

  test('whoever was told to wait for the store is answered, however long it was away', async () => {
    const { ada, model } = stage;
    await stage.stopBot();
    vi.useFakeTimers({ toFake: ['Date'] });
    await stage.startBot();
    const thread = await openQuietThread();
    const bringBack = await takeStoreAway();
    ada.say(thread, 'Are you back?');
    await ada.sees(thread, AWAY, AFTER_RETRIES);
    vi.setSystemTime(Date.now() + 20 * 60_000);
    model.next('Now I am.');
    await bringBack();
    await seesComplete(thread, 'Now I am.');
    expect(bobbins(thread)).toEqual(['Hello.', AWAY, 'Now I am.']);
  });

  test('whoever was told to wait for the store is answered, also after a restart', async () => {
    const { ada, model } = stage;
    const thread = await openQuietThread();
    const bringBack = await takeStoreAway();
    ada.say(thread, 'Will you be back?');
    await ada.sees(thread, AWAY, AFTER_RETRIES);
    await stage.stopBot();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20 * 60_000 });
    await bringBack();
    model.next('Here I am.');
    await stage.startBot();
    await seesComplete(thread, 'Here I am.');
    expect(bobbins(thread)).toEqual(['Hello.', AWAY, 'Here I am.']);
  });

  test('what was answered long ago can be answered once more', async () => {
    const { ada, model, bobbin } = stage;
    model.next('Hello.');
    const { id: thread } = ada.say('general', `${bobbin} hello`);
    await seesComplete(thread, 'Hello.');
    await stage.stopBot();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20 * 60_000 });
    await stage.startBot();
    model.next('Hello again.');
    ada.messageCommand(
      thread,
      'Try again',
      ada.messages(thread).find(({ content }) => content === 'Hello.')!,
    );
    await seesComplete(thread, 'Hello again.');
  });
});
