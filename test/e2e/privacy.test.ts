import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { dumpOf } from '../store/dump.ts';
import { createHome } from './processes.ts';
import { type Stage, start, STORES } from './start.ts';

const A_WHILE = 15_000;
const DAY = 86_400_000;

describe.each(STORES)('privacy on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store);
  });
  afterAll(() => stage.close());

  type Who = Stage['ada'];

  const isComplete = (message: APIMessage) => !JSON.stringify(message.components).includes('Stop');

  const answered = (who: Who, thread: string, text: string) =>
    who.sees(thread, (one) => one.content === text && isComplete(one), A_WHILE);

  /** Opens a thread with a question that is answered. */
  async function openThread(who: Who, question: string, answer: string): Promise<string> {
    stage.model.next(answer);
    const { id } = who.say('general', `${stage.bobbin} ${question}`);
    await answered(who, id, answer);
    return id;
  }

  async function talk(who: Who, thread: string, question: string, answer: string): Promise<void> {
    stage.model.next(answer);
    who.say(thread, question);
    await answered(who, thread, answer);
  }

  /** Uses buttons of /privacy one after the other. */
  async function privacy(who: Who, channel: string, ...actions: string[]): Promise<void> {
    await who.seesAnswer(who.command(channel, 'privacy'));
    for (const action of actions) {
      const has = ({ components }: APIMessage) => JSON.stringify(components).includes(`privacy:${action}:`);
      const panel = await who.sees(channel, has, A_WHILE);
      const id = /privacy:[^"]*/.exec(
        JSON.stringify(panel.components).slice(
          JSON.stringify(panel.components).indexOf(`privacy:${action}:`),
        ),
      )!;
      await who.seesAnswer(who.click(channel, panel, id[0]));
    }
  }

  const sent = () =>
    stage
      .lastRequest()
      .map(({ text }) => text)
      .join('\n');

  const home = () => ({ redisUrl: stage.redis?.url, dataDir: stage.folder });

  /** Does something to the store beside Bobbin. */
  async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const opened = await openStore({ ...home(), log: createLog('silent') });
    try {
      return await work(opened);
    } finally {
      await opened.close();
    }
  }

  const bodyOf = async ({ attachments }: APIMessage) => (await fetch(attachments[0]!.url)).text();

  test('says what is kept, for how long, and who can read it', async () => {
    const { ada } = stage;
    await privacy(ada, 'general');
    const panel = await ada.sees('general', 'What I keep');
    expect(panel.content).toMatch(/30 days after it was used last[^]*Who can read it[^]*opt out/);
    expect(panel.content.length).toBeLessThanOrEqual(2_000);
  });

  test('what somebody said is forgotten in the thread, and nobody else’s', async () => {
    const { ada, ben } = stage;
    const thread = await openThread(ada, 'My cat is called Xanthippe.', 'What a fine cat Xanthippe is.');
    await talk(ben, thread, 'My dog is called Rex.', 'Rex is a fine dog.');
    await privacy(ada, thread, 'here', 'yes-here');
    const receipt = await ada.sees(thread, 'Done. I forgot', A_WHILE);
    expect(receipt.content).toMatch(/1 message of yours in 1 conversation\n- 1 answer to that\n- 0 files/);
    await talk(ben, thread, 'Who is who?', 'Rex is a dog.');
    expect(sent()).toContain('Rex');
    expect(sent()).not.toContain('Xanthippe');
    const dump = await dumpOf(home());
    expect(dump).toContain('Rex is a fine dog');
    expect(dump).not.toContain('Xanthippe');
    expect(dump).not.toContain(ada.user.id);
  });

  test('does not come back when the thread is compared with memory, nor when that is lost', async () => {
    const { ada, ben } = stage;
    const thread = await openThread(ada, 'My parrot is called Zephyrine.', 'Zephyrine, how nice.');
    await talk(ben, thread, `My fish is called Wanda, not ${ada.user.id}.`, 'Wanda is a fine fish.');
    await talk(ben, thread, 'Whose is it?', `It is not of <@${ada.user.id}>.`);
    await privacy(ada, thread, 'everywhere', 'yes-everywhere');
    await ada.sees(thread, 'Done. I forgot', A_WHILE);
    await stage.restart();
    await talk(ben, thread, 'Who is Wanda?', 'Wanda is a fish, I think.');
    expect(sent()).toContain('Wanda is a fine fish.');
    expect(sent()).toContain('It is not of @somebody.');
    expect(sent()).not.toContain('Zephyrine');
    expect(sent() + (await dumpOf(home()))).not.toContain(ada.user.id);
    await withStore((opened) => opened.forget(thread));
    await stage.restart();
    await talk(ben, thread, 'And now?', 'Still a fish.');
    expect(sent()).toContain('Wanda is a fine fish.');
    expect(sent()).not.toContain('Zephyrine');
    expect(sent() + (await dumpOf(home()))).not.toContain(ada.user.id);
    await talk(ada, thread, 'I am back.', 'Welcome back.');
    expect(await dumpOf(home())).not.toContain('Zephyrine');
  });

  test('the answers to somebody who is forgotten stay when an older one is written anew', async () => {
    const { ada, ben, model } = stage;
    const thread = await openThread(ben, 'Where do llamas live?', 'In the Andes.');
    const first = await answered(ben, thread, 'In the Andes.');
    await talk(ada, thread, 'And camels?', 'In the desert.');
    await privacy(ada, thread, 'here', 'yes-here');
    await ada.sees(thread, 'Done. I forgot', A_WHILE);
    model.next('In South America.');
    ben.messageCommand(thread, 'Try again', first);
    await answered(ben, thread, 'In South America.');
    await answered(ben, thread, 'In the desert.');
  });

  test('an answer to somebody who is forgotten is taken back', async () => {
    const { ada, model } = stage;
    model.next({ chunks: ['This is ', 'never told.'], pauseMs: 60_000 });
    const { id: thread } = ada.say('general', `${stage.bobbin} Tell me of Yggdrasil.`);
    await ada.sees(thread, 'This is', A_WHILE);
    await privacy(ada, 'general', 'everywhere', 'yes-everywhere');
    await ada.sees('general', 'Done. I forgot', A_WHILE);
    await ada.waitFor(
      'sees the answer gone',
      () => ada.messages(thread).every(({ content }) => !content.includes('This is')),
      A_WHILE,
    );
    await expect
      .poll(async () => (await withStore((opened) => opened.conversation(thread)))?.open, {
        timeout: A_WHILE,
      })
      .toBeNull();
    const dump = await dumpOf(home());
    expect(dump).not.toContain('Yggdrasil');
    expect(dump).not.toContain(ada.user.id);
    await talk(ada, thread, 'Hello again.', 'Hello!');
  });

  test('what was interrupted is finished after a restart', async () => {
    const { ada, ben } = stage;
    const thread = await openThread(ada, 'My newt is called Asmodeus.', 'What a newt.');
    await talk(ben, thread, 'My toad is called Trevor.', 'What a toad.');
    await stage.stopBot();
    const due = Date.now();
    await withStore((opened) => opened.wishes.addPending({ person: ada.user.id, guild: null, due }));
    await stage.startBot();
    await expect.poll(() => dumpOf(home()), { timeout: A_WHILE }).not.toContain('Asmodeus');
    await expect.poll(() => dumpOf(home()), { timeout: A_WHILE }).not.toContain(ada.user.id);
    expect(await dumpOf(home())).toContain('Trevor');
    await talk(ben, thread, 'Who is there?', 'Trevor.');
    expect(sent()).not.toContain('Asmodeus');
  });

  test('direct messages are forgotten, too', async () => {
    const { ben, model } = stage;
    const dm = ben.openDm().id;
    model.next('I keep it to myself.');
    ben.say(dm, 'My secret is Quetzal.');
    await answered(ben, dm, 'I keep it to myself.');
    await privacy(ben, dm, 'everywhere', 'yes-everywhere');
    await ben.sees(dm, 'Done. I forgot', A_WHILE);
    expect(await dumpOf(home())).not.toContain('Quetzal');
    expect(await withStore((opened) => opened.conversation(dm))).toBeUndefined();
    await talk(ben, dm, 'Do you know my secret?', 'No.');
    expect(sent()).not.toContain('Quetzal');
  });

  test('everybody gets their own data as a file, and nobody else’s', async () => {
    const { ada, ben } = stage;
    const thread = await openThread(ada, 'I live in Ulm.', 'A fine town.');
    await talk(ben, thread, 'I live in Bonn.', 'A fine town, too.');
    await privacy(ada, thread, 'export');
    const file = await ada.sees(thread, 'Here is what I keep of yours', A_WHILE);
    expect(ben.messages(thread).map(({ id }) => id)).not.toContain(file.id);
    const data = JSON.parse(await bodyOf(file)) as { person: string; messages: { text: string }[] };
    expect(data).toMatchObject({ person: ada.user.id, optedOut: null, shortened: false });
    expect(data.messages).toContainEqual(
      expect.objectContaining({ channel: thread, text: 'I live in Ulm.', files: [] }),
    );
    expect(JSON.stringify(data)).not.toMatch(/Bonn|fine town/);
  });

  test('a thread is exported as Markdown and as JSON', async () => {
    const { ada } = stage;
    const thread = await openThread(ada, 'What is a bobbin?', 'A spool for thread.');
    await ada.seesAnswer(ada.command(thread, 'export'));
    const markdown = await ada.sees(thread, 'Here is what I remember of this conversation: 2 messages.');
    expect(await bodyOf(markdown)).toMatch(
      /^\*\*Ada\*\* · \d{4}-\d\d-\d\d \d\d:\d\d UTC\n\nWhat is a bobbin\?\n\n\*\*Bobbin\*\* [^]*A spool for thread\.\n$/,
    );
    await ada.seesAnswer(ada.command(thread, 'export', { format: 'json' }));
    const json = await ada.sees(
      thread,
      ({ attachments }) => attachments[0]?.filename === 'conversation.json',
    );
    expect(JSON.parse(await bodyOf(json))).toMatchObject([
      { role: 'user', author: { id: ada.user.id }, text: 'What is a bobbin?' },
      { role: 'assistant', text: 'A spool for thread.' },
    ]);
    await ada.seesAnswer(ada.command('general', 'export'));
    await ada.sees('general', 'I remember nothing of this conversation');
  });

  describe('who opts out', () => {
    /** A thread in which she goes on writing. */
    let lively: string;

    test('is neither stored nor answered, and told so once', async () => {
      const { ada, ben, discord } = stage;
      const thread = await openThread(ada, 'My horse is called Bucephalus.', 'What a horse.');
      await talk(ben, thread, 'I like horses.', 'So do I.');
      await privacy(ada, thread, 'out', 'yes-out');
      await ada.sees(thread, 'From now on I read and answer nothing of yours.', A_WHILE);
      ada.say(thread, 'Do you hear Incitatus?');
      ada.say('general', `${stage.bobbin} Hello?`);
      const dm = discord.world.dmWith(ada.user.id).id;
      await ada.sees(dm, 'You opted out', A_WHILE);
      ada.say('general', `${stage.bobbin} Hello??`);
      ben.say(thread, `Is that so, <@${ada.user.id}>?`);
      // She writes between his question and the answer to it.
      const [asked, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      stage.model.next(async () => {
        asked.resolve();
        await written.promise;
        return 'Horses, of course.';
      });
      ben.say(thread, 'What do we talk about?');
      await asked.promise;
      ada.say(thread, 'Of Incitatus!');
      written.resolve();
      await answered(ben, thread, 'Horses, of course.');
      lively = thread;
      await talk(ben, thread, 'What did we talk about?', 'Horses.');
      expect(sent()).toMatch(/Is that so, @somebody\?/);
      expect(sent()).not.toMatch(/Bucephalus|Incitatus/);
      await stage.restart();
      await talk(ben, thread, 'Anything else?', 'No.');
      expect(sent()).toContain('Horses, of course.');
      expect(sent()).not.toMatch(/Bucephalus|Incitatus/);
      expect(ada.messages(dm).filter(({ content }) => content.includes('You opted out'))).toHaveLength(1);
      expect(ada.messages('general').filter(({ thread: opened }) => opened).length).toBeGreaterThan(0);
      const dump = await dumpOf(home());
      expect(dump).not.toMatch(/Bucephalus|Incitatus/);
      expect(dump).not.toContain(ada.user.id);
    });

    test('can’t use commands with which one asks something', async () => {
      const { ada } = stage;
      await ada.seesAnswer(ada.command('general', 'chat', { message: 'Hello' }));
      await ada.sees('general', 'You opted out, so I can’t do that for you.');
    });

    test('is not read where others speak with Bobbin', async () => {
      const { ada, ben, model } = stage;
      const secret = ada.say('general', 'I keep an Axolotl.');
      model.next('Reply.');
      const { id } = ben.say('general', `${stage.bobbin} what about this?`, { replyTo: secret });
      await answered(ben, id, 'Reply.');
      expect(sent()).not.toContain('Axolotl');
    });

    test('is welcome back', async () => {
      const { ada } = stage;
      await privacy(ada, 'general', 'in');
      await ada.sees('general', 'Welcome back!');
      const thread = await openThread(ada, 'Hello again.', 'Hello Ada.');
      // What she said meanwhile stays unknown, also when her threads are read once more.
      await stage.restart();
      await talk(ada, lively, 'And what do I ride?', 'I don’t know.');
      expect(sent()).toContain('Horses, of course.');
      expect(sent()).not.toContain('Incitatus');
      await withStore((opened) => opened.forget(lively));
      await stage.restart();
      await talk(ada, lively, 'Still nothing?', 'Nothing.');
      expect(sent()).not.toContain('Incitatus');
      expect(await dumpOf(home())).not.toContain('Incitatus');
      await talk(ada, thread, 'Bye.', 'Bye Ada.');
    });
  });

  test('all of a server is forgotten by those who manage it, and by nobody else', async () => {
    const { ada, ben, discord, bobbin } = stage;
    const thread = await openThread(ben, 'My owl is called Athena.', 'Hoo.');
    await ben.seesAnswer(ben.command('general', 'forget', { what: 'server' }));
    await ben.sees('general', 'Only those who may manage this server');
    const elsewhere = discord.world.addGuild('Elsewhere', undefined, ['elsewhere']);
    discord.world.join(ben.user.id, elsewhere);
    stage.model.next('Hello elsewhere.');
    const other = ben.say('elsewhere', `${bobbin} My goat is called Amalthea.`).id;
    await answered(ben, other, 'Hello elsewhere.');
    await ada.seesAnswer(ada.command('general', 'forget', { what: 'server' }));
    const panel = await ada.sees('general', 'Shall I forget everything of this server');
    const button = `forget:server:${panel.channel_id}`;
    await ada.seesAnswer(ada.click('general', panel, button));
    const receipt = await ada.sees('general', 'I forgot everything of this server', A_WHILE);
    expect(receipt.content).toMatch(/\d+ messages in \d+ conversations/);
    const dump = await dumpOf(home());
    expect(dump).not.toContain('Athena');
    expect(dump).toContain('Amalthea');
    await talk(ben, thread, 'Who is Athena?', 'I don’t know.');
    expect(sent()).not.toContain('Hoo.');
    ada.command('general', 'settings show');
    await ada.sees('general', 'after 30 days in which nobody used it');
  });

  test('what is kept of a server goes seven days after Bobbin was removed from it', async () => {
    const { ben, discord, bobbin, model } = stage;
    const { world } = discord;
    const guild = world.addGuild('Short visit', undefined, ['lobby']);
    world.join(ben.user.id, guild);
    model.next('Hello lobby.');
    await answered(ben, ben.say('lobby', `${bobbin} My hen is called Chanticleer.`).id, 'Hello lobby.');
    const due = async () =>
      (await withStore((opened) => opened.wishes.pending())).find((one) => one.guild === guild.id)?.due;
    world.removeGuild(guild);
    await expect.poll(due, { timeout: A_WHILE }).toBeGreaterThan(Date.now() + 6 * DAY);
    expect(await dumpOf(home())).toContain('Chanticleer');
    // It is noticed later than the seven days that it came back within them.
    await stage.stopBot();
    await withStore((opened) =>
      opened.wishes.addPending({ person: null, guild: guild.id, due: Date.now() - 1 }),
    );
    world.guilds.set(guild.id, guild);
    await stage.startBot();
    await expect.poll(due, { timeout: A_WHILE }).toBeUndefined();
    expect(await dumpOf(home())).toContain('Chanticleer');
    await stage.stopBot();
    world.guilds.delete(guild.id);
    await stage.startBot();
    await expect.poll(due, { timeout: A_WHILE }).toBeDefined();
    await stage.stopBot();
    await withStore((opened) =>
      opened.wishes.addPending({ person: null, guild: guild.id, due: Date.now() - 1 }),
    );
    await stage.startBot();
    await expect.poll(() => dumpOf(home()), { timeout: A_WHILE }).not.toContain('Chanticleer');
    await expect.poll(due, { timeout: A_WHILE }).toBeUndefined();
    // What ends by itself is named after its server.
    const ending = /^bobbin:.*:(settled:.*|mark:.*|spent:.*|reserved)$/gm;
    const lasting = (await dumpOf(home())).replaceAll(ending, '');
    expect(lasting).not.toContain(guild.id);
  });
});

describe.each(STORES)('retention on %s', (store) => {
  test('forgets what nobody uses any more, and does not read it back', async () => {
    // Three days ago.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3 * DAY, shouldAdvanceTime: true });
    const stage = await start(store);
    try {
      const { ada, ben, model, bobbin, folder: dataDir, redis, restart, stopBot, startBot } = stage;
      const dump = () => dumpOf({ redisUrl: redis?.url, dataDir });
      const talk = async (channel: string, text: string, reply: string) => {
        model.next(reply);
        const { id } = ben.say(channel, text);
        const thread = channel === 'general' ? id : channel;
        await ben.sees(
          thread,
          (one) => one.content === reply && !JSON.stringify(one).includes('Stop'),
          A_WHILE,
        );
        return thread;
      };
      const thread = await talk('general', `${bobbin} My snake is called Kaa.`, 'Sss.');
      const used = await talk('general', `${bobbin} My frog is called Kermit.`, 'Croak.');
      ada.command('general', 'settings privacy', { retention: 2 });
      await ada.sees('general', 'after 2 days in which nobody used it');
      await restart();
      expect(await dump()).toContain('Kaa');
      await stopBot();
      vi.useRealTimers();
      await startBot();
      await talk(used, 'Are you green?', 'Yes.');
      await expect.poll(dump, { timeout: A_WHILE }).not.toContain('Kaa');
      await talk(thread, 'Who am I?', 'A snake?');
      expect(
        stage
          .lastRequest()
          .map(({ text }) => text)
          .join('\n'),
      ).not.toMatch(/Kaa|Sss/);
      expect(await dump()).not.toContain('Kaa');
    } finally {
      vi.useRealTimers();
      await stage.close();
    }
  });
});

test('of two Bobbins, one forgets whom the other is answering', async () => {
  const home = await createHome('Redis');
  try {
    const { discord, model, redis, run, folder: dataDir } = home;
    await Promise.all([run(), run()].map(({ ready }) => ready()));
    const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
    const bobbin = `<@${discord.world.bot.id}>`;
    for (const [at, name] of ['Sisyphus', 'Tantalus'].entries()) {
      model.next({ chunks: [`He is ${name}`, ', forever.'], pauseMs: 60_000 });
      const thread = ada.say('general', `${bobbin} Who is number ${at}, not ${name}?`).id;
      await ada.sees(thread, `He is ${name}`, A_WHILE);
      await ada.seesAnswer(ada.command(thread, 'privacy'));
      const panel = await ada.sees(thread, 'What I keep', A_WHILE);
      await ada.seesAnswer(ada.click(thread, panel, `privacy:everywhere:${thread}`));
      const sure = await ada.sees(thread, 'Shall I forget', A_WHILE);
      await ada.seesAnswer(ada.click(thread, sure, `privacy:yes-everywhere:${thread}`));
      await ada.sees(thread, 'Done. I forgot', A_WHILE);
      const isGone = () => ben.messages(thread).every(({ content }) => !content.includes('He is'));
      await ada.waitFor('sees the answer gone', isGone, A_WHILE);
      const dump = () => dumpOf({ redisUrl: redis?.url, dataDir });
      await expect.poll(dump, { timeout: A_WHILE }).not.toContain(name);
      expect(await dump()).not.toContain(ada.user.id);
    }
  } finally {
    await home.close();
  }
});
