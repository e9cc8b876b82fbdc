import {
  type ChatInputCommandInteraction,
  escapeMarkdown,
  InteractionContextType,
  type Message,
  SlashCommandBuilder,
} from 'discord.js';
import { paintedFor } from '../src/conversation/pictures.ts';
import type { Picture } from '../src/conversation/ports.ts';
import type { Spend } from '../src/conversation/spending/spend.ts';
import { remember } from '../src/conversation/remember.ts';
import { cleanLine } from '../src/conversation/speech.ts';
import type { Bobbin, Command } from '../src/discord/command.ts';
import { toFile } from '../src/discord/reply/content.ts';
import { localeIn } from '../src/discord/locale.ts';
import { localized } from '../src/discord/localized.ts';
import { calledIn, placeOf, toSaid } from '../src/discord/hear/said.ts';
import { UserError } from '../src/errors.ts';
import { say, text } from '../src/language/language.ts';
import { requireCooledDown } from './common/may.ts';
import { readPicture } from './imagine/picture.ts';

/** Characters of a prompt: what the smallest model takes that is still of use. https://platform.openai.com/docs/api-reference/images/create */
const PROMPT_CHARACTERS = 4_000;

/** Characters of the prompt that stand above the picture. */
const CAPTION_CHARACTERS = 200;

export const imagine: Command = {
  data: localized(new SlashCommandBuilder(), 'imagine', 'command.imagine')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .addStringOption((option) =>
      localized(option, 'prompt', 'command.imagine.prompt').setRequired(true).setMaxLength(PROMPT_CHARACTERS),
    )
    .addAttachmentOption((option) => localized(option, 'picture', 'command.imagine.picture'))
    .toJSON(),

  isOffered: ({ pictures }) => pictures !== undefined,

  asks: true,

  async run(interaction, bobbin) {
    await interaction.deferReply();
    const { channel, guildId, user } = interaction;
    const { pictures, stopping: signal } = bobbin;
    if (channel === null) throw new UserError(text('error.channelUnseen'));
    if (pictures === undefined) throw new UserError(text('picture.noModel'));
    const { settings } = await bobbin.settings.of(placeOf(channel));
    if (settings.answerTo === 'never')
      throw new UserError(text('error.switchedOff', { command: '/imagine' }));

    const prompt = interaction.options.getString('prompt', true);
    const locale = localeIn(channel, settings.language);
    await interaction.editReply(`-# ${say(locale, text('picture.painting'))}`);
    const former = interaction.options.getAttachment('picture');
    const from = former ? [await readPicture(former, bobbin)] : [];
    const pay = bobbin.spending.by({ guild: guildId, person: user.id }, settings);
    // Last of all: what there is no room for, or can't be read, is no reason to wait for the next one.
    const spend: Spend = async (planned) => {
      const payment = await pay(planned);
      try {
        await requireCooledDown(interaction, settings, bobbin);
        return payment;
      } catch (error) {
        await payment.release();
        throw error;
      }
    };
    const picture = await pictures.paint({
      prompt,
      from,
      signal,
      spend,
      settings,
      owner: guildId ?? user.id,
    });
    const message = await interaction.editReply(toMessage(picture, prompt));
    await rememberPicture(interaction, message, prompt, settings.model, bobbin);
  },
};

function toMessage(picture: Picture, prompt: string) {
  return {
    content: `-# ${escapeMarkdown(cleanLine(prompt, CAPTION_CHARACTERS))}`,
    files: [toFile({ ...picture, prompt })],
  };
}

/** Where a conversation goes on, so that one can talk about the picture. */
async function rememberPicture(
  interaction: ChatInputCommandInteraction,
  message: Message,
  prompt: string,
  model: string,
  { store, tokensOf }: Bobbin,
): Promise<void> {
  const { channelId, user } = interaction;
  if ((await store.conversation(channelId)) === undefined) return;
  // Whose words are in it: with them it is forgotten.
  const author = { ...toSaid(message).author, id: user.id };
  const said = { ...toSaid(message), author, text: paintedFor(calledIn(interaction), prompt) };
  await remember(store, channelId, said, tokensOf(model));
}
