import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { commands } from '../../commands/index.ts';
import type { Person } from '../../playground/people.ts';
import { type Try, type Usable, USABLES, useByHand } from './by-hand.ts';
import { type Stage, start, STORES } from './start.ts';

/** Who may not use something, and what they are told. Every command has a line here, or one for a part of it. */
type Rule = (usable: Usable) => { who: Who; told: RegExp }[];
type Who = 'ben' | 'zoe' | 'outsider';

const managers: Rule = () => [
  { who: 'ben', told: /^Only people who may manage this server can change my settings\.$/ },
];
const readers: Rule = () => [
  { who: 'outsider', told: /^Only people who can read this conversation can see that\.$/ },
];
const allowed: Rule = () => [{ who: 'zoe', told: /have chosen who may use me, and you are not among them/ }];
const asker: Rule = () => [
  { who: 'ben', told: /^Only the one who asked, or someone who may manage messages here/ },
];
const starter: Rule = () => [{ who: 'ben', told: /^Only the one who began this conversation/ }];
const admins: Rule = () => [
  { who: 'ben', told: /^Only those who may manage this server can have all of it forgotten\.$/ },
];
/** The question is no longer open; whom it is for while it is, permit.test.ts shows. */
const late: Rule = () => [{ who: 'ben', told: /^This question is no longer open\.$/ }];
const both =
  (...rules: Rule[]): Rule =>
  (usable) =>
    rules.flatMap((rule) => rule(usable));
/** It concerns nobody but whoever uses it. */
const own: Rule = () => [];

const RULES: Record<string, Rule> = {
  chat: allowed,
  imagine: allowed,
  settings: managers,
  knowledge: managers,
  examples: managers,
  doctor: managers,
  'usage slash me': own,
  'usage slash server': managers,
  stop: asker,
  'stop button allow': late,
  'stop button deny': late,
  forget: starter,
  'forget button server': admins,
  'forget button no': own,
  privacy: own,
  export: readers,
  help: own,
  'Try again': both(allowed, asker),
  'Try again button earlier': allowed,
  Continue: both(allowed, asker),
  'Why this answer?': readers,
};

/** Its message is seen by one person only; the others stand below replies. */
const isOnPanel = ({ command, kind }: Usable) =>
  (kind === 'button' || kind === 'select') && !['stop', 'Try again', 'Continue'].includes(command);

const nameOf = ({ command, kind, name }: Usable) => `${command} ${kind} ${name}`.trim();
const ruleFor = (usable: Usable) => RULES[nameOf(usable)] ?? RULES[usable.command];

test('every command, button, select and modal has a rule, and every rule is needed', () => {
  expect(USABLES.filter((usable) => !ruleFor(usable)).map(nameOf)).toEqual([]);
  const names = new Set(USABLES.flatMap((usable) => [nameOf(usable), usable.command]));
  expect(Object.keys(RULES).filter((name) => !names.has(name))).toEqual([]);
});

/** What is suggested while one types. */
const COMPLETED = [
  ['settings model', 'model'],
  ['settings tools', 'tool'],
  ['knowledge remove', 'source'],
  ['examples remove', 'example'],
] as const;

test('whatever suggests something is looked at', () => {
  const suggesting = commands.filter(({ autocomplete }) => autocomplete).map(({ data }) => data.name);
  expect(new Set(COMPLETED.map(([path]) => path.split(' ')[0]))).toEqual(new Set(suggesting));
});

describe.each(STORES)('whoever may not use something is refused, on %s:', (store) => {
  let stage: Stage;
  /** Where Ada asked and was answered; where she asked and is being answered; where nobody else can read. */
  let thread: string;
  let busy: string;
  let secret: string;
  let answers: Record<string, APIMessage>;
  const held = Promise.withResolvers<string>();

  beforeAll(async () => {
    stage = await start(store, { environment: { IMAGE_MODEL: 'practice' } });
    const { ada, discord, model, bobbin } = stage;
    const { world } = discord;
    const zoe = world.addPerson('Zoe');
    world.addGuild('Elsewhere', world.addPerson('Eve').id, ['elsewhere']);
    await ada.seesAnswer(ada.command('general', 'settings access', { rule: 'block', person: zoe.id }));
    await ada.seesAnswer(ada.command('general', 'chat', { message: 'a secret', private: true }));
    secret = [...world.channels.values()].find(({ name }) => name === 'a secret')!.id;
    const ended = (where: string) =>
      ada.sees(
        where,
        ({ author, components, content }) =>
          author.bot === true &&
          content.includes('practice model') &&
          !JSON.stringify(components).includes('Stop'),
        15_000,
      );
    thread = ada.say('general', `${bobbin} what is this?`).id;
    answers = { [secret]: await ended(secret), [thread]: await ended(thread) };
    // A moment later it is remembered, too.
    const again = ada.messageCommand(thread, 'Why this answer?', answers[thread]!);
    await ada.seesAnswer(again);
    model.next(() => held.promise);
    busy = ada.say('general', `${bobbin} take your time`).id;
    await ada.waitFor('the model is asked', () =>
      model.requests.some(({ asked }) => JSON.stringify(asked).includes('take your time')),
    );
    answers[busy] = ada.messages(busy)[0]!;
  });
  afterAll(async () => {
    held.resolve('Done.');
    await stage.close();
  });

  const seenByAll = (channel: string) => {
    const { world } = stage.discord;
    const stored = [...world.messagesIn(world.find(channel).id).values()];
    return stored.filter(({ onlyFor }) => !onlyFor).map(({ message }) => [message.id, message.content]);
  };

  /** Something of Bobbin's that only this person sees. */
  async function panelFor(person: Person, channel: string): Promise<APIMessage> {
    const { interaction } = person.command(channel, 'privacy');
    const isPanel = (one: APIMessage) =>
      one.interaction_metadata?.id === interaction && JSON.stringify(one.components).includes('privacy:');
    return structuredClone(await person.sees(channel, isPanel));
  }

  /** All that could have been changed. */
  async function memory(): Promise<string> {
    const { redis, folder, discord, model } = stage;
    const { guild } = discord.world;
    const opened = await openStore({ redisUrl: redis?.url, dataDir: folder, log: createLog('silent') });
    try {
      const scopes = [guild.id, discord.world.find('general').id, thread, 'examples'];
      return JSON.stringify([
        await opened.settings(guild.id, scopes),
        await opened.knowledge.sources(guild.id),
        await Promise.all(
          [thread, secret].map((id) => Promise.all([opened.conversation(id), opened.newest(id)])),
        ),
        (await opened.conversation(busy))?.stop,
        model.requests.length,
        model.pictures.requests.length,
        ['general', thread, busy].map(seenByAll),
      ]);
    } finally {
      await opened.close();
    }
  }

  /** Where something makes sense, with the argument that its custom id has there. */
  function tryOf(usable: Usable, who: Who): Try {
    const { discord } = stage;
    const channel = who === 'outsider' ? secret : usable.command === 'stop' ? busy : thread;
    const person = discord.person({ ben: 'Ben', zoe: 'Zoe', outsider: 'Ben' }[who]);
    const scope = discord.world.guild.id;
    const isPanel = usable.command === 'settings' && usable.kind !== 'modal';
    const argument = isPanel ? `${channel}:${scope}:overview:0` : channel;
    return { person, channel, argument, target: answers[channel]! };
  }

  const refusals = USABLES.flatMap((usable) =>
    (ruleFor(usable)?.(usable) ?? []).map(({ who, told }) => [nameOf(usable), who, usable, told] as const),
  );

  test.each(refusals)('%s, for %s', async (_, who, usable, told) => {
    const before = await memory();
    const attempt = tryOf(usable, who);
    const target = isOnPanel(usable) ? await panelFor(attempt.person, attempt.channel) : attempt.target;
    expect(await useByHand(stage.discord.world, usable, { ...attempt, target })).toMatch(told);
    expect(await memory()).toBe(before);
  });

  test('forgetting the whole server, for those who may not manage it', async () => {
    const before = await memory();
    const usable = { command: 'forget', kind: 'slash', name: '' } as const;
    const options = [{ name: 'what', type: 3, value: 'server' }];
    const told = await useByHand(stage.discord.world, usable, { ...tryOf(usable, 'ben'), options });
    expect(told).toMatch(/^Only those who may manage this server can have all of it forgotten\.$/);
    expect(await memory()).toBe(before);
  });

  /** What stands on the panel, or is opened from it: its custom id names the channel. */
  const namesChannel = ({ command, kind, name }: Usable) =>
    kind === 'button' ||
    kind === 'select' ||
    (kind === 'modal' && command === 'settings' && name !== 'prompt');

  test.each(USABLES.filter(namesChannel).map((usable) => [nameOf(usable), usable] as const))(
    '%s, with a custom id of another channel, even for the owner',
    async (_, usable) => {
      const before = await memory();
      const { ada, discord } = stage;
      const channel = discord.world.find('help').id;
      const attempt = { ...tryOf(usable, 'ben'), person: ada, channel };
      expect(await useByHand(discord.world, usable, attempt)).toMatch(
        /^This belongs to an older version of me\./,
      );
      expect(await memory()).toBe(before);
    },
  );

  test.each(
    USABLES.filter(({ command, kind }) => command === 'settings' && kind !== 'slash').map(
      (usable) => [nameOf(usable), usable] as const,
    ),
  )('%s, with a custom id of another server, for who owns one', async (_, usable) => {
    const before = await memory();
    const { discord } = stage;
    const channel = discord.world.find('elsewhere').id;
    const { guild } = discord.world;
    const isOld = usable.kind === 'modal' && usable.name === 'prompt';
    const argument = isOld ? guild.id : `${channel}:${guild.id}:overview:0`;
    const eve = discord.person('Eve');
    const target = await panelFor(eve, channel);
    const attempt = { ...tryOf(usable, 'ben'), person: eve, channel, argument, target };
    expect(await useByHand(discord.world, usable, attempt)).toMatch(/^I can’t see this channel\./);
    expect(await memory()).toBe(before);
  });

  const owns = USABLES.filter((usable) => ruleFor(usable) === own).map(
    (usable) => [nameOf(usable), usable] as const,
  );

  test.each(owns)('%s concerns nobody but who uses it', async (_, usable) => {
    const before = await memory();
    const { discord } = stage;
    const target = await panelFor(discord.person('Zoe'), thread);
    await useByHand(discord.world, usable, { ...tryOf(usable, 'zoe'), target });
    expect(await memory()).toBe(before);
  });

  test.each(USABLES.filter(isOnPanel).map((usable) => [nameOf(usable), usable] as const))(
    '%s, below what everybody sees, even for the owner',
    async (_, usable) => {
      const before = await memory();
      const { ada, discord } = stage;
      const told = await useByHand(discord.world, usable, { ...tryOf(usable, 'ben'), person: ada });
      expect(told).toMatch(/^This belongs to an older version of me\./);
      expect(await memory()).toBe(before);
    },
  );

  test.each(COMPLETED)(
    '/%s suggests nothing to those who may not manage the server',
    async (path, option) => {
      const { ben, discord } = stage;
      const [name] = path.split(' ');
      const registered = [...discord.world.commands.values()].find((one) => one.name === name)!;
      const onlyManagers = registered.default_member_permissions;
      registered.default_member_permissions = null;
      expect(await ben.autocomplete('general', path, { [option]: '' }, option)).toEqual([]);
      registered.default_member_permissions = onlyManagers;
    },
  );
});
