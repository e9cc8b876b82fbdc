import { afterEach, describe, expect, test } from 'vitest';
import { createHome } from './processes.ts';
import { type Stage, type StageOptions, start, STORES } from './start.ts';

describe.each(STORES)('hello on %s', (store) => {
  let stage: Stage;
  afterEach(() => stage.close());

  async function begin(options?: StageOptions) {
    stage = await start(store, options);
    return { ...stage, world: stage.discord.world };
  }

  /** Ada is answered on the first server: whatever Bobbin had to say before it has said. */
  async function adaIsAnswered() {
    const { ada, bobbin, model } = stage;
    model.next('Hello Ada.');
    await ada.sees(ada.say('general', `${bobbin} hello`).id, 'Hello Ada.');
  }

  const hellos = (channel: { id: string }) =>
    stage.ada
      .messages(channel.id)
      .filter(({ content }) => content.includes('a chat bot: you write, I answer'));

  test('is said once where Discord itself greets people, and pings nobody', async () => {
    const { ada, world, restart } = await begin();
    const guild = world.addGuild('A new server', undefined, ['welcome', 'talk']);
    const channel = { id: guild.systemChannelId! };
    const said = await ada.sees(channel.id, 'Three things to begin with');
    expect(said.content).toMatch(/`@Bobbin [^]*`\/settings panel`[^]*`\/doctor`/);
    expect([said.mentions, said.mention_roles, said.mention_everyone]).toEqual([[], [], false]);
    await restart();
    await adaIsAnswered();
    expect(hellos(channel)).toHaveLength(1);
    expect(hellos({ id: 'general' })).toHaveLength(0); // Bobbin has long been there
  });

  test('is said in the first channel that Bobbin may write in', async () => {
    const { ada, world } = await begin({
      prepare: ({ world: before }) => {
        before.addGuild('Invited while Bobbin was away', undefined, ['rules', 'lounge']);
        before.deny('rules', 'SendMessages');
      },
    });
    await ada.sees('lounge', 'Three things to begin with');
    expect(hellos(world.find('rules'))).toHaveLength(0);
  });

  test('is said nowhere where Bobbin may not write', async () => {
    const { world } = await begin({
      prepare: ({ world: before }) => {
        before.addGuild('Silent', undefined, ['silent']);
        before.deny('silent', 'SendMessages');
      },
    });
    await adaIsAnswered();
    expect(hellos(world.find('silent'))).toHaveLength(0);
  });

  test('is said once more where somebody invites Bobbin once more', async () => {
    const { ada, world } = await begin();
    const guild = world.addGuild('Come and go', undefined, ['door']);
    await ada.sees('door', 'Three things to begin with');
    world.removeGuild(guild);
    world.guilds.set(guild.id, guild);
    guild.members.get(world.bot.id)!.joined_at = new Date().toISOString();
    world.addChannel('gate', { guild });
    world.emit({ on: 'guildCreate', guild });
    await ada.sees('gate', 'Three things to begin with');
  });
});

test('hello is said once by two Bobbins', async () => {
  const home = await createHome('Redis');
  try {
    const { discord, run } = home;
    const both = [run(), run()];
    await Promise.all(both.map(({ ready }) => ready()));
    const { systemChannelId } = discord.world.addGuild('A new server', undefined, ['welcome']);
    const ada = discord.person('Ada');
    await ada.sees(systemChannelId!, 'Three things to begin with');
    for (const { child } of both) child.kill('SIGTERM');
    await Promise.all(both.map(({ exited }) => exited));
    expect(ada.messages(systemChannelId!)).toHaveLength(1);
  } finally {
    await home.close();
  }
});
