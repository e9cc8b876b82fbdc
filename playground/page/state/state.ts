import type {
  APIApplicationCommand,
  APIChannel,
  APIModalInteractionResponseCallbackData,
  APIUser,
} from 'discord-api-types/v10';

import type { Person, SeenEvent, SeenMessage, Snapshot } from '../../protocol.ts';

/** The language of the client of whoever is spoken as. */
export function languageOf({ languages, me }: Pick<State, 'languages' | 'me'>): string {
  return languages.people[me] ?? 'en-US';
}

/** Where an interaction came from, to show its waiting and its failure there. */
export interface Origin {
  channel: string;
  /** "/settings prompt", or empty for a click. */
  label: string;
  message?: string;
  customId?: string;
}

export interface Interaction {
  person: string;
  state: 'sent' | 'waiting' | 'answered' | 'failed';
  /** Missing while the answer to the deed is still under way; the events may be faster. */
  origin?: Origin;
}

export interface OpenModal {
  person: string;
  channel: string;
  modal: APIModalInteractionResponseCallbackData;
}

/** All that the page shows. */
export interface State {
  socket: 'connecting' | 'open' | 'lost';
  ready: boolean;
  guild: Snapshot['guild'];
  bot: APIUser | undefined;
  online: boolean;
  people: Person[];
  channels: Record<string, APIChannel>;
  messages: Record<string, SeenMessage[]>;
  commands: APIApplicationCommand[];
  languages: Snapshot['languages'];
  /** Ids of the person who is spoken as, and of the channel which is looked at. */
  me: string;
  here: string;
  /** By channel and user: when it ends, in milliseconds. */
  typing: Record<string, Record<string, number>>;
  /** By channel: the newest message that was seen. */
  read: Record<string, string>;
  /** Ephemeral messages which were put away. */
  dismissed: string[];
  interactions: Record<string, Interaction>;
  modal: OpenModal | undefined;
  /** By channel: the message which is answered. */
  replies: Record<string, string>;
  /** The message which is being edited. */
  editing: string | undefined;
  toast: { text: string; at: number } | undefined;
}

export type Action =
  | { type: 'socket'; state: State['socket'] }
  | { type: 'snapshot'; snapshot: Snapshot; now: number }
  | { type: 'event'; event: SeenEvent; now: number }
  | { type: 'speakAs'; person: string }
  | { type: 'go'; channel: string }
  | { type: 'dismiss'; message: string }
  | { type: 'dismissFailure'; interaction: string }
  | { type: 'sent'; interaction: string; origin: Origin }
  | { type: 'closeModal' }
  | { type: 'reply'; channel: string; message: string | undefined }
  | { type: 'edit'; message: string | undefined }
  | { type: 'toast'; text: string; now: number }
  | { type: 'closeToast' };

/** What there is before the first snapshot. */
export const EMPTY: State = {
  socket: 'connecting',
  ready: false,
  guild: { id: '', name: '', roles: [] },
  bot: undefined,
  online: true,
  people: [],
  channels: {},
  messages: {},
  commands: [],
  languages: { server: 'en-US', people: {} },
  me: '',
  here: '',
  typing: {},
  read: {},
  dismissed: [],
  interactions: {},
  modal: undefined,
  replies: {},
  editing: undefined,
  toast: undefined,
};
