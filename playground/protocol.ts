import type {
  APIApplicationCommand,
  APIChannel,
  APIGuildMember,
  APIMessage,
  APIModalInteractionResponseCallbackData,
  APIRole,
  APIUser,
} from 'discord-api-types/v10';

// What the page and the look-alike say to each other, as JSON over one WebSocket at /page. All ids are snowflakes.

/** Somebody whom the page can speak as. */
export interface Person {
  user: APIUser;
  member: APIGuildMember;
  /** For the page: whether this person may manage the server. */
  managesServer: boolean;
}

/** All that there is to see, sent once after connecting. */
export interface Snapshot {
  guild: { id: string; name: string; roles: APIRole[] };
  bot: APIUser;
  /** Whether Bobbin's gateway connection is up. */
  online: boolean;
  people: Person[];
  /** Channels, forums, threads and DMs. */
  channels: APIChannel[];
  /** Newest last; by channel id. Ephemeral messages are among them, with `onlyFor`. */
  messages: Record<string, SeenMessage[]>;
  commands: APIApplicationCommand[];
  languages: Languages;
}

/** Discord's locales: that of the server, and those of people's clients where they are not English. */
export interface Languages {
  server: string;
  people: Record<string, string>;
}

/** A message as one sees it in the client. */
export type SeenMessage = APIMessage & {
  /** Ephemeral: the person who alone can see it. */
  onlyFor?: string;
};

export type SaidFile = { name: string; type: string; base64: string };

/** What a person can do. `do` names a method of Person in people.ts; each is answered with a `done` of the same id. */
export type Deed =
  | { do: 'say'; channel: string; text: string; replyTo?: string; files?: SaidFile[] }
  | { do: 'edit'; channel: string; message: string; text: string }
  | { do: 'delete'; channel: string; message: string }
  | { do: 'startThread'; channel: string; name: string; message?: string; private?: boolean }
  | { do: 'post'; forum: string; title: string; text: string }
  | { do: 'deleteChannel'; channel: string }
  | { do: 'openDm' }
  | { do: 'speak' | 'setServerLocale'; locale: string }
  | { do: 'command'; channel: string; name: string; options: CommandOption[] }
  | { do: 'messageCommand'; channel: string; name: string; message: string }
  | { do: 'autocomplete'; channel: string; name: string; options: CommandOption[]; focused: string }
  | { do: 'click'; channel: string; message: string; customId: string }
  | { do: 'select'; channel: string; message: string; customId: string; values: string[] }
  | { do: 'submitModal'; channel: string; customId: string; values: Record<string, string | string[]> };

/**
 * An option of a slash command as it was typed. Sub-commands stand in `name` of the deed: "settings prompt".
 */
export type CommandOption = { name: string; value: string | number | boolean | SaidFile };

export type FromPage = { id: number; as: string } & Deed;

export type ToPage =
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'event'; event: SeenEvent }
  /** An answer to a deed; `error` is one sentence for the person. */
  | { type: 'done'; id: number; error?: string; result?: unknown };

/** What changed; the same objects that the gateway sends. */
export type SeenEvent =
  | { on: 'message'; message: SeenMessage } // new or changed, whole
  | { on: 'messageDelete'; channel: string; message: string }
  | { on: 'channel'; channel: APIChannel } // new or changed: channels, threads, DMs
  | { on: 'channelDelete'; channel: string }
  | { on: 'typing'; channel: string; user: string; at: number }
  | { on: 'commands'; commands: APIApplicationCommand[] }
  | { on: 'languages'; languages: Languages }
  | { on: 'online'; online: boolean }
  /** A command, button or modal has been acknowledged with "thinking", or has failed. */
  | { on: 'interaction'; interaction: string; person: string; state: 'waiting' | 'answered' | 'failed' }
  | { on: 'modal'; person: string; channel: string; modal: APIModalInteractionResponseCallbackData };
