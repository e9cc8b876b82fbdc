import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, start, STORES } from './start.ts';

describe.each(STORES)('settings on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store);
  });
  afterAll(() => stage.close());

  /** Asks in a channel; returns the request that the model got. */
  async function ask(channel: string) {
    const { ben, bobbin, model } = stage;
    model.next('Well.');
    const asked = ben.say(channel, `${bobbin} a question`);
    await ben.sees(asked.id, 'Well.');
    return model.requests.at(-1)!.body as { model: string; max_tokens: number };
  }

  async function setPrompt(prompt: string, options: Record<string, string> = {}) {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'settings prompt', options));
    const modal = await ada.seesModal();
    ada.submitModal('general', modal.custom_id, { prompt });
    return modal;
  }

  test('the server’s prompt is edited in a modal and counts from the next message on', async () => {
    const { ada, discord } = stage;
    const modal = await setPrompt('You are a pirate.');
    expect(modal.custom_id).toBe(`settings:prompt:${discord.world.guild.id}`);
    await ada.sees(
      'general',
      'Done. From the next message on, for this server:\n**Prompt**\n> You are a pirate.',
    );
    await ask('general');
    expect(stage.lastRequest()[0]?.text).toMatch(/The instructions of this server:\n\nYou are a pirate\.$/);
  });

  test('a channel’s prompt counts there, in its threads, and nowhere else', async () => {
    const { ada, discord, model } = stage;
    await setPrompt('You are a gardener.', { channel: discord.world.find('help').id });
    await ada.sees('general', 'You are a gardener.');
    await ask('help');
    expect(stage.lastRequest()[0]?.text).toMatch(/gardener\.$/);
    const thread = ada.messages('help').at(-1)!.id;
    model.next('In the thread.');
    ada.say(thread, 'go on');
    await ada.sees(thread, 'In the thread.');
    expect(stage.lastRequest()[0]?.text).toMatch(/gardener\.$/);
    await ask('general');
    expect(stage.lastRequest()[0]?.text).toMatch(/pirate\.$/);
  });

  test('the modal shows the prompt that counts, and an empty one takes it back', async () => {
    const { ada, discord } = stage;
    const channel = discord.world.find('help').id;
    const modal = await setPrompt('', { channel });
    expect(JSON.stringify(modal)).toContain('You are a gardener.');
    await ada.sees('general', 'has no prompt of its own any more');
    await ask('help');
    expect(stage.lastRequest()[0]?.text).toMatch(/pirate\.$/);
  });

  test('the model is chosen from the operator’s list', async () => {
    const { ada } = stage;
    expect(await ada.autocomplete('general', 'settings model', { model: 'oth' }, 'model')).toEqual([
      { name: 'other', value: 'other' },
    ]);
    ada.command('general', 'settings model', { model: 'gpt-secret' });
    await ada.sees('general', 'The model `gpt-secret` is not on offer. Choose one of: `practice`, `other`.');
    ada.command('general', 'settings model', { model: 'other' });
    await ada.sees('general', '**Model**: `other`');
    expect((await ask('general')).model).toBe('other');
  });

  test('limits count from the next message on', async () => {
    const { ada } = stage;
    ada.command('general', 'settings limits', { context: 2_500, answer: 77 });
    await ada.sees('general', /2,500 tokens.*\n.*77 tokens/);
    expect((await ask('general')).max_tokens).toBe(77);
    ada.command('general', 'settings limits');
    await ada.sees('general', 'Please choose at least one of the options.');
  });

  test('older messages are left out when the context is full, and the reply says so once', async () => {
    const { ada, ben, bobbin, model } = stage;
    model.next('Begun.');
    const asked = ben.say('general', `${bobbin} a long talk`);
    await ben.sees(asked.id, 'Begun.');
    for (let i = 0; i < 6; i++) {
      model.next(`Answer ${i}.`);
      ben.say(asked.id, `Message ${i}: ${'word '.repeat(350)}`);
      await ben.sees(asked.id, `Answer ${i}.`, 10_000); // Discord takes five messages in five seconds
    }
    const notices = ada
      .messages(asked.id)
      .filter(({ content }) => content.includes('-# This conversation is longer than'));
    expect(notices).toHaveLength(1);
    expect(
      stage
        .lastRequest()
        .map(({ text }) => text)
        .join(),
    ).not.toContain('a long talk');
  });

  test('a message that alone is longer than the context is shortened in its middle, and the person is told', async () => {
    const { ada, bobbin, model } = stage;
    model.next('Long!');
    const asked = ada.say('general', `${bobbin} BEGIN ${'é☃ '.repeat(1_200)} END`);
    await ada.sees(
      asked.id,
      '-# Your message is longer than what I can read at once, so I left out its middle.',
    );
    expect(stage.lastRequest().at(-1)?.text).toMatch(/BEGIN[^]*the middle is left out[^]*END$/);
  });

  test('a channel can be told to answer always, inline, or never', async () => {
    const { ada, ben, discord, model } = stage;
    const channel = discord.world.find('help').id;
    ada.command('general', 'settings answers', { when: 'always', where: 'inline', channel });
    await ada.sees('general', '**I answer** every message');
    model.next('Inline answer.');
    ben.say('help', 'no mention here');
    const answer = await ben.sees('help', 'Inline answer.');
    expect(answer.message_reference?.message_id).toBeTruthy();
    ada.command('general', 'settings answers', { when: 'never', channel });
    await ada.sees('general', '**I answer** never');
    const before = model.requests.length;
    ben.say('help', `${stage.bobbin} hello?`);
    await ask('general');
    expect(model.requests.length).toBe(before + 1);
  });

  test('show tells what counts and where it comes from', async () => {
    const { ada, discord } = stage;
    ada.command('general', 'settings show', { channel: discord.world.find('help').id });
    const shown = await ada.sees('general', 'What counts for');
    expect(shown.content).toMatch(/> You are a pirate\.\n-# set for the server/);
    expect(shown.content).toMatch(/\*\*I answer\*\* never\n-# set for the channel/);
    expect(shown.content).toMatch(/\*\*My reply stands\*\* in the channel\n-# set for the channel/);
  });

  test('reset takes everything back and says what it was', async () => {
    const { ada } = stage;
    ada.command('general', 'settings reset');
    const told = await ada.sees('general', 'I took this back for this server');
    expect(told.content).toContain('You are a pirate.');
    expect((await ask('general')).model).toBe('practice');
    ada.command('general', 'settings reset');
    await ada.sees('general', 'Nothing was set for this server.');
  });

  test('people who may not manage the server can change nothing, even where the server shows them the command', async () => {
    const { ada, ben, discord } = stage;
    expect(() => ben.command('general', 'settings show')).toThrow(/settings/);
    const registered = [...discord.world.commands.values()].find(({ name }) => name === 'settings')!;
    const onlyManagers = registered.default_member_permissions;
    registered.default_member_permissions = null;
    ben.command('general', 'settings limits', { answer: 50 });
    await ben.sees('general', 'Only people who may manage this server can change my settings.');
    registered.default_member_permissions = onlyManagers;
    ada.command('general', 'settings show');
    expect((await ada.sees('general', 'What counts for this server')).content).not.toContain('50 tokens');
  });

  test.each(['nonsense', 'forget:constructor:1', 'settings:yes:1', 'forget:yes:123456789012345678'])(
    'a button with the custom id %s, sent by hand, is refused',
    async (customId) => {
      const { ada, bobbin, model } = stage;
      model.next('Hello.');
      const thread = ada.say('general', `${bobbin} hello`).id;
      await ada.sees(thread, 'Hello.');
      await ada.seesAnswer(ada.command(thread, 'forget'));
      const question = await ada.sees(thread, 'Shall I forget');
      const [row] = question.components ?? [];
      if (row?.type !== 1 || row.components[0]?.type !== 2) throw new Error('no button');
      Object.assign(row.components[0], { custom_id: customId });
      ada.click(thread, question, customId);
      await ada.sees(thread, 'This belongs to an older version of me.');
    },
  );

  // SQLite is part of the process.
  test.runIf(store === 'Redis')(
    'every command is acknowledged in time although the store is slow',
    async () => {
      const { ada } = stage;
      await stage.redis!.cli('client', 'pause', '4000');
      const names = ['help', 'forget', 'stop', 'settings show', 'settings reset', 'settings prompt', 'chat'];
      const uses = names.map((name) => ada.command('help', name));
      // After three seconds without acknowledgement Discord gives up, and so does this.
      for (const use of uses) await ada.seesAnswer(use, 8_000);
      await ada.sees('help', /My memory (is slow|can’t be reached) right now/);
    },
  );

  test('answers to commands are seen by nobody else', async () => {
    const { ada, ben } = stage;
    ben.command('general', 'help');
    await ben.sees('general', 'Hello! I am a chat bot.');
    expect(ada.messages('general').some(({ content }) => content.includes('I am a chat bot'))).toBe(false);
  });
});
