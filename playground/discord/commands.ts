import type { APIApplicationCommand } from 'discord-api-types/v10';
import { ApplicationCommandOptionType, ApplicationCommandType } from 'discord-api-types/v10';
import { z } from 'zod';
import { optional } from './components.ts';
import { ApiError } from './errors.ts';
import type { World } from './world.ts';

// https://discord.com/developers/docs/interactions/application-commands
const OPTIONS = 25;
const CHOICES = 25;
const DESCRIPTION_CHARACTERS = 100;
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
/** How many there may be of each type, per scope. */
const COMMANDS: Record<number, number> = { 1: 100, 2: 5, 3: 5 };

const invalidName = {
  error: 'Command name is invalid',
  params: { code: 'APPLICATION_COMMAND_INVALID_NAME' },
};
const name = z
  .string()
  .min(1)
  .max(32)
  .refine((text) => NAME.test(text) && text === text.toLowerCase(), invalidName);
const description = z.string().min(1).max(DESCRIPTION_CHARACTERS);
const localizations = z.record(z.string(), z.string()).nullish();
const named = {
  name,
  description,
  name_localizations: localizations,
  description_localizations: localizations,
  required: optional(z.boolean()),
};
const localized = { name_localizations: localizations };
const Type = ApplicationCommandOptionType;

const choicesOr = <T extends z.ZodType>(value: T) => ({
  autocomplete: optional(z.boolean()),
  choices: optional(
    z.array(z.object({ name: z.string().min(1).max(100), ...localized, value })).max(CHOICES),
  ),
});

const leaf = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal(Type.String),
      ...named,
      ...choicesOr(z.string().max(100)),
      min_length: optional(z.int().min(0).max(6000)),
      max_length: optional(z.int().min(1).max(6000)),
    }),
    z.object({
      type: z.literal(Type.Integer),
      ...named,
      ...choicesOr(z.int()),
      min_value: optional(z.int()),
      max_value: optional(z.int()),
    }),
    z.object({
      type: z.literal(Type.Number),
      ...named,
      ...choicesOr(z.number()),
      min_value: optional(z.number()),
      max_value: optional(z.number()),
    }),
    z.object({ type: z.literal(Type.Channel), ...named, channel_types: optional(z.array(z.int())) }),
    z.object({
      type: z.literal([Type.Boolean, Type.User, Type.Role, Type.Mentionable, Type.Attachment]),
      ...named,
    }),
  ])
  .refine((option) => !('autocomplete' in option && option.autocomplete && option.choices?.length), {
    error: 'Choices and autocomplete are mutually exclusive',
    params: { code: 'APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE' },
  });

const leaves = z
  .array(leaf)
  .max(OPTIONS)
  .refine(hasUniqueNames, {
    error: 'Option names must be unique',
    params: { code: 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS' },
  })
  .refine(
    (options) =>
      options.every(({ required }, i) => !required || options.slice(0, i).every((o) => o.required)),
    {
      error: 'Required options must be placed before non-required options',
      params: { code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID' },
    },
  );

const subcommand = z.object({ type: z.literal(Type.Subcommand), ...named, options: optional(leaves) });
const group = z.object({
  type: z.literal(Type.SubcommandGroup),
  ...named,
  options: optional(z.array(subcommand).max(OPTIONS)),
});
const nested = z
  .array(z.discriminatedUnion('type', [subcommand, group]))
  .min(1)
  .max(OPTIONS)
  .refine(hasUniqueNames, {
    error: 'Option names must be unique',
    params: { code: 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS' },
  });

const common = {
  name_localizations: localizations,
  description_localizations: localizations,
  default_member_permissions: z.coerce.string().nullish(),
  dm_permission: optional(z.boolean()),
  contexts: z.array(z.int()).nullish(),
  integration_types: optional(z.array(z.int())),
  nsfw: optional(z.boolean()),
};

const slash = z.object({
  ...common,
  type: z
    .literal(ApplicationCommandType.ChatInput)
    .nullish()
    .transform((type) => type ?? ApplicationCommandType.ChatInput),
  name,
  description,
  options: optional(z.union([leaves, nested])),
});

const menu = z.object({
  ...common,
  type: z.literal([ApplicationCommandType.User, ApplicationCommandType.Message]),
  name: z.string().min(1).max(32),
  description: z
    .literal('')
    .nullish()
    .transform(() => ''),
});

/** A command as the bot registers it. */
export const commandBody = z.union([menu, slash]);

type CommandBody = z.output<typeof commandBody>;

function hasUniqueNames(options: { name: string }[]): boolean {
  return new Set(options.map(({ name }) => name)).size === options.length;
}

/** The commands of a scope: everywhere, or one server. */
export const commandsIn = (world: World, guild?: string): APIApplicationCommand[] =>
  [...world.commands.values()].filter(({ guild_id }) => guild_id === guild);

/** A command as it is listed where nobody asked for its names and descriptions in all languages. */
export function withoutLocalizations(command: APIApplicationCommand): APIApplicationCommand {
  const leave = new Set(['name_localizations', 'description_localizations']);
  const text = JSON.stringify(command, (key, value: unknown) => (leave.has(key) ? undefined : value));
  return z.custom<APIApplicationCommand>().parse(JSON.parse(text));
}

/** Registers a command, or changes the one of that name; its id stays. */
export function registerCommand(
  world: World,
  body: CommandBody,
  guild?: string,
): { command: APIApplicationCommand; isNew: boolean } {
  const scope = commandsIn(world, guild);
  const known = scope.find((command) => command.name === body.name && command.type === body.type);
  const sameType = scope.filter(({ type }) => type === body.type);
  if (!known && sameType.length >= (COMMANDS[body.type] ?? 0)) throw new ApiError('tooManyCommands');
  const command = z.custom<APIApplicationCommand>().parse({
    ...body,
    id: known?.id ?? world.snowflake(),
    application_id: world.application.id,
    version: world.snowflake(),
    default_member_permissions: body.default_member_permissions ?? null,
    dm_permission: body.dm_permission ?? true,
    contexts: body.contexts ?? null,
    integration_types: body.integration_types ?? [0],
    nsfw: body.nsfw ?? false,
    ...(guild && { guild_id: guild }),
  });
  world.commands.set(command.id, command);
  world.emit({ on: 'commands' });
  return { command, isNew: !known };
}

/** Takes a command away, or Discord's error. */
export function removeCommand(world: World, id: string): void {
  if (!world.commands.delete(id)) throw new ApiError('unknownCommand');
  world.emit({ on: 'commands' });
}

/** Registers these and takes all others away. */
export function replaceCommands(
  world: World,
  bodies: CommandBody[],
  guild?: string,
): APIApplicationCommand[] {
  const kept = bodies.map((body) => registerCommand(world, body, guild).command);
  for (const { id } of commandsIn(world, guild))
    if (!kept.some((command) => command.id === id)) world.commands.delete(id);
  world.emit({ on: 'commands' });
  return kept;
}
