import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Stage, start, STORES } from './start.ts';

describe.each(STORES)('who may use Bobbin, on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store);
    stage.discord.world.addPerson('Zoe');
  });
  afterAll(() => stage.close());

  const zoe = () => stage.discord.person('Zoe');
  const idOf = (channel: string) => stage.discord.world.find(channel).id;

  /** Ada, who owns the server, changes its settings. */
  async function access(options: Record<string, string | number>) {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'settings access', options));
    return ada.sees('general', 'From the next message on, for this server');
  }

  const reset = async () => {
    const { ada } = stage;
    await ada.seesAnswer(ada.command('general', 'settings reset'));
  };

  /** Ada asks, and is answered: whatever came before has been heard by then. */
  async function adaIsAnswered(channel: string) {
    const { ada, bobbin, model } = stage;
    model.next('For Ada.');
    const asked = ada.say(channel, `${bobbin} hello`);
    await ada.sees(asked.id, 'For Ada.');
    return asked.id;
  }

  const dmsTo = (person: { user: { id: string }; messages: (channel: string) => { content: string }[] }) =>
    person.messages(stage.discord.world.dmWith(person.user.id).id).map(({ content }) => content);

  test('somebody who is blocked is told so once, privately, and no thread is opened', async () => {
    const { bobbin, model, ada } = stage;
    const told = await access({ rule: 'block', person: zoe().user.id });
    expect(told.content).toContain(`<@${zoe().user.id}>`);
    const before = model.requests.length;
    const asked = zoe().say('general', `${bobbin} hello?`);
    zoe().say('general', `${bobbin} hello??`);
    const dm = stage.discord.world.dmWith(zoe().user.id).id;
    const hint = await zoe().sees(dm, 'have chosen who may use me');
    expect(hint.content).toContain(asked.id);
    await adaIsAnswered('general');
    expect(model.requests.length).toBe(before + 1);
    expect(stage.discord.world.lookUp(asked.id)).toBeUndefined();
    expect(dmsTo(zoe())).toHaveLength(1);
    expect(ada.messages('general').every(({ content }) => !content.includes('chosen who'))).toBe(true);
  });

  test('what they say in a thread is known there, but not answered, also after a restart', async () => {
    const { ada, model } = stage;
    const thread = await adaIsAnswered('help');
    const before = model.requests.length;
    zoe().say(thread, 'the code word is plum');
    await stage.restart();
    model.next('It is plum.');
    ada.say(thread, 'what is the code word?');
    await ada.sees(thread, 'It is plum.');
    expect(model.requests.length).toBe(before + 1);
    expect(
      stage
        .lastRequest()
        .map(({ text }) => text)
        .join(),
    ).toContain('plum');
  });

  test('commands, menus and buttons refuse them privately', async () => {
    const { ada, model, bobbin } = stage;
    zoe().command('general', 'chat', { message: 'hello' });
    await zoe().sees('general', 'have chosen who may use me');
    model.next('An answer.');
    const thread = ada.say('general', `${bobbin} a question`).id;
    const answer = await ada.sees(thread, 'An answer.');
    const before = model.requests.length;
    zoe().messageCommand(thread, 'Try again', answer);
    await zoe().sees(thread, 'have chosen who may use me');
    expect(ada.messages(thread).some(({ content }) => content.includes('have chosen'))).toBe(false);
    expect(model.requests.length).toBe(before);
    zoe().command('general', 'help');
    await zoe().sees('general', 'I am a chat bot');
  });

  test('who is allowed again is answered', async () => {
    const { bobbin, model } = stage;
    await access({ rule: 'allow', person: zoe().user.id });
    model.next('Welcome back.');
    const asked = zoe().say('general', `${bobbin} hello again`);
    await zoe().sees(asked.id, 'Welcome back.');
  });

  test('where only some roles are allowed, the others are not answered; a role given counts at once', async () => {
    const { discord, ben, bobbin, model } = stage;
    await reset();
    const role = discord.world.addRole('Members');
    await access({ rule: 'allow', role: role.id });
    const dm = discord.world.dmWith(ben.user.id).id;
    ben.say('general', `${bobbin} may I?`);
    await ben.sees(dm, 'have chosen who may use me');
    discord.world.giveRole(ben.user.id, role);
    model.next('You may.');
    const asked = ben.say('general', `${bobbin} and now?`);
    await ben.sees(asked.id, 'You may.');
    discord.world.takeRole(ben.user.id, role);
  });

  test('in a channel that is not allowed people are told where else', async () => {
    const { bobbin, discord } = stage;
    discord.world.addPerson('Kim');
    const kim = discord.person('Kim');
    await reset();
    await access({ rule: 'allow', place: idOf('help') });
    kim.command('general', 'chat', { message: 'hello' });
    const told = await kim.sees('general', 'I may not answer in');
    expect(told.content).toContain(`<#${idOf('help')}>`);
    const dm = discord.world.dmWith(kim.user.id).id;
    kim.say('general', `${bobbin} hello`);
    await kim.sees(dm, `Please use me in <#${idOf('help')}>`);
    stage.model.next('Here I may.');
    const asked = kim.say('help', `${bobbin} hello`);
    await kim.sees(asked.id, 'Here I may.');
    stage.model.next('In its thread, too.');
    kim.say(asked.id, 'and here?');
    await kim.sees(asked.id, 'In its thread, too.');
    await adaIsAnswered('general'); // managers always may
  });

  test('the manager role may change settings, others may not', async () => {
    const { discord, ben } = stage;
    await reset();
    const role = discord.world.role('Moderator');
    await access({ 'manager-role': role.id });
    const registered = [...discord.world.commands.values()].find(({ name }) => name === 'settings')!;
    const onlyManagers = registered.default_member_permissions;
    registered.default_member_permissions = null; // as under Server settings → Integrations
    try {
      ben.command('general', 'settings limits', { answer: 70 });
      await ben.sees('general', 'Only people who may manage this server');
      discord.world.giveRole(ben.user.id, role);
      ben.command('general', 'settings limits', { answer: 71 });
      await ben.sees('general', '71 tokens');
      const only = 'Only those who have the permission “Manage Server” on Discord can change this';
      ben.command('general', 'settings access', { 'manager-role': role.id, rule: 'remove' });
      await ben.sees('general', `${only}: Role that may change my settings`);
      ben.command('general', 'settings budget', { 'server-per-day': '9M tokens' });
      await ben.sees('general', `${only}: Budget of the server for a day`);
      ben.command('general', 'settings reset');
      await ben.sees('general', `${only}: Role that`);
    } finally {
      discord.world.takeRole(ben.user.id, role);
      registered.default_member_permissions = onlyManagers;
    }
    stage.ada.command('general', 'settings access', { 'manager-role': discord.world.guild.id });
    await stage.ada.sees('general', 'Everybody has this role.');
  });
});

describe.each(STORES)('a cooldown on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store, { environment: { IMAGE_MODEL: 'practice' } });
  });
  afterEach(() => void vi.useRealTimers());
  afterAll(() => stage.close());

  test('questions within the cooldown are answered together when it is over, also after a restart, however late', async () => {
    const { ben, ada, bobbin, model } = stage;
    await ada.seesAnswer(ada.command('general', 'settings access', { cooldown: 8 }));
    model.next('The first.');
    const thread = ben.say('general', `${bobbin} one`).id;
    await ben.sees(thread, 'The first.');
    ben.say(thread, 'two');
    ben.say(thread, 'three');
    await ben.sees(thread, /-# I answer <t:\d+:R>\..*once every 8 seconds/);
    const before = model.requests.length;
    model.next('For Ada, who did not ask yet.');
    const other = ada.say('general', `${bobbin} hello`).id;
    await ada.sees(other, 'For Ada, who did not ask yet.');
    expect(model.requests.length).toBe(before + 1);
    model.next('The second and the third.');
    await stage.stopBot();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20 * 60_000 }); // whoever waits is answered however late
    await stage.startBot();
    await ben.sees(thread, 'The second and the third.', 20_000);
    expect(
      stage
        .lastRequest()
        .slice(-2)
        .map(({ text }) => text)
        .join(),
    ).toMatch(/two[^]*three/);
    expect(ben.messages(thread).filter(({ content }) => content.includes('I answer <t:'))).toHaveLength(1);
    const answer = await ben.sees(thread, 'The second and the third.');
    ben.messageCommand(thread, 'Try again', answer);
    await ben.sees(thread, /once every 8 seconds\. You can do that again <t:\d+:R>/);
  });

  test('what could not be done begins no cooldown', async () => {
    const { ada, discord, bobbin, model } = stage;
    discord.world.addPerson('Lou');
    const lou = discord.person('Lou');
    await ada.seesAnswer(ada.command('general', 'settings access', { cooldown: 0 }));
    model.next('The first answer.');
    const thread = lou.say('general', `${bobbin} one`).id;
    const first = await lou.sees(thread, 'The first answer.');
    model.next('The second answer.');
    lou.say(thread, 'two');
    await lou.sees(thread, 'The second answer.');
    await ada.seesAnswer(ada.command('general', 'settings access', { cooldown: 600 }));
    lou.messageCommand(thread, 'Try again', first);
    await lou.sees(thread, 'my last answer');
    const text = { name: 'no.txt', type: 'text/plain', base64: Buffer.from('no').toString('base64') };
    await lou.seesAnswer(lou.command('help', 'imagine', { prompt: 'a pier', picture: text }), 15_000);
    model.next('The third answer.');
    lou.say(thread, 'three');
    await lou.sees(thread, 'The third answer.');
  });

  test('who lets Bobbin paint too often is told so privately', async () => {
    const { ada, discord } = stage;
    discord.world.addPerson('Kim');
    const kim = discord.person('Kim');
    await ada.seesAnswer(ada.command('general', 'settings access', { cooldown: 600 }));
    await kim.seesAnswer(kim.command('help', 'imagine', { prompt: 'a lighthouse' }), 15_000);
    await kim.sees('help', ({ attachments }) => attachments.length === 1, 15_000);
    kim.command('help', 'imagine', { prompt: 'a ship' });
    await kim.sees('help', /once every 10 minutes\. You can do that again <t:\d+:R>/);
    const others = [...discord.world.messagesIn(discord.world.find('help').id).values()];
    expect(others.filter(({ onlyFor }) => !onlyFor)).toHaveLength(1);
  });
});
