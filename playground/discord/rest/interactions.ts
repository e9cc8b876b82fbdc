import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { InteractionResponseType, InteractionType, MessageFlags } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Stored } from '../changes.ts';
import { optional } from '../components.ts';
import { FLAGS, draftFrom, messageBody } from '../drafts.ts';
import type { ApiError } from '../errors.ts';
import { formError } from '../errors.ts';
import {
  acknowledge,
  answerMessage,
  deleteAnswer,
  answerable,
  editAnswer,
  isLoading,
  postAnswer,
  unanswered,
} from '../interactions.ts';
import type { Choices, Interaction } from '../interactions.ts';
import { editMessage } from '../messages.ts';
import { modalBody } from '../modals.ts';
import type { World } from '../world.ts';
import { form, newApi } from './api.ts';
import type { Api, Env } from './api.ts';
import { editOf } from './messages.ts';

const CHOICES = 25;

const choices = z
  .array(z.object({ name: z.string().min(1).max(100), value: z.union([z.string().max(100), z.number()]) }))
  .max(CHOICES)
  .transform((given) => z.custom<Choices>().parse(given));

/** Answers to interactions: the first one, and what follows it. */
export function interactionRoutes(world: World): Api {
  const api = newApi();

  api.post('/interactions/:id/:token/callback', (c) => {
    const interaction = unanswered(world, c.req.param('id'), c.req.param('token'));
    const { type } = form(c, z.object({ type: z.enum(InteractionResponseType) }));
    const answer = ANSWERS[type];
    if (!answer)
      throw formError(['type'], 'BASE_TYPE_CHOICES', 'Value must be one of {1, 4, 5, 6, 7, 8, 9}.');
    const stored = answer(world, interaction, c);
    if (c.req.query('with_response') !== 'true') return c.body(null, 204);
    return c.json(callbackResponse(interaction, type, stored));
  });

  api.post('/webhooks/:application/:token', (c) => {
    const interaction = answerable(world, c.req.param('application'), c.req.param('token'));
    const { channel } = interaction;
    const body = form(c, messageBody);
    const original = interaction.original && world.messagesIn(channel.id).get(interaction.original);
    // The first follow-up of a deferred answer is the answer.
    if (original && isLoading(original)) {
      const changes = editOf(world, channel, original, body, c.var.uploads);
      return c.json(editAnswer(world, interaction, original, changes).message);
    }
    const draft = draftFrom(world, channel, body, c.var.uploads, FLAGS.interaction);
    return c.json(postAnswer(world, interaction, draft).message);
  });

  api.get('/webhooks/:application/:token/messages/:message', (c) => {
    const interaction = answerable(world, c.req.param('application'), c.req.param('token'));
    return c.json(answerMessage(world, interaction, c.req.param('message')).message);
  });

  api.patch('/webhooks/:application/:token/messages/:message', (c) => {
    const interaction = answerable(world, c.req.param('application'), c.req.param('token'));
    const stored = answerMessage(world, interaction, c.req.param('message'));
    const changes = editOf(world, interaction.channel, stored, form(c, messageBody), c.var.uploads);
    return c.json(editAnswer(world, interaction, stored, changes).message);
  });

  api.delete('/webhooks/:application/:token/messages/:message', (c) => {
    const interaction = answerable(world, c.req.param('application'), c.req.param('token'));
    deleteAnswer(world, interaction, answerMessage(world, interaction, c.req.param('message')));
    return c.body(null, 204);
  });

  return api;
}

type Answer = (world: World, interaction: Interaction, c: { var: Env['Variables'] }) => Stored | undefined;

const acknowledgeOnly =
  (type: InteractionResponseType): Answer =>
  (world, interaction) => {
    acknowledge(world, interaction, type);
    return undefined;
  };

const ANSWERS: { [type in InteractionResponseType]?: Answer } = {
  [InteractionResponseType.Pong]: acknowledgeOnly(InteractionResponseType.Pong),

  [InteractionResponseType.ChannelMessageWithSource]: (world, interaction, c) => {
    const { data } = form(c, z.object({ data: messageBody }));
    const draft = draftFrom(world, interaction.channel, data, c.var.uploads, FLAGS.interaction);
    acknowledge(world, interaction, InteractionResponseType.ChannelMessageWithSource);
    return postAnswer(world, interaction, draft);
  },

  [InteractionResponseType.DeferredChannelMessageWithSource]: (world, interaction, c) => {
    const { data } = form(c, z.object({ data: optional(z.object({ flags: optional(z.int()) })) }));
    acknowledge(world, interaction, InteractionResponseType.DeferredChannelMessageWithSource, 'waiting');
    const flags = (data?.flags ?? 0) & MessageFlags.Ephemeral;
    return postAnswer(world, interaction, { flags: flags | MessageFlags.Loading, rules: { parse: [] } });
  },

  [InteractionResponseType.DeferredMessageUpdate]: (world, interaction) => {
    const source = sourceOf(interaction);
    acknowledge(world, interaction, InteractionResponseType.DeferredMessageUpdate);
    interaction.original = source.message.id;
    return source;
  },

  [InteractionResponseType.UpdateMessage]: (world, interaction, c) => {
    const source = sourceOf(interaction);
    const { data } = form(c, z.object({ data: messageBody }));
    const changes = editOf(world, interaction.channel, source, data, c.var.uploads);
    acknowledge(world, interaction, InteractionResponseType.UpdateMessage);
    interaction.original = source.message.id;
    return editMessage(world, interaction.channel, source, changes);
  },

  [InteractionResponseType.ApplicationCommandAutocompleteResult]: (world, interaction, c) => {
    if (interaction.type !== InteractionType.ApplicationCommandAutocomplete) throw wrongType();
    const { data } = form(c, z.object({ data: z.object({ choices: optional(choices) }) }));
    interaction.choices = data.choices ?? [];
    acknowledge(world, interaction, InteractionResponseType.ApplicationCommandAutocompleteResult);
    return undefined;
  },

  [InteractionResponseType.Modal]: (world, interaction, c) => {
    if (interaction.type === InteractionType.ModalSubmit) throw wrongType();
    const { data } = form(c, z.object({ data: modalBody }));
    const modal: APIModalInteractionResponseCallbackData = data;
    interaction.modal = modal;
    acknowledge(world, interaction, InteractionResponseType.Modal);
    world.emit({ on: 'modal', interaction, modal });
    return undefined;
  },
};

const wrongType = (): ApiError =>
  formError(['type'], 'INTERACTION_RESPONSE_TYPE_INVALID', 'This interaction can not be answered like that');

function sourceOf(interaction: Interaction): Stored {
  if (!interaction.source) throw wrongType();
  return interaction.source;
}

function callbackResponse(
  interaction: Interaction,
  type: InteractionResponseType,
  stored: Stored | undefined,
) {
  const { id, original } = interaction;
  const shown = type === InteractionResponseType.DeferredChannelMessageWithSource ? 4 : type === 6 ? 7 : type;
  return {
    interaction: {
      id,
      type: interaction.type,
      channel_id: interaction.channel.id,
      ...(interaction.payload.guild_id && { guild_id: interaction.payload.guild_id }),
      ...(original && {
        response_message_id: original,
        response_message_loading: stored !== undefined && isLoading(stored),
        response_message_ephemeral: stored?.onlyFor !== undefined,
      }),
    },
    ...(stored && { resource: { type: shown, message: stored.message } }),
  };
}
