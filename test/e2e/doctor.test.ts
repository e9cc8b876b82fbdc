import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, start, STORES } from './start.ts';

async function askDoctor({ ada }: Stage, channel = 'general', options: Record<string, string> = {}) {
  await ada.seesAnswer(ada.command(channel, 'doctor', options), 15_000);
  const [answer] = ada
    .messages(channel)
    .filter(({ content }) => content.includes('How I am, as seen from'))
    .slice(-1);
  if (!answer) throw new Error('no answer');
  return answer;
}

const problems = (content: string) => content.split('\n').filter((line) => /^(❌|⚠️)/u.test(line));

describe.each(STORES)('/doctor on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store, { environment: { MODELS: 'practice' } });
  });
  afterAll(() => stage.close());

  const doctor = (channel?: string, options?: Record<string, string>) => askDoctor(stage, channel, options);

  test('finds nothing where all is well, and has a link with the right permissions', async () => {
    const { content, components } = await doctor();
    expect(problems(content)).toEqual([]);
    expect(content.match(/✅/gu)).toHaveLength(7);
    expect(JSON.stringify(components)).toMatch(
      /oauth2\/authorize\?client_id=\d+&scope=bot[^"]*permissions=\d+/,
    );
  });

  test('names each permission that is missing in a channel or a thread of it, and its consequence', async () => {
    const { ada, discord, bobbin, model } = stage;
    model.next('Hello.');
    const thread = ada.say('help', `${bobbin} hello`).id;
    await ada.sees(thread, 'Hello.');
    discord.world.deny('help', 'SendMessagesInThreads', 'AttachFiles');
    for (const [channel, options] of [
      ['help', {}],
      [thread, {}],
      ['general', { channel: discord.world.find('help').id }],
    ] as const)
      await expect
        .poll(async () => problems((await doctor(channel, options)).content), { timeout: 10_000 })
        .toEqual([
          '❌ I lack **Send Messages in Threads**: I can’t answer in any thread there.',
          '⚠️ I lack **Attach Files**: long code is cut into messages, and there are no pictures.',
        ]);
    discord.world.deny('help');
  });

  test('sees an intent that was switched off, and commands that are not ours', async () => {
    const { world } = stage.discord;
    world.application.messageContent = false;
    const help = [...world.commands.values()].find(({ name }) => name === 'help')!;
    const { description } = help;
    help.description = 'An older help';
    const { content } = await doctor();
    expect(problems(content)).toEqual([
      '❌ I may not read messages: the Message Content intent is off.',
      '❌ Discord shows an older version of my commands.',
    ]);
    Object.assign(world.application, { messageContent: true });
    help.description = description;
  });

  test.runIf(store === 'Redis')('sees a store that is away', async () => {
    const { redis } = stage;
    if (!redis) throw new Error('there is a Redis');
    await redis.stop();
    await expect
      .poll(async () => problems((await doctor()).content), { timeout: 15_000 })
      .toEqual(['❌ My memory can’t be reached: I answer as soon as it is back.']);
    await redis.start();
    await expect.poll(async () => problems((await doctor()).content), { timeout: 15_000 }).toEqual([]);
  });

  test('says that it is switched off in a channel', async () => {
    const { ada, discord } = stage;
    const channel = discord.world.find('help').id;
    await ada.seesAnswer(ada.command('general', 'settings answers', { when: 'never', channel }));
    expect(problems((await doctor('help')).content)).toEqual([`⚠️ I am switched off in <#${channel}>.`]);
  });

  test('is for those who manage the server', async () => {
    const { ben, discord } = stage;
    expect(() => ben.command('general', 'doctor')).toThrow(/doctor/);
    const registered = [...discord.world.commands.values()].find(({ name }) => name === 'doctor')!;
    const onlyManagers = registered.default_member_permissions;
    registered.default_member_permissions = null;
    ben.command('general', 'doctor');
    await ben.sees('general', 'Only people who may manage this server');
    registered.default_member_permissions = onlyManagers;
  });

  test('sees a model that is not there', async () => {
    await stage.model.close();
    expect(problems((await doctor()).content)).toEqual([
      '❌ The model’s provider can’t be reached, so I can’t answer.',
    ]);
  });
});

test('/doctor names the models of every kind that the provider does not list', async () => {
  const environment = { MODELS: 'practice', IMAGE_MODEL: 'gone', MODERATION_MODEL: 'away' };
  const stage = await start('SQLite', { environment });
  const { content } = await askDoctor(stage);
  await stage.close();
  expect(problems(content)).toEqual([
    '⚠️ The model’s provider can be reached, but does not list `gone`, `away`.',
  ]);
});
