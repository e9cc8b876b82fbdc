import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelSelectMenuBuilder,
  ChannelType,
  ContainerBuilder,
  ContextMenuCommandBuilder,
  ApplicationCommandType,
  Events,
  FileBuilder,
  MediaGalleryBuilder,
  MessageFlags,
  Routes,
  SectionBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  ThreadAutoArchiveDuration,
  UserSelectMenuBuilder,
} from 'discord.js';
import type { Interaction, Message, ThreadChannel } from 'discord.js';
import { expect, test } from 'vitest';
import { yard } from './client.ts';

test('commands are registered, changed, listed and removed; ids stay', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const { commands } = client.application;
  const chat = new SlashCommandBuilder()
    .setName('chat')
    .setDescription('Chat')
    .addStringOption((o) => o.setName('text').setDescription('Text').setRequired(true).setMaxLength(100))
    .addIntegerOption((o) =>
      o.setName('count').setDescription('Count').setMinValue(1).addChoices({ name: 'one', value: 1 }),
    )
    .addNumberOption((o) => o.setName('heat').setDescription('Heat').setMaxValue(2))
    .addBooleanOption((o) => o.setName('loud').setDescription('Loud'))
    .addUserOption((o) => o.setName('user').setDescription('User'))
    .addRoleOption((o) => o.setName('role').setDescription('Role'))
    .addChannelOption((o) =>
      o.setName('place').setDescription('Place').addChannelTypes(ChannelType.GuildText),
    )
    .addAttachmentOption((o) => o.setName('file').setDescription('File'));
  const made = await commands.create(chat);
  expect((await commands.edit(made.id, { description: 'Talk' })).description).toBe('Talk');
  const [again] = (await commands.set([chat.toJSON()])).values();
  expect(again?.id).toBe(made.id);
  expect((await commands.fetch(made.id)).options).toHaveLength(8);
  const guildId = discord.world.guild.id;
  const local = await commands.create({ name: 'here', description: 'Here' }, guildId);
  expect((await commands.fetch({ guildId })).has(local.id)).toBe(true);
  expect(local.guildId).toBe(guildId);
  await commands.delete(local.id, guildId);
  expect(discord.world.commands.size).toBe(1);
});

const BAD_COMMANDS: [what: string, command: object][] = [
  ['upper case', { name: 'Chat', description: 'x' }],
  ['a blank', { name: 'chat now', description: 'x' }],
  ['no description', { name: 'chat' }],
  ['a long description', { name: 'chat', description: 'x'.repeat(101) }],
  [
    '26 options',
    { name: 'chat', description: 'x', options: Array.from({ length: 26 }, (_, i) => option(`o${i}`)) },
  ],
  [
    'a required option last',
    { name: 'chat', description: 'x', options: [option('a'), { ...option('b'), required: true }] },
  ],
  ['an option twice', { name: 'chat', description: 'x', options: [option('a'), option('a')] }],
  [
    'choices and autocomplete',
    {
      name: 'chat',
      description: 'x',
      options: [{ ...option('a'), autocomplete: true, choices: [{ name: 'x', value: 'x' }] }],
    },
  ],
  [
    'an option beside a subcommand',
    { name: 'chat', description: 'x', options: [option('a'), { ...option('b'), type: 1 }] },
  ],
];

function option(name: string): { type: number; name: string; description: string } {
  return { type: 3, name, description: 'x' };
}

test.for(BAD_COMMANDS)('a command with %s is refused', async ([, command]) => {
  await using at = await yard();
  const { client } = at;
  const registering = client.rest.put(Routes.applicationCommands(client.application.id), { body: [command] });
  await expect(registering).rejects.toMatchObject({ code: 50035, status: 400 });
});

test('options of a command arrive with what they stand for', async () => {
  await using at = await yard();
  const { client, discord } = at;
  await client.application.commands.create(
    new SlashCommandBuilder()
      .setName('look')
      .setDescription('Look')
      .addUserOption((o) => o.setName('user').setDescription('User').setRequired(true))
      .addChannelOption((o) => o.setName('place').setDescription('Place'))
      .addRoleOption((o) => o.setName('role').setDescription('Role'))
      .addAttachmentOption((o) => o.setName('file').setDescription('File')),
  );
  const used = new Promise<Interaction>((resolve) => client.on(Events.InteractionCreate, resolve));
  const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
  expect(() => ada.command('general', 'look')).toThrow('/look needs user.');
  ada.command('general', 'look', {
    user: ben.user.id,
    place: discord.world.find('help').id,
    role: discord.world.role('Moderator').id,
    file: { name: 'a.txt', type: 'text/plain', base64: Buffer.from('hi').toString('base64') },
  });
  const interaction = await used;
  if (!interaction.isChatInputCommand()) throw new Error('not a command');
  const { options } = interaction;
  expect(options.getUser('user')?.globalName).toBe('Ben');
  expect(options.getChannel('place')?.name).toBe('help');
  expect(options.getRole('role')?.name).toBe('Moderator');
  expect(options.getAttachment('file')).toMatchObject({ name: 'a.txt', size: 2 });
  expect(interaction.memberPermissions?.has('ManageGuild')).toBe(true);
});

test('a message command knows its message; answers come with everything', async () => {
  await using at = await yard();
  const { client, discord } = at;
  await client.application.commands.create(
    new ContextMenuCommandBuilder().setName('Ask about it').setType(ApplicationCommandType.Message),
  );
  client.on(Events.InteractionCreate, (interaction) => void answer(interaction));
  const ada = discord.person('Ada');
  const said = ada.say('general', 'What about this?');
  ada.messageCommand('general', 'Ask about it', said);
  const done = await ada.sees('general', 'done');
  expect(done.message_reference?.message_id).toBe(ada.messages('general')[1]?.id);
  expect(ada.messages('general').map(({ type }) => type)).toEqual([0, 23, 19]);
});

const MENUS = new ActionRowBuilder<UserSelectMenuBuilder>().addComponents(
  new UserSelectMenuBuilder().setCustomId('who'),
);

async function answer(interaction: Interaction): Promise<void> {
  if (!interaction.isMessageContextMenuCommand()) return;
  const { resource } = await interaction.reply({
    content: interaction.targetMessage.content,
    withResponse: true,
  });
  await interaction.editReply({
    embeds: [{ title: 'edited' }],
    files: [new AttachmentBuilder(Buffer.from('x'), { name: 'x.txt' })],
  });
  expect((await interaction.fetchReply()).id).toBe(resource?.message?.id);
  const more = await interaction.followUp({ content: 'more', components: [MENUS] });
  await interaction.deleteReply(more);
  await interaction.followUp('done');
}

test('after fifteen minutes an interaction can not be answered any more', async () => {
  await using at = await yard();
  const { client, discord } = at;
  await client.application.commands.create({ name: 'slow', description: 'Slow' });
  const late = Promise.withResolvers<unknown>();
  const answer = async (interaction: Interaction): Promise<void> => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply();
    discord.faults.expireTokens();
    await interaction.editReply('too late').catch(late.resolve);
  };
  client.on(Events.InteractionCreate, (interaction) => void answer(interaction));
  discord.person('Ada').command('general', 'slow');
  expect(await late.promise).toMatchObject({ code: 50027, status: 401 });
});

test('all kinds of components are taken', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const channel = await client.channels.fetch(discord.world.find('general').id);
  if (!channel?.isSendable()) throw new Error('not a text channel');
  const button = new ButtonBuilder()
    .setURL('https://example.com/')
    .setLabel('Link')
    .setStyle(ButtonStyle.Link);
  const menu = new StringSelectMenuBuilder()
    .setCustomId('m')
    .addOptions({ label: 'a', value: 'a', emoji: '🧵' });
  const places = new ChannelSelectMenuBuilder().setCustomId('c').addChannelTypes(ChannelType.GuildText);
  await channel.send({
    flags: MessageFlags.IsComponentsV2,
    files: [new AttachmentBuilder(Buffer.from('x'), { name: 'x.txt' })],
    components: [
      new ContainerBuilder()
        .setAccentColor(1)
        .addSectionComponents(
          new SectionBuilder()
            .addTextDisplayComponents((text) => text.setContent('side'))
            .setButtonAccessory(button),
        )
        .addActionRowComponents(new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(menu))
        .addActionRowComponents(new ActionRowBuilder<ChannelSelectMenuBuilder>().addComponents(places)),
      new MediaGalleryBuilder().addItems((item) => item.setURL('https://example.com/a.png')),
      new FileBuilder().setURL('attachment://x.txt'),
    ],
  });
  expect((await discord.person('Ada').sees('general', 'side')).components).toHaveLength(3);
});

test('the bot posts in a forum, joins and leaves threads, and finds archived ones', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const { world } = discord;
  world.giveRole(world.bot.id, world.addRole('Gardener', ['ManageThreads']));
  const ideas = await client.channels.fetch(world.find('ideas').id);
  if (ideas?.type !== ChannelType.GuildForum) throw new Error('not a forum');
  const post = await ideas.threads.create({ name: 'Mine', message: { content: 'First!' } });
  expect((await post.fetchStarterMessage())?.content).toBe('First!');
  await post.setName('Renamed');
  await post.setAutoArchiveDuration(ThreadAutoArchiveDuration.OneHour);
  await post.setArchived(true);
  const general = await client.channels.fetch(world.find('general').id);
  if (general?.type !== ChannelType.GuildText) throw new Error('not a text channel');
  const hidden = await general.threads.create({
    name: 'Hidden',
    type: ChannelType.PrivateThread,
    invitable: false,
  });
  await hidden.members.add(discord.person('Ben').user.id);
  await hidden.members.remove(discord.person('Ben').user.id);
  await hidden.setLocked(true);
  await hidden.setArchived(true);
  expect((await ideas.threads.fetchArchived({ type: 'public', fetchAll: true })).threads.size).toBe(1);
  expect((await general.threads.fetchArchived({ type: 'private' })).threads.size).toBe(1);
  const bens = discord.person('Ben').startThread('general', "Ben's");
  const thread = await client.channels.fetch(bens.id);
  if (!thread?.isThread()) throw new Error('not a thread');
  await thread.join();
  expect((await thread.members.fetchMe()).id).toBe(client.user.id);
  expect((await general.guild.channels.fetchActiveThreads()).threads.has(bens.id)).toBe(true);
  await thread.leave();
  await thread.delete();
  expect(world.channels.has(bens.id)).toBe(false);
});

test('a private thread that the bot is called into is announced', async () => {
  await using at = await yard();
  const { client, discord } = at;
  discord.world.deny('general', 'ManageThreads');
  const thread = discord.person('Ben').startThread('general', 'Secret', { private: true });
  expect(client.channels.cache.has(thread.id)).toBe(false);
  const opened = new Promise<ThreadChannel>((resolve) => client.on(Events.ThreadCreate, resolve));
  const heard = new Promise<Message>((resolve) => client.on(Events.MessageCreate, resolve));
  discord.person('Ben').say(thread, `come in, <@${client.user.id}>`);
  expect((await opened).id).toBe(thread.id);
  expect((await heard).content).toContain('come in');
});

test('the rest of what a bot asks', async () => {
  await using at = await yard();
  const { client, discord } = at;
  const { world } = discord;
  const guild = await client.guilds.fetch({ guild: world.guild.id, force: true, withCounts: true });
  expect(guild.approximateMemberCount).toBe(3);
  expect((await guild.channels.fetch()).size).toBe(3);
  expect((await guild.roles.fetch()).size).toBe(3);
  expect((await guild.members.fetchMe({ force: true })).permissions.has('ManageThreads')).toBe(false);
  expect((await guild.members.editMe({ nick: 'Bob' })).nickname).toBe('Bob');
  expect((await client.users.fetch(client.user.id, { force: true })).username).toBe('Bobbin');
  expect(await client.rest.get(Routes.user())).toMatchObject({ id: client.user.id });
  expect(await client.rest.get('/oauth2/applications/@me')).toMatchObject({ id: client.application.id });
  expect(await client.rest.get('/gateway')).toEqual({ url: discord.url.replace('http', 'ws') + '/gateway' });
  await client.application.edit({ description: 'A bot' });
  const elsewhere = world.addGuild('Elsewhere');
  const away = world.addChannel('away', { guild: elsewhere });
  await discord.waitFor('the other server', () => client.guilds.cache.get(elsewhere.id)?.available);
  discord.person('Ada').say(away, 'hi');
  world.removeGuild(elsewhere);
  await discord.waitFor('gone', () => !client.guilds.cache.has(elsewhere.id));
  const ada = discord.person('Ada');
  const said = ada.say('general', 'hm');
  ada.react('general', said, '🧵');
  ada.react('general', said, '🧵', false);
  expect(ada.messages('general')[0]?.reactions).toEqual([]);
});
