import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { ComponentType, TextInputStyle } from 'discord-api-types/v10';
import { z } from 'zod';
import { numbered, optional, select, textDisplay } from './components.ts';

const id = optional(z.int().min(0));
const customId = z.string().min(1).max(100);
const required = optional(z.boolean());

const textInput = z.object({
  type: z.literal(ComponentType.TextInput),
  id,
  custom_id: customId,
  style: z.enum(TextInputStyle),
  label: optional(z.string().min(1).max(45)),
  min_length: optional(z.int().min(0).max(4000)),
  max_length: optional(z.int().min(1).max(4000)),
  required,
  value: optional(z.string().max(4000)),
  placeholder: optional(z.string().max(100)),
});

const choice = z.object({
  label: z.string().min(1).max(100),
  value: z.string().min(1).max(100),
  description: optional(z.string().max(100)),
  default: optional(z.boolean()),
});
const group = { id, custom_id: customId, required, options: z.array(choice).min(1).max(10) };
const counts = { min_values: optional(z.int().min(0)), max_values: optional(z.int().min(1)) };

const inLabel = z.union([
  textInput,
  select,
  z.object({ type: z.literal(ComponentType.FileUpload), id, custom_id: customId, required, ...counts }),
  z.object({ type: z.literal(ComponentType.RadioGroup), ...group }),
  z.object({ type: z.literal(ComponentType.CheckboxGroup), ...group, ...counts }),
  z.object({
    type: z.literal(ComponentType.Checkbox),
    id,
    custom_id: customId,
    default: optional(z.boolean()),
  }),
]);

const top = z.discriminatedUnion('type', [
  z.object({
    type: z.literal(ComponentType.Label),
    id,
    label: z.string().min(1).max(45),
    description: optional(z.string().min(1).max(100)),
    component: inLabel,
  }),
  z.object({ type: z.literal(ComponentType.ActionRow), id, components: z.array(textInput).length(1) }),
  textDisplay,
]);

/** A modal as the bot sends it. https://discord.com/developers/docs/interactions/receiving-and-responding#modal */
export const modalBody = z
  .object({
    custom_id: customId,
    title: z.string().min(1).max(45),
    components: z.array(top).min(1).max(5).transform(numbered),
  })
  .transform((given) => z.custom<APIModalInteractionResponseCallbackData>().parse(given));
