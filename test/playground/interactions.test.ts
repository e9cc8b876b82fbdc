import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Events,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import type { Client, Interaction } from 'discord.js';
import { expect, test } from 'vitest';
import type { Discord } from '../../playground/discord/start.ts';
import { yard } from './client.ts';

const COMMANDS = [
  new SlashCommandBuilder()
    .setName('settings')
    .setDescription('Settings')
    .addSubcommand((prompt) => prompt.setName('prompt').setDescription('The prompt'))
    .addSubcommand((model) =>
      model
        .setName('model')
        .setDescription('The model')
        .addStringOption((name) =>
          name.setName('name').setDescription('Name').setRequired(true).setAutocomplete(true),
        ),
    )
    .toJSON(),
  new SlashCommandBuilder()
    .setName('admin')
    .setDescription('Admins')
    .setDefaultMemberPermissions(32)
    .toJSON(),
];

async function register(client: Client<true>, discord: Discord): Promise<void> {
  await client.application.commands.set(COMMANDS);
  await discord.waitFor('commands', () => discord.world.commands.size === COMMANDS.length);
}

const answering = (client: Client<true>, answer: (interaction: Interaction) => Promise<unknown>): void => {
  client.on(Events.InteractionCreate, (interaction) => void answer(interaction));
};

test('a command opens a modal; its answer is seen by its person alone', async () => {
  await using at = await yard();
  const { client, discord } = at;
  await register(client, discord);
  // Ephemeral messages come as if they were direct ones.
  const servers: unknown[] = [];
  client.on(Events.Raw, ({ t, d }: { t: string; d: object }) => {
    if (t === 'MESSAGE_CREATE') servers.push(Reflect.get(d, 'guild_id'));
  });
  answering(client, async (interaction) => {
    if (interaction.isChatInputCommand())
      await interaction.showModal(
        new ModalBuilder()
          .setCustomId('prompt')
          .setTitle('Prompt')
          .addLabelComponents(
            new LabelBuilder()
              .setLabel('Text')
              .setTextInputComponent(
                new TextInputBuilder().setCustomId('text').setStyle(TextInputStyle.Paragraph),
              ),
          ),
      );
    if (interaction.isModalSubmit()) {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply(`Prompt: ${interaction.fields.getTextInputValue('text')}`);
      await interaction.followUp({ content: 'One more thing', flags: MessageFlags.Ephemeral });
    }
  });
  const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
  ada.command('general', 'settings prompt');
  expect((await ada.seesModal()).title).toBe('Prompt');
  ada.submitModal('general', 'prompt', { text: 'Be kind.' });
  const answer = await ada.sees('general', 'Prompt: Be kind.');
  expect(answer.flags! & MessageFlags.Ephemeral).toBeTruthy();
  await ada.sees('general', 'One more thing');
  await discord.waitFor('two messages', () => servers.length === 2);
  expect(servers).toEqual([undefined, undefined]);
  expect(ben.messages('general')).toEqual([]);
});

test('autocomplete gives choices', async () => {
  await using at = await yard();
  const { client, discord } = at;
  await register(client, discord);
  answering(client, async (interaction) => {
    if (interaction.isAutocomplete())
      await interaction.respond([{ name: `like ${interaction.options.getFocused()}`, value: 'gpt' }]);
  });
  const choices = await discord
    .person('Ada')
    .autocomplete('general', 'settings model', { name: 'g' }, 'name');
  expect(choices).toEqual([{ name: 'like g', value: 'gpt' }]);
});

test('buttons and menus update their message', async () => {
  await using at = await yard();
  const { client, discord } = at;
  answering(client, async (interaction) => {
    if (interaction.isButton())
      await interaction.update({
        content: 'clicked',
        components: [
          new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
            new StringSelectMenuBuilder().setCustomId('menu').addOptions({ label: 'One', value: '1' }),
          ),
        ],
      });
    if (interaction.isStringSelectMenu()) {
      await interaction.deferUpdate();
      await interaction.editReply({ content: `chose ${interaction.values.join()}`, components: [] });
    }
  });
  const channel = await client.channels.fetch(discord.world.find('general').id);
  if (!channel?.isSendable()) throw new Error('not a text channel');
  const sent = await channel.send({
    content: 'press',
    components: [
      new ActionRowBuilder<ButtonBuilder>().addComponents(
        new ButtonBuilder().setCustomId('go').setLabel('Go').setStyle(ButtonStyle.Primary),
      ),
    ],
  });
  const ada = discord.person('Ada');
  ada.click('general', sent, 'go');
  await ada.sees('general', 'clicked');
  ada.select('general', sent, 'menu', ['1']);
  await ada.sees('general', 'chose 1');
  expect(() => ada.click('general', sent, 'go')).toThrow('no button');
});

test('who gets no answer in three seconds is told so', async () => {
  await using at = await yard();
  const { client, discord } = at;
  await register(client, discord);
  const ada = discord.person('Ada');
  const late = Promise.withResolvers<Interaction>();
  answering(client, async (interaction) => late.resolve(interaction));
  const use = ada.command('general', 'settings prompt');
  await ada.seesFailure(use);
  const interaction = await late.promise;
  if (!interaction.isChatInputCommand()) throw new Error('not a command');
  await expect(interaction.reply('too late')).rejects.toMatchObject({ code: 10062 });
});

test('only who may manage the server is offered an admin command', async () => {
  await using at = await yard();
  const { client, discord } = at;
  await register(client, discord);
  expect(() => discord.person('Ben').command('general', 'admin')).toThrow('no command admin');
  expect(discord.person('Ada').command('general', 'admin').interaction).toBeTruthy();
});

test('a second answer is refused', async () => {
  await using at = await yard();
  const { client, discord } = at;
  await register(client, discord);
  const refused = Promise.withResolvers<unknown>();
  answering(client, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.reply('first');
    await client.rest
      .post(`/interactions/${interaction.id}/${interaction.token}/callback`, {
        body: { type: 4, data: { content: 'x' } },
        auth: false,
      })
      .catch(refused.resolve);
  });
  discord.person('Ada').command('general', 'settings prompt');
  expect(await refused.promise).toMatchObject({ code: 40060, status: 400 });
});
