import {
  type APIMediaGalleryComponent,
  type ChatInputCommandInteraction,
  ComponentType,
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
import { defer, tellAll, tellMore } from './common/answers.ts';
import { requireManager, serverOf } from './common/manager.ts';
import { page, words } from './common/layout.ts';
import { altText, asCsv, chartDays, describeUsage } from './usage/words.ts';

/** Characters of the figures; a message of components holds 4,000 in all. */
const FIGURES_SHOWN = 3_000;

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

/** A picture, and below it the figures: as text, and day by day as a file. */
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
  const heading = say(locale, text(title, { days: DAYS }));
  const figures = [
    ...describeUsage(rows, budgets).map((line) => say(locale, line)),
    `-# ${say(locale, text('usage.small'))}`,
  ];
  if (rows.length === 0) return tellAll(interaction, split([heading, ...figures].join('\n')));
  const chart = { attachment: await toPng(usageChart(chartDays(rows, today, DAYS))), name: 'usage.png' };
  const isPriced = rows.some(({ nanos }) => nanos > 0);
  const table = { attachment: Buffer.from(asCsv(rows)), name: 'usage.csv' };
  const [first = '', ...more] = split(figures.join('\n'), FIGURES_SHOWN);
  const picture: APIMediaGalleryComponent = {
    type: ComponentType.MediaGallery,
    items: [{ media: { url: `attachment://${chart.name}` }, description: say(locale, altText(rows, DAYS)) }],
  };
  await interaction.editReply(
    page(
      [
        [
          words(heading),
          picture,
          words(`-# ${say(locale, text('usage.rows', { money: isPriced ? 'yes' : 'no' }))}`),
          words(first),
          { type: ComponentType.File, file: { url: `attachment://${table.name}` } },
        ],
      ],
      [chart, table],
    ),
  );
  await tellMore(interaction, more);
}
