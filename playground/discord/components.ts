import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { ButtonStyle, ComponentType, MessageFlags } from 'discord-api-types/v10';
import { z } from 'zod';

// https://discord.com/developers/docs/components/reference
const CUSTOM_ID_CHARACTERS = 100;
const LABEL_CHARACTERS = 80;
const ROWS = 5;
const BUTTONS_IN_ROW = 5;
const SELECT_OPTIONS = 25;
const COMPONENTS_V2 = 40;
const TEXT_CHARACTERS_V2 = 4000;

/** Left out and null mean the same. */
export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined);

const id = optional(z.int().min(0));
const customId = z.string().min(1).max(CUSTOM_ID_CHARACTERS);
const emoji = optional(
  z.object({
    id: optional(z.string()),
    name: z
      .string()
      .nullish()
      .transform((name) => name ?? ''),
    animated: optional(z.boolean()),
  }),
);
const media = z.object({ url: z.string().max(2048) });

const button = z
  .object({
    type: z.literal(ComponentType.Button),
    id,
    style: z.int().min(ButtonStyle.Primary).max(ButtonStyle.Premium),
    custom_id: optional(customId),
    label: optional(z.string().max(LABEL_CHARACTERS)),
    emoji,
    url: optional(z.string().max(512)),
    disabled: optional(z.boolean()),
  })
  .check(({ value, issues }) => {
    const link = value.style === ButtonStyle.Link;
    const needed = link ? 'url' : 'custom_id';
    if (value.style !== ButtonStyle.Premium && value[needed] === undefined)
      issues.push(problem(value, [needed], 'BASE_TYPE_REQUIRED', 'This field is required'));
    if (link && value.custom_id !== undefined)
      issues.push(
        problem(
          value,
          ['custom_id'],
          'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
          'A custom id and url cannot both be specified',
        ),
      );
    if (value.label === undefined && value.emoji === undefined && value.style !== ButtonStyle.Premium)
      issues.push(problem(value, [], 'BUTTON_COMPONENT_INVALID_LABEL', 'A button needs a label or an emoji'));
  });

const selectFields = {
  id,
  custom_id: customId,
  placeholder: optional(z.string().max(150)),
  min_values: z
    .int()
    .min(0)
    .max(SELECT_OPTIONS)
    .nullish()
    .transform((count) => count ?? 1),
  max_values: z
    .int()
    .min(1)
    .max(SELECT_OPTIONS)
    .nullish()
    .transform((count) => count ?? 1),
  disabled: optional(z.boolean()),
  required: optional(z.boolean()),
};

const stringSelect = z.object({
  type: z.literal(ComponentType.StringSelect),
  ...selectFields,
  options: z
    .array(
      z.object({
        label: z.string().min(1).max(100),
        value: z.string().min(1).max(100),
        description: optional(z.string().max(100)),
        emoji,
        default: optional(z.boolean()),
      }),
    )
    .min(1)
    .max(SELECT_OPTIONS),
});

const entitySelect = z.object({
  type: z.literal([
    ComponentType.UserSelect,
    ComponentType.RoleSelect,
    ComponentType.MentionableSelect,
    ComponentType.ChannelSelect,
  ]),
  ...selectFields,
  default_values: optional(z.array(z.object({ id: z.string(), type: z.string() })).max(SELECT_OPTIONS)),
  channel_types: optional(z.array(z.int())),
});

/** All select menus; modals have them too. */
export const select = z.discriminatedUnion('type', [stringSelect, entitySelect]);

const row = z
  .object({
    type: z.literal(ComponentType.ActionRow),
    id,
    components: z
      .array(z.discriminatedUnion('type', [button, stringSelect, entitySelect]))
      .min(1)
      .max(BUTTONS_IN_ROW),
  })
  .check(({ value, issues }) => {
    const selects = value.components.filter(({ type }) => type !== ComponentType.Button);
    if (selects.length > 0 && value.components.length > 1)
      issues.push(
        problem(
          value,
          [],
          'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
          'The width of components in this row is exceeded',
        ),
      );
  });

export const textDisplay = z.object({
  type: z.literal(ComponentType.TextDisplay),
  id,
  content: z.string().min(1).max(TEXT_CHARACTERS_V2),
});
const described = {
  description: z
    .string()
    .max(1024)
    .nullish()
    .transform((text) => text ?? null),
  spoiler: z
    .boolean()
    .nullish()
    .transform((spoiler) => spoiler ?? false),
};
const thumbnail = z.object({ type: z.literal(ComponentType.Thumbnail), id, media, ...described });
const section = z.object({
  type: z.literal(ComponentType.Section),
  id,
  components: z.array(textDisplay).min(1).max(3),
  accessory: z.discriminatedUnion('type', [button, thumbnail]),
});
const gallery = z.object({
  type: z.literal(ComponentType.MediaGallery),
  id,
  items: z
    .array(z.object({ media, ...described }))
    .min(1)
    .max(10),
});
const file = z.object({
  type: z.literal(ComponentType.File),
  id,
  file: media,
  spoiler: described.spoiler,
  name: z
    .string()
    .nullish()
    .transform((name) => name ?? null),
  size: z
    .int()
    .nullish()
    .transform((size) => size ?? null),
});
const separator = z.object({
  type: z.literal(ComponentType.Separator),
  id,
  divider: z
    .boolean()
    .nullish()
    .transform((divider) => divider ?? true),
  spacing: z
    .int()
    .min(1)
    .max(2)
    .nullish()
    .transform((spacing) => spacing ?? 1),
});
const container = z.object({
  type: z.literal(ComponentType.Container),
  id,
  accent_color: z
    .int()
    .min(0)
    .max(0xffffff)
    .nullish()
    .transform((color) => color ?? null),
  spoiler: described.spoiler,
  components: z
    .array(z.discriminatedUnion('type', [row, textDisplay, section, gallery, file, separator]))
    .min(1),
});

const top = z.discriminatedUnion('type', [row, textDisplay, section, gallery, file, separator, container]);

/** The components of a message, checked one by one. What holds for all together is checked by `checkTogether`. */
export const components = z
  .array(top)
  .max(COMPONENTS_V2)
  .transform(numbered)
  .transform((given) => z.custom<APIMessageTopLevelComponent[]>().parse(given));

/** What Discord says of a message's components as a whole: code and message, or nothing. */
export function checkTogether(
  list: readonly unknown[],
  flags: number,
): { code: string; message: string } | undefined {
  const all = [...everyIn(list)];
  const customIds = all.map((component) => component['custom_id']).filter((found) => found !== undefined);
  if (new Set(customIds).size < customIds.length)
    return { code: 'COMPONENT_CUSTOM_ID_DUPLICATED', message: 'Component custom id cannot be duplicated' };
  if (!(flags & MessageFlags.IsComponentsV2)) {
    if (all.some(({ type }) => type === undefined || V2_TYPES.has(type)))
      return {
        code: 'UNION_TYPE_CHOICES',
        message:
          'Value of field "type" must be one of (1,). Other components need the flag IS_COMPONENTS_V2.',
      };
    if (list.length > ROWS)
      return { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${ROWS} or fewer in length.` };
    return undefined;
  }
  if (all.length > COMPONENTS_V2)
    return {
      code: 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
      message: `Must have ${COMPONENTS_V2} or fewer components`,
    };
  if (list.map(textOf).join('').length > TEXT_CHARACTERS_V2)
    return {
      code: 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      message: `Total displayable text cannot exceed ${TEXT_CHARACTERS_V2} characters`,
    };
  return undefined;
}

const V2_TYPES: ReadonlySet<unknown> = new Set([
  ComponentType.Section,
  ComponentType.TextDisplay,
  ComponentType.Thumbnail,
  ComponentType.MediaGallery,
  ComponentType.File,
  ComponentType.Separator,
  ComponentType.Container,
]);

/** The text that a component and what is in it show. */
export const textOf = (component: unknown): string =>
  [...everyIn([component])]
    .filter(({ type }) => type === ComponentType.TextDisplay)
    .map(({ content }) => String(content))
    .join('\n');

type Component = Record<string, unknown>;

const isComponent = (value: unknown): value is Component =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'number';

/** All components in there, outer ones first, however deep. */
export function* everyIn(list: readonly unknown[]): Generator<Component> {
  for (const component of list) {
    if (!isComponent(component)) continue;
    yield component;
    const { components: inner, accessory, component: labelled } = component;
    if (Array.isArray(inner)) yield* everyIn(inner);
    yield* everyIn([accessory, labelled]);
  }
}

/** Gives every component that has none an id that is unique in the message, as Discord does. */
export function numbered<T>(list: T[]): T[] {
  const all = [...everyIn(list)];
  const taken = new Set(all.map((component) => component['id']));
  let next = 1;
  for (const component of all) {
    if (component['id']) continue;
    while (taken.has(next)) next += 1;
    component['id'] = next;
    next += 1;
  }
  return list;
}

function problem(input: unknown, path: PropertyKey[], code: string, message: string) {
  return { code: 'custom' as const, input, path, message, params: { code } };
}
