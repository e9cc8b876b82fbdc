import {
  type Client,
  Events,
  type Interaction,
  type MessageComponentInteraction,
  MessageFlags,
  type RepliableInteraction,
  RESTJSONErrorCodes,
} from 'discord.js';
import { outSince } from '../conversation/privacy/wishes.ts';
import { explain, UserError } from '../errors.ts';
import { localeOf, say, text } from '../language/language.ts';
import type { Log } from '../log.ts';
import { requireMayUse } from './access.ts';
import { type Bobbin, type Command, readCustomId } from './command.ts';
import { isDiscordCode } from './errors.ts';
import { placeOf } from './hear/said.ts';

/** Discord takes at most 25 choices. */
const AUTOCOMPLETE_CHOICES = 25;

const NO_LONGER_VALID = text('error.noLongerValid');

interface InteractionParts {
  commands: readonly Command[];
  bobbin: Bobbin;
  log: Log;
  newId: () => string;
}

/** Commands, buttons and modals find their handlers; what these throw is told to the person. */
export function handleInteractions(
  client: Client<true>,
  parts: InteractionParts,
): { settled: () => Promise<unknown> } {
  const running = new Set<Promise<void>>();
  client.on(Events.InteractionCreate, (interaction) => {
    const done = handle(interaction, parts)
      .catch((error: unknown) => failed(interaction, error, parts))
      .then(() => noteLanguage(interaction, parts))
      .finally(() => running.delete(done));
    running.add(done);
  });
  return { settled: () => Promise.all(running) };
}

/** Messages don't tell in which language somebody has Discord; in a DM, what they click or command does. */
async function noteLanguage(
  { guildId, channelId, locale }: Interaction,
  { bobbin: { store }, log }: InteractionParts,
): Promise<void> {
  if (guildId !== null || channelId === null) return;
  try {
    const record = await store.conversation(channelId);
    if (record && record.locale !== locale) await store.update(channelId, { locale });
  } catch (error) {
    log.warn({ err: error, conversation: channelId }, 'the language of a person could not be noted');
  }
}

async function handle(interaction: Interaction, { commands, bobbin }: InteractionParts): Promise<void> {
  const command = commands.find(({ data }) => data.name === nameOf(interaction));
  await requireMayAsk(interaction, command, bobbin);
  if (interaction.isChatInputCommand()) return valid(command?.run)(interaction, bobbin);
  if (interaction.isMessageContextMenuCommand()) return valid(command?.runOn)(interaction, bobbin);
  if (interaction.isAutocomplete()) {
    const choices = (await command?.autocomplete?.(interaction, bobbin)) ?? [];
    return interaction.respond(choices.slice(0, AUTOCOMPLETE_CHOICES));
  }
  if (!('customId' in interaction)) throw new UserError(NO_LONGER_VALID);
  const { action, argument } = readCustomId(interaction.customId);
  if (!interaction.isModalSubmit() && !isFrom(interaction, command, argument))
    throw new UserError(NO_LONGER_VALID);
  if (interaction.isButton()) return handlerOf(command?.buttons, action)(interaction, argument, bobbin);
  if (interaction.isAnySelectMenu())
    return handlerOf(command?.selects, action)(interaction, argument, bobbin);
  return handlerOf(command?.modals, action)(interaction, argument, bobbin);
}

/** Throws a UserError for what does not exist, any more or at all. */
function valid<T>(handler: T | undefined): T {
  if (handler === undefined) throw new UserError(NO_LONGER_VALID);
  return handler;
}

/** An argument names a conversation first; from elsewhere, or on another kind of message, it was sent by hand. */
function isFrom(
  { channelId, message }: MessageComponentInteraction,
  command: Command | undefined,
  argument: string,
): boolean {
  const isRightMessage = command?.isBelowReplies ?? message.flags.has(MessageFlags.Ephemeral);
  return isRightMessage && argument.split(':')[0] === channelId;
}

/** The command that is used, or that a button, a select or a modal belongs to. */
function nameOf(interaction: Interaction): string {
  return 'customId' in interaction ? readCustomId(interaction.customId).command : interaction.commandName;
}

/** Throws a UserError where somebody may not use a command with which one asks something. */
async function requireMayAsk(
  interaction: Interaction,
  command: Command | undefined,
  { settings, store }: Bobbin,
): Promise<void> {
  const { channel } = interaction;
  if (!command?.asks || interaction.isAutocomplete() || channel === null) return;
  if ((await outSince(store, interaction.user.id)) !== undefined)
    throw new UserError(text('privacy.youAreOutHere'));
  requireMayUse(interaction, (await settings.of(placeOf(channel))).settings);
}

function handlerOf<T>(handlers: Record<string, T> | undefined, action: string): T {
  return valid(handlers && Object.hasOwn(handlers, action) ? handlers[action] : undefined);
}

async function failed(
  interaction: Interaction,
  error: unknown,
  { log, newId }: InteractionParts,
): Promise<void> {
  // Both of two processes hear of it (as while a new version takes over from an old one): the other one was faster.
  if (isDiscordCode(error, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged)) return;
  const errorId = newId();
  const about = { errorId, interaction: interaction.id, user: interaction.user.id };
  // What a person did wrong has no cause but that person; its message may quote what was typed, so it is not logged.
  const refused = error instanceof UserError && error.cause === undefined;
  if (refused) log.info(about, 'command refused');
  else log.error({ ...about, err: error }, 'command failed');
  // Discord forgot the interaction (three seconds are over): there is nobody left to answer.
  if (isDiscordCode(error, RESTJSONErrorCodes.UnknownInteraction)) return;
  if (!interaction.isRepliable()) return;
  const locale = localeOf(interaction.locale);
  const content = refused ? say(locale, error.sentence) : say(locale, explain(error, errorId));
  try {
    await answerPrivately(interaction, content);
  } catch (tellError) {
    if (isDiscordCode(tellError, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged)) return;
    log.warn({ ...about, err: tellError }, 'a person could not be told of a failed command');
  }
}

/** Says something that only this person sees, whether or not the interaction has been acknowledged. */
export async function answerPrivately(interaction: RepliableInteraction, content: string): Promise<void> {
  const privately = { content, flags: MessageFlags.Ephemeral } as const;
  if (!interaction.deferred && !interaction.replied) await interaction.reply(privately);
  // Editing the answer to a button, or to its modal, would change the message that the button belongs to.
  else if (belongsToMessage(interaction)) await interaction.followUp(privately);
  else if (interaction.ephemeral === false) {
    // Or everybody would see it. What it has shown already stays.
    if ((await interaction.fetchReply()).attachments.size === 0) await interaction.deleteReply();
    await interaction.followUp(privately);
  } else await interaction.editReply({ content, components: [] });
}

function belongsToMessage(interaction: RepliableInteraction): boolean {
  return interaction.isMessageComponent() || (interaction.isModalSubmit() && interaction.isFromMessage());
}
