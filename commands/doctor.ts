import {
  ButtonStyle,
  type ChatInputCommandInteraction,
  ComponentType,
  type GuildBasedChannel,
  InteractionContextType,
  MessageFlags,
  PermissionFlagsBits,
  SlashCommandBuilder,
} from 'discord.js';
import { refusalFor } from '../src/discord/access.ts';
import { inviteLink } from '../src/discord/client.ts';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { localized } from '../src/discord/localized.ts';
import { split } from '../src/discord/markdown/split.ts';
import { missing, PERMISSIONS } from '../src/discord/permissions.ts';
import { placeOf } from '../src/discord/hear/said.ts';
import { StoreUnavailable, UserError } from '../src/errors.ts';
import { text } from '../src/language/language.ts';
import { defer, sayTo } from './common/answers.ts';
import { CHANNELS } from './common/channels.ts';
import { row } from './common/layout.ts';
import { type Facts, type Finding, findings } from './doctor/findings.ts';
import { requireManager } from './common/manager.ts';

const ANYBODY = { id: '', roles: [], managesServer: false };

const SIGNS: Record<Finding['state'], string> = { ok: '✅', wrong: '❌', unsure: '⚠️' };

export const doctor: Command = {
  data: localized(new SlashCommandBuilder(), 'doctor', 'command.doctor')
    .setContexts(InteractionContextType.Guild)
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .addChannelOption((option) =>
      localized(option, 'channel', 'command.doctor.channel').addChannelTypes(...CHANNELS),
    )
    .toJSON(),

  async run(interaction, bobbin) {
    await defer(interaction);
    await requireManager(interaction, bobbin);
    const facts = await look(channelOf(interaction), bobbin);
    const lines = findings(facts).map(({ state, what, todo }) => {
      const line = `${SIGNS[state]} ${sayTo(interaction, what)}`;
      return todo ? `${line}\n-# → ${sayTo(interaction, todo)}` : line;
    });
    const title = sayTo(interaction, text('doctor.title', { channel: facts.channel }));
    const [first = '', ...rest] = split([title, ...lines].join('\n'));
    const invite = {
      type: ComponentType.Button,
      style: ButtonStyle.Link,
      label: sayTo(interaction, text('doctor.invite')),
      url: inviteLink(interaction.client),
    } as const;
    await interaction.editReply({ content: first, components: [row(invite)] });
    for (const content of rest) await interaction.followUp({ content, flags: MessageFlags.Ephemeral });
  },
};

/** The channel that was chosen, or else the one in which the command was used. */
function channelOf({ options, guild, channelId }: ChatInputCommandInteraction): GuildBasedChannel {
  const channel = guild?.channels.cache.get(options.getChannel('channel')?.id ?? channelId);
  if (channel === undefined) throw new UserError(text('error.channelUnseen'));
  return channel;
}

async function look(channel: GuildBasedChannel, { settings, health }: Bobbin): Promise<Facts> {
  const chosen = await settings.of(placeOf(channel)).catch((error: unknown) => {
    if (error instanceof StoreUnavailable) return undefined;
    throw error;
  });
  const [readsMessages, hasCommands, hasStore, model] = await Promise.all([
    health.readsMessages(),
    health.hasCommands(),
    health.hasStore(),
    health.reachModel(),
  ]);
  return {
    channel: channel.toString(),
    lacking: missing(channel, PERMISSIONS),
    here: chosen && {
      answerTo: chosen.settings.answerTo,
      refusal: refusalFor(ANYBODY, channel, chosen.settings),
    },
    readsMessages,
    hasCommands,
    hasStore,
    model,
    gateway: health.gateway(),
  };
}
