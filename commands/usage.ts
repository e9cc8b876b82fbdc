import {
  AttachmentBuilder,
  type ChatInputCommandInteraction,
  InteractionContextType,
  SlashCommandBuilder,
} from 'discord.js';
import { toPng } from '../src/chart/png.ts';
import { usageChart } from '../src/chart/usage.ts';
import type { Spender } from '../src/conversation/spending/spending.ts';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { localized } from '../src/discord/localized.ts';
import { split } from '../src/discord/markdown/split.ts';
import { type Key, localeOf, say, text } from '../src/language/language.ts';
import { ofServer } from '../src/settings/settings.ts';
import { dayAfter, dayOf, DIRECT } from '../src/store/usage.ts';
import { defer, tellAll } from './common/answers.ts';
import { requireManager, serverOf } from './common/manager.ts';
import { altText, chartDays, describeUsage } from './usage/words.ts';

/** Days that are shown, today among them. */
const DAYS = 30;

export const usage: Command = {
  data: localized(new SlashCommandBuilder(), 'usage', 'command.usage')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .addSubcommand((sub) => localized(sub, 'me', 'command.usage.me'))
    .addSubcommand((sub) => localized(sub, 'server', 'command.usage.server'))
    .toJSON(),

  async run(interaction, bobbin) {
    await defer(interaction);
    if (interaction.options.getSubcommand() === 'me') return show(interaction, bobbin, 'usage.mine');
    serverOf(interaction);
    await requireManager(interaction, bobbin);
    return show(interaction, bobbin, 'usage.server');
  },
};

/** A picture, and all that it shows as text. */
async function show(
  interaction: ChatInputCommandInteraction,
  { store, settings, spending }: Bobbin,
  title: Extract<Key, 'usage.mine' | 'usage.server'>,
): Promise<void> {
  const spender: Spender = { guild: interaction.guildId, person: interaction.user.id };
  const mine = title === 'usage.mine';
  const today = dayOf(Date.now());
  const { settings: now } = await settings.of(ofServer(spender.guild));
  const [rows, all] = await Promise.all([
    store.usage.rows(spender.guild ?? DIRECT, mine ? spender.person : null, dayAfter(today, 1 - DAYS), today),
    spending.budgets(spender, now),
  ]);
  const budgets = all.filter(({ account }) => (account === 'all') !== mine);
  const locale = localeOf(interaction.locale);
  const content = [
    say(locale, text(title, { days: DAYS })),
    ...describeUsage(rows, budgets).map((line) => say(locale, line)),
    `-# ${say(locale, text('usage.small'))}`,
  ].join('\n');
  if (rows.length === 0) return tellAll(interaction, split(content));
  const png = await toPng(usageChart(chartDays(rows, today, DAYS)));
  const picture = new AttachmentBuilder(png, {
    name: 'usage.png',
    description: say(locale, altText(rows, DAYS)),
  });
  await tellAll(interaction, split(content), [picture]);
}
