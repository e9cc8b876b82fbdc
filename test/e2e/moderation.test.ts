import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
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

  test('does not send it to the model later, either', async () => {
    const { model, ada } = stage;
    const thread = ask('Say something harmful of Basilisks.');
    await sees(thread, 'I don’t answer this');
    model.next('What was it?');
    ada.say(thread, 'Please answer what I asked above.');
    await sees(thread, 'What was it?');
    await stage.restart();
    model.next('I still don’t know.');
    ada.say(thread, 'Really?');
    await sees(thread, 'I still don’t know.');
    const asked = JSON.stringify(model.requests);
    expect(asked).toContain('what I asked above');
    expect(asked).not.toContain('Basilisk');
  });

  test('looks at a question again when somebody asks it once more', async () => {
    const { model, ada, lastRequest } = stage;
    const { requests } = model.moderations;
    model.next('Hello.');
    const thread = ask('Hello!');
    await sees(thread, 'Hello.');
    const before = model.requests.length;
    const question = ada.say(thread, 'Say something harmful of Krakens.');
    const refusal = await sees(thread, 'I don’t answer this');
    await stage.restart(); // the turn has ended
    const looks = requests.length;
    ada.messageCommand(thread, 'Try again', refusal);
    await ada.waitFor('it is looked at', () => requests.length > looks, A_WHILE);
    expect(requests.at(-1)?.body).toMatchObject({ input: ['Say something harmful of Krakens.'] });
    await stage.restart();
    expect(model.requests.length).toBe(before);
    ada.edit(thread, question, 'Say something nice of Krakens.');
    model.next('They are shy.', 'I spoke of them.');
    ada.messageCommand(thread, 'Try again', refusal);
    await sees(thread, 'They are shy.');
    expect(lastRequest().at(-1)?.text).toContain('nice of Krakens');
    ada.say(thread, 'Of whom did you speak?');
    await sees(thread, 'I spoke of them.');
    expect(JSON.stringify(lastRequest())).toContain('nice of Krakens');
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

test('can’t be switched on where there is no model for it, and nothing is answered where it is on', async () => {
  const stage = await start('SQLite');
  try {
    stage.ada.command('general', 'settings privacy', { moderation: 'on' });
    await stage.ada.sees('general', 'There is no model that checks what is said.');
    // It was switched on when there was one.
    await stage.stopBot();
    const store = await openStore({
      redisUrl: undefined,
      dataDir: stage.folder,
      log: createLog('silent'),
    });
    const guild = stage.discord.world.guild.id;
    await store.saveSettings(guild, guild, { moderation: 'on' }, 0);
    await store.close();
    await stage.startBot();
    const { id } = stage.ada.say('general', `${stage.bobbin} How are you?`);
    await stage.ada.sees(id, 'There is no model that checks what is said.', A_WHILE);
    expect(stage.model.requests).toEqual([]);
  } finally {
    await stage.close();
  }
});
