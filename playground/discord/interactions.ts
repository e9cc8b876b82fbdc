import { randomBytes } from 'node:crypto';
import type {
  APIApplicationCommandInteractionMetadata,
  APIBaseInteraction,
  APICommandAutocompleteInteractionResponseCallbackData,
  APIMessageComponentInteractionMetadata,
  APIMessageInteractionMetadata,
  APIModalInteractionResponseCallbackData,
  InteractionResponseType,
} from 'discord-api-types/v10';
import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  InteractionType,
  Locale,
  MessageFlags,
  MessageType,
} from 'discord-api-types/v10';
import type { Stored } from './changes.ts';
import { ApiError } from './errors.ts';
import { deleteMessages, editMessage, messageById, postMessage, referenceTo } from './messages.ts';
import type { Draft } from './messages.ts';
import { guildPermissions, permissionsIn } from './permissions.ts';
import type { Channel, World } from './world.ts';

// https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages
const ANSWER_WITHIN_MS = 3000;
const TOKEN_LIFE_MS = 15 * 60 * 1000;
const INTERACTIONS_KEPT = 1000;
const FILE_BYTES = 10 * 1024 * 1024;

/** What the gateway sends. */
export type InteractionPayload = APIBaseInteraction<InteractionType, unknown>;

export type Choices = NonNullable<APICommandAutocompleteInteractionResponseCallbackData['choices']>;

/** A person used a command, a button, a menu or a modal. */
export interface Interaction {
  id: string;
  token: string;
  type: InteractionType;
  person: string;
  channel: Channel;
  /** What the person used, for messages to people: "/settings prompt". */
  title: string;
  startedAt: number;
  state: 'waiting' | 'answered' | 'failed';
  answer?: InteractionResponseType;
  payload: InteractionPayload;
  metadata: APIMessageInteractionMetadata;
  commandName?: string;
  answerType: MessageType;
  /** The message with the component. */
  source?: Stored;
  /** The answer's message id: what `@original` stands for. */
  original?: string;
  choices?: Choices;
  modal?: APIModalInteractionResponseCallbackData;
  /** The modal was filled in and sent. */
  sent?: boolean;
  timer: NodeJS.Timeout;
}

export interface Use {
  type: InteractionType;
  person: string;
  channel: Channel;
  title: string;
  data: unknown;
  commandName?: string;
  commandType?: ApplicationCommandType;
  source?: Stored;
  /** What led to this one, when it is a modal. */
  from?: Interaction;
}

/** Tells the bot that a person used something, and gives it three seconds. */
export function startInteraction(world: World, use: Use): Interaction {
  const { type, person, channel, source } = use;
  const id = world.snowflake();
  const token = randomBytes(24).toString('base64url');
  const payload: InteractionPayload = {
    id,
    token,
    type,
    version: 1,
    application_id: world.application.id,
    channel,
    channel_id: channel.id,
    data: use.data,
    locale: world.locales.get(person) ?? Locale.EnglishUS,
    entitlements: [],
    attachment_size_limit: FILE_BYTES,
    app_permissions: String(permissionsIn(world, world.bot.id, channel)),
    authorizing_integration_owners: ownersOf(channel),
    ...userOf(world, person, channel),
    ...(source && { message: source.message }),
  };
  const interaction: Interaction = {
    id,
    token,
    type,
    person,
    channel,
    title: use.title,
    startedAt: Date.now(),
    state: 'waiting',
    payload,
    metadata: metadataOf(world, use, id),
    answerType: answerTypeOf(use),
    ...(use.commandName && { commandName: use.commandName }),
    ...(source && { source }),
    timer: setTimeout(() => settle(world, interaction, 'failed'), ANSWER_WITHIN_MS),
  };
  world.interactions.set(token, interaction);
  forgetOldest(world);
  world.emit({ on: 'interaction', interaction });
  world.emit({ on: 'interactionState', interaction });
  return interaction;
}

/** The interaction that the bot may still answer for the first time, or Discord's error. */
export function unanswered(world: World, id: string, token: string): Interaction {
  const interaction = world.interactions.get(token);
  if (!interaction || interaction.id !== id || interaction.state === 'failed')
    throw new ApiError('unknownInteraction');
  if (interaction.answer !== undefined) throw new ApiError('alreadyAcknowledged');
  return interaction;
}

/** The interaction that follow-ups belong to, or Discord's error. */
export function answerable(world: World, application: string, token: string): Interaction {
  const interaction = world.interactions.get(token);
  if (application !== world.application.id || !interaction || interaction.answer === undefined)
    throw new ApiError('unknownWebhook');
  if (Date.now() - interaction.startedAt > TOKEN_LIFE_MS) throw new ApiError('invalidWebhookToken');
  return interaction;
}

/** Notes that the bot answered, and how. */
export function acknowledge(
  world: World,
  interaction: Interaction,
  answer: InteractionResponseType,
  state: 'waiting' | 'answered' = 'answered',
): void {
  interaction.answer = answer;
  settle(world, interaction, state);
}

/** Posts an answer or a follow-up. The first one is what `@original` stands for. */
export function postAnswer(world: World, interaction: Interaction, draft: Draft): Stored {
  const { channel, original } = interaction;
  const ephemeral = ((draft.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  const answered = original ? world.messages.get(channel.id)?.get(original) : interaction.source;
  const type = original ? MessageType.Reply : interaction.answerType;
  const stored = postMessage(world, channel, world.bot.id, {
    ...draft,
    type,
    metadata: interaction.metadata,
    commandName: original ? undefined : interaction.commandName,
    interaction: interaction.token,
    ...(ephemeral && { onlyFor: interaction.person }),
    ...(type === MessageType.Reply && answered && { reference: referenceTo(channel, answered.message) }),
  });
  interaction.original ??= stored.message.id;
  return stored;
}

/** Changes an answer. One that said "thinking" until now is answered by it. */
export function editAnswer(world: World, interaction: Interaction, stored: Stored, changes: Draft): Stored {
  const flags = (changes.flags ?? stored.message.flags ?? 0) & ~MessageFlags.Loading;
  const wasLoading = isLoading(stored);
  editMessage(world, interaction.channel, stored, { ...changes, flags });
  if (wasLoading) settle(world, interaction, 'answered');
  return stored;
}

/** Takes an answer back. One that said "thinking" until now waits no longer. */
export function deleteAnswer(world: World, interaction: Interaction, stored: Stored): void {
  deleteMessages(world, interaction.channel, [stored.message.id]);
  if (isLoading(stored)) settle(world, interaction, 'answered');
}

/** The message that `@original` or an id stands for, or Discord's error. */
export function answerMessage(world: World, interaction: Interaction, id: string): Stored {
  const stored = messageById(
    world,
    interaction.channel,
    id === '@original' ? (interaction.original ?? '') : id,
  );
  if (stored.interaction !== interaction.token && stored !== interaction.source)
    throw new ApiError('unknownMessage');
  return stored;
}

export const isLoading = ({ message }: Stored): boolean =>
  ((message.flags ?? 0) & MessageFlags.Loading) !== 0;

/** Lets fifteen minutes pass for all interactions: their tokens are no longer good. */
export function expireInteractions(world: World): void {
  for (const interaction of world.interactions.values()) interaction.startedAt -= TOKEN_LIFE_MS;
}

/** Ends the waiting of all interactions, when everything closes. */
export function forgetInteractions(world: World): void {
  for (const { timer } of world.interactions.values()) clearTimeout(timer);
  world.interactions.clear();
}

function forgetOldest({ interactions }: World): void {
  const [oldest] = interactions.values();
  if (oldest && interactions.size > INTERACTIONS_KEPT) interactions.delete(oldest.token);
}

function settle(world: World, interaction: Interaction, state: Interaction['state']): void {
  clearTimeout(interaction.timer);
  interaction.state = state;
  world.emit({ on: 'interactionState', interaction });
}

const ownersOf = (channel: Channel) => ({
  [ApplicationIntegrationType.GuildInstall]: channel.type === ChannelType.DM ? '0' : channel.guild_id,
});

function userOf(world: World, person: string, channel: Channel) {
  const user = world.users.get(person);
  if (!user) throw new ApiError('unknownUser');
  if (channel.type === ChannelType.DM) return { user, context: InteractionContextType.BotDM };
  const guild = world.guildOf(channel);
  const member = guild.members.get(person);
  if (!member) throw new ApiError('unknownMember');
  const permissions = String(permissionsIn(world, person, channel) || guildPermissions(guild, person));
  return {
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_locale: guild.locale,
    member: { ...member, user, permissions },
    context: InteractionContextType.Guild,
  };
}

function metadataOf(world: World, use: Use, id: string): APIMessageInteractionMetadata {
  const user = world.users.get(use.person) ?? world.bot;
  const common = { id, user, authorizing_integration_owners: ownersOf(use.channel) };
  if (use.type === InteractionType.MessageComponent)
    return { ...common, type: use.type, interacted_message_id: use.source?.message.id ?? '0' };
  if (use.type === InteractionType.ModalSubmit && use.from)
    return { ...common, type: use.type, triggering_interaction_metadata: triggerOf(use.from) };
  return { ...common, type: InteractionType.ApplicationCommand };
}

function triggerOf({
  metadata,
}: Interaction): APIApplicationCommandInteractionMetadata | APIMessageComponentInteractionMetadata {
  return metadata.type === InteractionType.ModalSubmit ? metadata.triggering_interaction_metadata : metadata;
}

function answerTypeOf({ source, commandType }: Use): MessageType {
  if (source) return MessageType.Reply;
  return commandType === ApplicationCommandType.ChatInput || commandType === undefined
    ? MessageType.ChatInputCommand
    : MessageType.ContextMenuCommand;
}
