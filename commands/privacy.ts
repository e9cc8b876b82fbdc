import {
  type ButtonInteraction,
  ButtonStyle,
  InteractionContextType,
  MessageFlags,
  type RepliableInteraction,
  SlashCommandBuilder,
} from 'discord.js';
import { timeOf } from '../src/conversation/entry.ts';
import { exportPerson } from '../src/conversation/privacy/export.ts';
import { optIn, optOut, outSince } from '../src/conversation/privacy/wishes.ts';
import { type Bobbin, type Command, customId } from '../src/discord/command.ts';
import { localized } from '../src/discord/localized.ts';
import { type Key, text } from '../src/language/language.ts';
import { ofServer } from '../src/settings/settings.ts';
import { USAGE_DAYS } from '../src/store/usage.ts';
import { answer, defer, sayTo } from './common/answers.ts';
import { button, row } from './common/layout.ts';

/** What each button asks before it does something. */
const SURE = {
  here: ['privacy.sure.here', 'privacy.yes'],
  everywhere: ['privacy.sure.everywhere', 'privacy.yes'],
  out: ['privacy.sure.out', 'privacy.yesOut'],
} as const satisfies Record<string, readonly [Key, Key]>;

/** Milliseconds after somebody opted out in which a message may still be heard, since that was not known yet. */
const HEARD_STILL = 2_000;

/** All of it concerns nobody but the person who uses it, whoever sends a custom id and from wherever. */
export const privacy: Command = {
  data: localized(new SlashCommandBuilder(), 'privacy', 'command.privacy')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .toJSON(),

  async run(interaction, { store, settings }) {
    await defer(interaction);
    const { retentionDays: days } = (await settings.of(ofServer(interaction.guildId))).settings;
    const isOut = (await outSince(store, interaction.user.id)) !== undefined;
    const about = sayTo(interaction, text('privacy.text', { days, usageDays: USAGE_DAYS }));
    const content = isOut ? `${about}\n\n${sayTo(interaction, text('privacy.isOut'))}` : about;
    const buttons = [
      ...(interaction.inGuild() ? [buttonFor(interaction, 'here', 'privacy.forgetHere')] : []),
      buttonFor(interaction, 'everywhere', 'privacy.forgetEverywhere'),
      buttonFor(interaction, 'export', 'privacy.export'),
      isOut ? buttonFor(interaction, 'in', 'privacy.optIn') : buttonFor(interaction, 'out', 'privacy.optOut'),
    ];
    await interaction.editReply({ content, components: [row(...buttons)] });
  },

  buttons: {
    here: (interaction) => ask(interaction, 'here'),
    everywhere: (interaction) => ask(interaction, 'everywhere'),
    out: (interaction) => ask(interaction, 'out'),

    async no(interaction) {
      await interaction.deferUpdate();
      await answer(interaction, text('privacy.unchanged'));
    },

    'yes-here': (interaction, _, bobbin) =>
      forget(interaction, interaction.guildId, timeOf(interaction.id), bobbin),
    'yes-everywhere': (interaction, _, bobbin) => forget(interaction, null, timeOf(interaction.id), bobbin),

    async 'yes-out'(interaction, _, bobbin) {
      await optOut(bobbin.store, interaction.user.id, timeOf(interaction.id));
      await forget(interaction, null, timeOf(interaction.id) + HEARD_STILL, bobbin);
      const content = sayTo(interaction, text('privacy.outNow'));
      await interaction.followUp({ content, flags: MessageFlags.Ephemeral });
    },

    async in(interaction, _, { store }) {
      await interaction.deferUpdate();
      await optIn(store, interaction.user.id, timeOf(interaction.id));
      await answer(interaction, text('privacy.inNow'));
    },

    async export(interaction, _, { store }) {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      const { text: json, messages, shortened } = await exportPerson(store, interaction.user.id, Date.now());
      const sentence = text(shortened ? 'privacy.exportShortened' : 'privacy.exported', { messages });
      const file = { name: 'my-data.json', attachment: Buffer.from(json) };
      await interaction.editReply({ content: sayTo(interaction, sentence), files: [file] });
    },
  },
};

async function ask(interaction: ButtonInteraction, what: keyof typeof SURE): Promise<void> {
  await interaction.deferUpdate();
  const [sure, yes] = SURE[what];
  const buttons = [
    buttonFor(interaction, `yes-${what}`, yes, ButtonStyle.Danger),
    buttonFor(interaction, 'no', 'privacy.no'),
  ];
  await interaction.editReply({ content: sayTo(interaction, text(sure)), components: [row(...buttons)] });
}

async function forget(
  interaction: ButtonInteraction,
  guild: string | null,
  through: number,
  { forgetting }: Bobbin,
): Promise<void> {
  await interaction.deferUpdate();
  await answer(interaction, text('privacy.working'));
  const receipt = await forgetting.person(interaction.user.id, guild, through);
  await answer(interaction, text('privacy.receipt', { ...receipt }));
}

function buttonFor(
  interaction: RepliableInteraction,
  action: string,
  label: Key,
  style: ButtonStyle.Secondary | ButtonStyle.Danger = ButtonStyle.Secondary,
) {
  const id = customId('privacy', action, interaction.channelId ?? '');
  return button(id, sayTo(interaction, text(label)), style);
}
