import type { SeenMessage, Snapshot } from '../../protocol.ts';
import { byId, firstChannel, newest } from './channels.ts';
import { compareIds } from './ids.ts';
import { reduceInteraction, reduceSent } from './interactions.ts';
import type { Action, State } from './state.ts';

/** Discord's clients show typing this long after the last event, in milliseconds. */
export const TYPING_LASTS = 10_000;

/** The state after what happened. Pure: the time comes with the action. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'socket':
      return { ...state, socket: action.state };
    case 'snapshot':
      return reduceSnapshot(state, action.snapshot);
    case 'event':
      return reduceEvent(state, action);
    case 'speakAs':
      return { ...state, me: action.person, modal: undefined, editing: undefined, replies: {} };
    case 'go':
      return seen({ ...state, here: action.channel, editing: undefined });
    case 'dismiss':
      return { ...state, dismissed: [...state.dismissed, action.message] };
    case 'dismissFailure':
      return { ...state, interactions: without(state.interactions, action.interaction) };
    case 'sent':
      return reduceSent(state, action.interaction, action.origin);
    case 'closeModal':
      return { ...state, modal: undefined };
    case 'reply': {
      const replies = without(state.replies, action.channel);
      return {
        ...state,
        replies: action.message ? { ...replies, [action.channel]: action.message } : replies,
      };
    }
    case 'edit':
      return { ...state, editing: action.message };
    case 'toast':
      return { ...state, toast: { text: action.text, at: action.now } };
    case 'closeToast':
      break;
  }
  return { ...state, toast: undefined };
}

function reduceSnapshot(state: State, snapshot: Snapshot): State {
  const { guild, bot, online, people, messages, commands, languages } = snapshot;
  const channels = byId(snapshot.channels);
  const here = channels[state.here] ? state.here : (firstChannel(channels)?.id ?? '');
  // What was there before the page was opened counts as read; what came while it was away does not.
  const before = Object.fromEntries(Object.entries(messages).map(([id, list]) => [id, newest(list)]));
  const me = people.some((person) => person.user.id === state.me) ? state.me : (people[0]?.user.id ?? '');
  const next: State = {
    ...state,
    guild,
    bot,
    online,
    people,
    channels,
    messages,
    commands,
    languages,
    here,
    me,
    ready: true,
    typing: {},
    interactions: {},
    read: state.ready ? state.read : before,
  };
  return seen(next);
}

function reduceEvent(state: State, { event, now }: Extract<Action, { type: 'event' }>): State {
  switch (event.on) {
    case 'message':
      return reduceMessage(state, event.message);
    case 'messageDelete': {
      const list = state.messages[event.channel] ?? [];
      const kept = list.filter((message) => message.id !== event.message);
      return { ...state, messages: { ...state.messages, [event.channel]: kept } };
    }
    case 'channel':
      return { ...state, channels: { ...state.channels, [event.channel.id]: event.channel } };
    case 'channelDelete':
      return reduceChannelDelete(state, event.channel);
    case 'typing': {
      const typists = { ...state.typing[event.channel], [event.user]: now + TYPING_LASTS };
      return { ...state, typing: { ...state.typing, [event.channel]: typists } };
    }
    case 'commands':
      return { ...state, commands: event.commands };
    case 'languages':
      return { ...state, languages: event.languages };
    case 'online':
      return { ...state, online: event.online };
    case 'interaction':
      return reduceInteraction(state, event);
    case 'modal':
      break;
  }
  const { person, channel, modal } = event;
  return person === state.me ? { ...state, modal: { person, channel, modal } } : state;
}

function reduceMessage(state: State, message: SeenMessage): State {
  const channel = message.channel_id;
  const list = state.messages[channel] ?? [];
  const known = list.some((one) => one.id === message.id);
  const messages = known
    ? list.map((one) => (one.id === message.id ? message : one))
    : [...list, message].toSorted((a, b) => compareIds(a.id, b.id));
  // A new message ends its author's typing; an edit, as of a reply that grows, does not.
  const typing = known
    ? state.typing
    : { ...state.typing, [channel]: without(state.typing[channel] ?? {}, message.author.id) };
  const next = { ...state, typing, messages: { ...state.messages, [channel]: messages } };
  if (message.author.id === state.me && !known)
    return { ...next, read: { ...next.read, [channel]: message.id } };
  return channel === state.here ? seen(next) : next;
}

function reduceChannelDelete(state: State, id: string): State {
  const gone = state.channels[id];
  const channels = without(state.channels, id);
  const messages = without(state.messages, id);
  if (state.here !== id) return { ...state, channels, messages };
  const parent = gone && 'parent_id' in gone ? channels[gone.parent_id ?? ''] : undefined;
  return seen({ ...state, channels, messages, here: (parent ?? firstChannel(channels))?.id ?? '' });
}

/** Marks the channel which is looked at as read. */
function seen(state: State): State {
  const last = newest(state.messages[state.here] ?? []);
  if (!last || state.read[state.here] === last) return state;
  return { ...state, read: { ...state.read, [state.here]: last } };
}

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => id !== key));
}
