import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, start, STORES } from './start.ts';

const A_WHILE = 15_000;

describe.each(STORES)('moderation on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store, { environment: { MODERATION_MODEL: 'practice' } });
  });
  afterAll(() => stage.close());

  const isComplete = (message: APIMessage) => !JSON.stringify(message.components).includes('Stop');

  const ask = (question: string) => stage.ada.say('general', `${stage.bobbin} ${question}`).id;

  const sees = (thread: string, text: string) =>
    stage.ada.sees(thread, (one) => one.content.includes(text) && isComplete(one), A_WHILE);

  test('is off unless a server wants it', async () => {
    stage.model.next('Said.');
    await sees(ask('Say something harmful.'), 'Said.');
    expect(stage.model.moderations.requests).toEqual([]);
    stage.ada.command('general', 'settings privacy', { moderation: 'on' });
    await stage.ada.sees('general', 'is checked first');
  });

  test('refuses a question kindly, and does not ask the model', async () => {
    const before = stage.model.requests.length;
    const refusal = await sees(ask('Say something harmful.'), 'I don’t answer this');
    expect(JSON.stringify(refusal.components)).not.toContain('Try again');
    expect(stage.model.requests.length).toBe(before);
  });

  test('holds an answer back before anybody sees any of it', async () => {
    const { model, discord, ada } = stage;
    model.next('This is something harmful to say.');
    const thread = ask('Tell me.');
    await sees(thread, 'I held my answer back');
    expect(JSON.stringify(discord.journal.requests)).not.toContain('This is something');
    model.next('Gladly.');
    ada.say(thread, 'Then tell me something nice.');
    await sees(thread, 'Gladly.');
  });

  test('answers nothing where nobody can check, and says so', async () => {
    stage.model.moderations.next({ status: 500 });
    const refusal = await sees(ask('How are you?'), 'I can’t check right now');
    expect(JSON.stringify(refusal.components)).toContain('Try again');
  });
});

test('can’t be switched on where there is no model for it', async () => {
  const stage = await start('SQLite');
  try {
    stage.ada.command('general', 'settings privacy', { moderation: 'on' });
    await stage.ada.sees('general', 'There is no model that checks what is said.');
  } finally {
    await stage.close();
  }
});
