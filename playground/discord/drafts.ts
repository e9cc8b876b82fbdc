import type { APIAttachment, APIEmbed } from 'discord-api-types/v10';
import { EmbedType, MessageFlags } from 'discord-api-types/v10';
import { z } from 'zod';
import { attachmentFrom } from './attachments.ts';
import { checkTogether, components, optional } from './components.ts';
import { ApiError, formError } from './errors.ts';
import { completeMedia } from './media.ts';
import type { Draft } from './messages.ts';
import type { Channel, Upload, World } from './world.ts';

// https://discord.com/developers/docs/resources/message#create-message
// Discord counts code points; UTF-16 units are never fewer, so what passes here passes there.
const CONTENT_CHARACTERS = 2000;
const EMBEDS = 10;
const EMBED_CHARACTERS = 6000;
const FILES = 10;
const NONCE_CHARACTERS = 25;

const link = optional(z.object({ url: z.string().max(2048) }));

const embed = z
  .object({
    title: optional(z.string().max(256)),
    description: optional(z.string().max(4096)),
    url: optional(z.string().max(2048)),
    color: optional(z.int().min(0).max(0xffffff)),
    timestamp: optional(z.string()),
    fields: optional(
      z
        .array(
          z.object({
            name: z.string().min(1).max(256),
            value: z.string().min(1).max(1024),
            inline: z
              .boolean()
              .nullish()
              .transform((inline) => inline ?? false),
          }),
        )
        .max(25),
    ),
    author: optional(
      z.object({
        name: z.string().min(1).max(256),
        url: optional(z.string()),
        icon_url: optional(z.string()),
      }),
    ),
    footer: optional(z.object({ text: z.string().min(1).max(2048), icon_url: optional(z.string()) })),
    image: link,
    thumbnail: link,
  })
  .transform((given) => z.custom<APIEmbed>().parse({ type: EmbedType.Rich, ...given }));

const clearable = <T extends z.ZodType>(schema: T, empty: z.output<T>) =>
  schema.nullish().transform((value) => (value === null ? empty : value));

// zod counts code points.
const content = z.string().check(({ value, issues }) => {
  if (value.length > CONTENT_CHARACTERS)
    issues.push({ code: 'too_big', origin: 'string', maximum: CONTENT_CHARACTERS, input: value });
});

const allowedMentions = z
  .object({
    parse: optional(z.array(z.enum(['users', 'roles', 'everyone']))),
    users: optional(z.array(z.string()).max(100)),
    roles: optional(z.array(z.string()).max(100)),
    replied_user: optional(z.boolean()),
  })
  .check(({ value, issues }) => {
    for (const kind of ['users', 'roles'] as const)
      if (value.parse?.includes(kind) && value[kind]?.length)
        issues.push({
          code: 'custom',
          input: value,
          path: [],
          message: `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
          params: { code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE' },
        });
  });

/** What a message looks like when it is sent or edited. */
export const messageBody = z.object({
  content: clearable(content, ''),
  embeds: clearable(z.array(embed).max(EMBEDS), []),
  components: clearable(components, []),
  attachments: clearable(
    z
      .array(
        z.object({
          id: z.coerce.string(),
          filename: optional(z.string().min(1).max(1024)),
          title: optional(z.string().max(1024)),
          description: optional(z.string().max(1024)),
        }),
      )
      .max(FILES),
    [],
  ),
  allowed_mentions: optional(allowedMentions),
  flags: optional(z.int()),
  tts: optional(z.boolean()),
  nonce: optional(z.union([z.int(), z.string().max(NONCE_CHARACTERS)])),
  enforce_nonce: optional(z.boolean()),
  message_reference: optional(
    z.object({
      message_id: z.string(),
      channel_id: optional(z.string()),
      fail_if_not_exists: optional(z.boolean()),
    }),
  ),
});

export type MessageBody = z.output<typeof messageBody>;

/** Which flags may be set where. */
export const FLAGS = {
  message: MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2,
  interaction:
    MessageFlags.SuppressEmbeds |
    MessageFlags.SuppressNotifications |
    MessageFlags.IsComponentsV2 |
    MessageFlags.Ephemeral,
  edit: MessageFlags.SuppressEmbeds | MessageFlags.IsComponentsV2,
} as const;

/** A new message from what was sent, its rules checked, its files kept. */
export function draftFrom(
  world: World,
  channel: Channel,
  body: MessageBody,
  uploads: ReadonlyMap<number, Upload>,
  flags: number = FLAGS.message,
): Draft {
  const draft: Draft = {
    ...partsOf(world, channel, body, uploads, []),
    flags: (body.flags ?? 0) & flags,
    tts: body.tts,
    nonce: body.nonce,
  };
  check(draft);
  completeMedia(world, draft.components ?? [], draft.attachments ?? []);
  if (isEmpty(draft)) throw new ApiError('emptyMessage');
  return draft;
}

/** What an edit changes; what it leaves out stays. `kept` are the message's attachments. */
export function changesFrom(
  world: World,
  channel: Channel,
  body: MessageBody,
  uploads: ReadonlyMap<number, Upload>,
  before: { flags: number; attachments: APIAttachment[]; content: string; embeds: APIEmbed[] },
): Draft {
  const draft: Draft = {
    ...partsOf(world, channel, body, uploads, before.attachments),
    ...(body.flags !== undefined && { flags: (before.flags & ~FLAGS.edit) | (body.flags & FLAGS.edit) }),
  };
  check({ flags: before.flags, ...draft });
  completeMedia(world, draft.components ?? [], draft.attachments ?? before.attachments);
  return draft;
}

function partsOf(
  world: World,
  channel: Channel,
  body: MessageBody,
  uploads: ReadonlyMap<number, Upload>,
  kept: APIAttachment[],
): Draft {
  const touched = body.attachments !== undefined || uploads.size > 0;
  return {
    ...(body.content !== undefined && { content: body.content.trim() }),
    ...(body.embeds !== undefined && { embeds: body.embeds }),
    ...(body.components !== undefined && { components: body.components }),
    ...(touched && { attachments: attachmentsOf(world, channel, body, uploads, kept) }),
    rules: body.allowed_mentions,
  };
}

// An attachment's id is the index of an uploaded file, or the id of one that the message has already.
function attachmentsOf(
  world: World,
  channel: Channel,
  body: MessageBody,
  uploads: ReadonlyMap<number, Upload>,
  kept: APIAttachment[],
): APIAttachment[] {
  const listed = body.attachments ?? kept.map(({ id }) => ({ id }));
  const stay = kept.filter(({ id }) => listed.some((entry) => entry.id === id));
  const added = [...uploads].map(([index, upload]) =>
    attachmentFrom(
      world,
      channel,
      upload,
      body.attachments?.find(({ id }) => id === String(index)),
    ),
  );
  if (stay.length + added.length > FILES)
    throw formError(['attachments'], 'BASE_TYPE_MAX_LENGTH', `Must be ${FILES} or fewer in length.`);
  return [...stay, ...added];
}

function check(draft: Draft): void {
  const flags = draft.flags ?? 0;
  if (flags & MessageFlags.IsComponentsV2)
    for (const field of ['content', 'embeds'] as const)
      if (draft[field]?.length)
        throw formError(
          [field],
          'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
          `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
        );
  const problem = checkTogether(draft.components ?? [], flags);
  if (problem) throw formError(['components'], problem.code, problem.message);
  if (charactersIn(draft.embeds ?? []) > EMBED_CHARACTERS)
    throw formError(
      ['embeds'],
      'MAX_EMBED_SIZE_EXCEEDED',
      `Embed size exceeds maximum size of ${EMBED_CHARACTERS}`,
    );
}

const isEmpty = (draft: Draft): boolean =>
  !draft.content && !draft.embeds?.length && !draft.attachments?.length && !draft.components?.length;

const charactersIn = (embeds: APIEmbed[]): number =>
  embeds
    .flatMap(({ title, description, author, footer, fields = [] }) => [
      title,
      description,
      author?.name,
      footer?.text,
      ...fields.flatMap(({ name, value }) => [name, value]),
    ])
    .reduce((sum, text) => sum + (text?.length ?? 0), 0);
