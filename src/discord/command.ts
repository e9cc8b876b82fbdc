import type {
  AnySelectMenuInteraction,
  ApplicationCommandOptionChoiceData,
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
  RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import type { Snowflake } from '../conversation/entry.ts';
import type { Files } from '../conversation/files/files.ts';
import type { Knowledge } from '../conversation/knowledge/knowledge.ts';
import type { Lanes } from '../conversation/lanes.ts';
import type { Pictures } from '../conversation/pictures.ts';
import type { Forgetting } from '../conversation/privacy/forget.ts';
import type { Spending } from '../conversation/spending/spending.ts';
import type { Preview } from '../conversation/preview.ts';
import type { TokensOf } from '../conversation/tokens.ts';
import type { Examples } from '../settings/examples.ts';
import type { SettingsKeeper } from '../settings/settings.ts';
import type { Health } from './gateway/health.ts';
import type { Store } from '../store/store.ts';

/** What commands work with. */
export interface Bobbin {
  store: Store;
  settings: SettingsKeeper;
  tokensOf: TokensOf;
  lanes: Lanes;
  /** This process, as the owner of leases. */
  owner: string;
  /** Which message is being answered in which conversation. */
  answering: ReadonlyMap<Snowflake, Snowflake>;
  /** The models that a server may choose from. */
  models: readonly string[];
  examples: Examples;
  files: Files;
  knowledge: Knowledge;
  /** What calls to models cost whom. */
  spending: Spending;
  /** Undefined: there is no model that paints. */
  pictures: Pictures | undefined;
  health: Health;
  forgetting: Forgetting;
  /** Whether direct messages are answered. */
  directMessages: boolean;
  /** Whether there is a model that checks what is said. */
  moderates: boolean;
  /** Aborted when Bobbin stops and waits no longer for what takes long. */
  stopping: AbortSignal;
  preview: Preview;
  /** Fetches what people uploaded, so many bytes at most. Throws a UserError where it can’t. */
  fetchFile: (url: string, most: number, signal: AbortSignal) => Promise<Buffer>;
  /** The tools that a server may switch on and off. */
  tools: readonly string[];
}

/**
 * One command: its data, and what happens. A handler acknowledges first (Discord gives it three seconds) and then
 * works; what it throws is told to the person by interactions.ts.
 *
 * The custom ids of its buttons, selects and modals are `customId(command, action, argument)`, so that they find their way
 * back here after a restart too. Behind a colon the argument may have more than the channel.
 */
export interface Command {
  data: RESTPostAPIChatInputApplicationCommandsJSONBody | RESTPostAPIContextMenuApplicationCommandsJSONBody;
  /** To use it is to ask something, which a server may allow only some people, and only in some places. */
  asks?: true;
  /** Whether there is what it needs; without it: always. */
  isOffered?: (bobbin: Bobbin) => boolean;
  /** Typed: /name. */
  run?: (interaction: ChatInputCommandInteraction, bobbin: Bobbin) => Promise<void>;
  /** Chosen in the menu of a message. */
  runOn?: (interaction: MessageContextMenuCommandInteraction, bobbin: Bobbin) => Promise<void>;
  autocomplete?: (
    interaction: AutocompleteInteraction,
    bobbin: Bobbin,
  ) => ApplicationCommandOptionChoiceData[] | Promise<ApplicationCommandOptionChoiceData[]>;
  /** Its buttons stand below replies, which everybody sees; those of others on what only one person sees. */
  isBelowReplies?: true;
  /** By action. */
  buttons?: Record<string, Handler<ButtonInteraction>>;
  /** By action. */
  selects?: Record<string, Handler<AnySelectMenuInteraction>>;
  /** By action. */
  modals?: Record<string, Handler<ModalSubmitInteraction>>;
}

type Handler<Interaction> = (interaction: Interaction, argument: string, bobbin: Bobbin) => Promise<void>;

export function customId(command: string, action: string, argument: string): string {
  return `${command}:${action}:${argument}`;
}

/** The parts of a custom id; anything else than one of ours gives parts that name no command. */
export function readCustomId(id: string): { command: string; action: string; argument: string } {
  const [command = '', action = '', ...argument] = id.split(':');
  return { command, action, argument: argument.join(':') };
}
