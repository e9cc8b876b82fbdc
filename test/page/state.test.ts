import {
  type APIUser,
  ChannelType,
  MessageFlags,
  MessageReferenceType,
  MessageType,
} from 'discord-api-types/v10';
import { describe, expect, test } from 'vitest';
import { branches, dmOf, title } from '../../playground/page/state/channels.ts';
import { interactionsIn, waitsFor } from '../../playground/page/state/interactions.ts';
import {
  isThinking,
  lastOwn,
  rows,
  starterOf,
  typists,
  unread,
  visibleMessages,
} from '../../playground/page/state/messages.ts';
import { reduce, TYPING_LASTS } from '../../playground/page/state/reduce.ts';
import { choicesOf, idOf, interactionOf } from '../../playground/page/state/results.ts';
import { type Action, EMPTY, type State } from '../../playground/page/state/state.ts';
import type { SeenEvent, SeenMessage, Snapshot } from '../../playground/protocol.ts';

const ADA = user('10', 'Ada');
const BEN = user('11', 'Ben');
const BOBBIN = user('12', 'Bobbin', true);

function user(id: string, name: string, bot = false): APIUser {
  return { id, username: name.toLowerCase(), global_name: name, discriminator: '0', avatar: null, bot };
}

function message(id: string, given: Partial<SeenMessage> = {}): SeenMessage {
  return {
    id,
    channel_id: '100',
    author: BOBBIN,
    content: `message ${id}`,
    timestamp: '2026-01-01T12:00:00.000Z',
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    pinned: false,
    type: MessageType.Default,
    ...given,
  };
}

const SNAPSHOT = {
  guild: { id: '1', name: 'Yard', roles: [] },
  bot: BOBBIN,
  online: true,
  people: [
    { user: ADA, member: { roles: ['50'], nick: null }, managesServer: true },
    { user: BEN, member: { roles: [], nick: 'Benny' }, managesServer: false },
  ],
  channels: [
    { id: '101', type: ChannelType.GuildForum, name: 'ideas', position: 1, guild_id: '1' },
    { id: '100', type: ChannelType.GuildText, name: 'general', position: 0, guild_id: '1' },
    { id: '110', type: ChannelType.PublicThread, name: 'Old', parent_id: '100', guild_id: '1' },
    { id: '111', type: ChannelType.PublicThread, name: 'New', parent_id: '100', guild_id: '1' },
    { id: '120', type: ChannelType.DM, name: null, recipients: [BEN] },
  ],
  messages: { '100': [message('1000')], '110': [] },
  commands: [],
  languages: { server: 'en-US', people: {} },
} as unknown as Snapshot;

const event = (event: SeenEvent, now = 0): Action => ({ type: 'event', event, now });
const said = (id: string, given: Partial<SeenMessage> = {}) =>
  event({ on: 'message', message: message(id, given) });
const after = (...actions: Action[]): State =>
  [{ type: 'snapshot', snapshot: SNAPSHOT, now: 0 } as const, ...actions].reduce(reduce, EMPTY);
const ids = (state: State, channel = '100') => state.messages[channel]?.map(({ id }) => id);

describe('the snapshot', () => {
  test('begins in #general as the first person, all of it read', () => {
    const state = after();
    expect([state.here, state.me, state.ready]).toEqual(['100', '10', true]);
    expect(unread(state, '100')).toEqual({ messages: 0, mentions: 0 });
  });

  test('after a lost connection keeps who speaks, where, and what was read', () => {
    const later: Snapshot = { ...SNAPSHOT, messages: { '110': [message('1001', { channel_id: '110' })] } };
    const state = after(
      { type: 'speakAs', person: '11' },
      { type: 'go', channel: '111' },
      { type: 'snapshot', snapshot: later, now: 0 },
    );
    expect([state.here, state.me]).toEqual(['111', '11']);
    expect(unread(state, '110').messages).toBe(1);
  });
});

describe('messages', () => {
  test('come once, in the order of their ids, and are changed in place', () => {
    const state = after(said('1002'), said('1001'), said('1002', { content: 'changed' }), said('999'));
    expect(ids(state)).toEqual(['999', '1000', '1001', '1002']);
    expect(state.messages['100']?.at(-1)?.content).toBe('changed');
  });

  test('go when they are deleted', () => {
    expect(ids(after(event({ on: 'messageDelete', channel: '100', message: '1000' })))).toEqual([]);
  });

  test('elsewhere are unread until one looks, mentions count of their own', () => {
    const there = { channel_id: '110' };
    const state = after(said('1001', there), said('1002', { ...there, mentions: [ADA] }));
    expect(unread(state, '110')).toEqual({ messages: 2, mentions: 1 });
    expect(unread(reduce(state, { type: 'go', channel: '110' }), '110').messages).toBe(0);
  });

  test('for one person only are seen by that person, until dismissed', () => {
    const state = after(said('1001', { onlyFor: '11' }));
    expect(visibleMessages(state, '100').map(({ id }) => id)).toEqual(['1000']);
    const ben = reduce(state, { type: 'speakAs', person: '11' });
    expect(visibleMessages(ben, '100')).toHaveLength(2);
    expect(visibleMessages(reduce(ben, { type: 'dismiss', message: '1001' }), '100')).toHaveLength(1);
  });

  test('of one author within minutes stand together, replies and later ones do not', () => {
    const at = (minute: number) => ({
      timestamp: `2026-01-01T12:${String(minute).padStart(2, '0')}:00.000Z`,
    });
    const list = [
      message('1', at(0)),
      message('2', at(2)),
      message('3', { ...at(3), author: ADA }),
      message('4', { ...at(4), author: ADA, type: MessageType.Reply }),
      message('5', { ...at(20), author: ADA }),
    ];
    expect(rows(list).map(({ follows }) => follows)).toEqual([false, true, false, false, false]);
    expect(rows(list).map(({ newDay }) => newDay)).toEqual([true, false, false, false, false]);
  });

  test('with an author’s own name stand behind what Discord says about the same author', () => {
    const list = [message('1'), message('2', { type: MessageType.ChannelNameChange }), message('3')];
    expect(rows(list).map(({ follows }) => follows)).toEqual([false, false, false]);
  });

  test('of a deferred answer say that it is being made', () => {
    expect(isThinking(message('1', { flags: MessageFlags.Loading }))).toBe(true);
    expect(isThinking(message('1'))).toBe(false);
  });

  test('the last own one is what ArrowUp edits', () => {
    const state = after(said('1001', { author: ADA }), said('1002', { author: BEN }));
    expect(lastOwn(state, '100')?.id).toBe('1001');
  });

  test('at the beginning of a thread stands the one it was opened from, as it is now', () => {
    const pointer = message('2000', {
      type: MessageType.ThreadStarterMessage,
      message_reference: { type: MessageReferenceType.Default, channel_id: '100', message_id: '1000' },
    });
    expect(starterOf(after(said('1000', { content: 'edited' })), pointer)?.content).toBe('edited');
    expect(starterOf(after(), message('1'))).toBeUndefined();
  });
});

describe('typing', () => {
  const typing = event({ on: 'typing', channel: '100', user: '12', at: 0 }, 1000);

  test.each([
    ['at once', [typing], 1001, ['Bobbin']],
    ['to its end', [typing], 1000 + TYPING_LASTS, []],
    ['until the message comes', [typing, said('1001')], 1001, []],
    ['on while an older message grows', [typing, said('1000')], 1001, ['Bobbin']],
    ['of oneself never', [event({ on: 'typing', channel: '100', user: '10', at: 0 }, 1000)], 1001, []],
    ['by nickname', [event({ on: 'typing', channel: '100', user: '11', at: 0 }, 1000)], 1001, ['Benny']],
  ])('is shown %s', (_, actions, now, names) => {
    expect(typists(after(...actions), '100', now)).toEqual(names);
  });
});

describe('channels', () => {
  test('stand in their order with their threads, newest first', () => {
    const tree = branches(after().channels).map(({ channel, threads }) => [
      channel.name,
      threads.map(({ name }) => name),
    ]);
    expect(tree).toEqual([
      ['general', ['New', 'Old']],
      ['ideas', []],
    ]);
  });

  test('a DM is of one person', () => {
    const { channels } = after();
    expect([dmOf(channels, '11')?.id, dmOf(channels, '10')?.id]).toEqual(['120', undefined]);
  });

  test('a deleted thread gives way to its parent', () => {
    const state = after({ type: 'go', channel: '110' }, event({ on: 'channelDelete', channel: '110' }));
    expect([state.here, state.channels['110']]).toEqual(['100', undefined]);
  });

  test.each([
    ['100', '#general'],
    ['110', '"Old"'],
    ['120', '@Bobbin'],
  ])('%s is called %s', (id, name) => {
    const state = after();
    expect(title(state, state.channels[id]!).replaceAll(/[“”]/g, '"')).toBe(name);
  });
});

describe('interactions', () => {
  const origin = { channel: '100', label: '', message: '1000', customId: 'go' };
  const sent: Action = { type: 'sent', interaction: '7', origin };
  const became = (state: 'waiting' | 'answered' | 'failed', person = '10') =>
    event({ on: 'interaction', interaction: '7', person, state });

  test.each([
    ['sent', [sent], true],
    ['waiting', [sent, became('waiting')], true],
    ['answered', [sent, became('answered')], false],
    ['answered before the deed was', [became('answered'), sent], false],
    ['failed', [sent, became('failed')], false],
  ])('a button waits: %s', (_, actions, waits) => {
    expect(waitsFor(after(...actions), '1000', 'go')).toBe(waits);
  });

  test('a failure stays until one tries again', () => {
    const failed = after(became('failed'), sent);
    expect(interactionsIn(failed, '100').map(([id, { state }]) => [id, state])).toEqual([['7', 'failed']]);
    const again = reduce(failed, { type: 'sent', interaction: '8', origin });
    expect(interactionsIn(again, '100').map(([id]) => id)).toEqual(['8']);
  });

  test('a modal opens only for whom it is meant', () => {
    const modal = { custom_id: 'm', title: 'M', components: [] };
    const open = (person: string) => after(event({ on: 'modal', person, channel: '100', modal })).modal;
    expect([open('10')?.modal.title, open('11')]).toEqual(['M', undefined]);
  });
});

test('results of deeds are read with care', () => {
  expect(idOf({ id: '5' })).toBe('5');
  expect(idOf(undefined)).toBeUndefined();
  expect(interactionOf({ interaction: 5 })).toBeUndefined();
  expect(choicesOf([{ name: 'a', value: 1 }, { name: 'b' }, null])).toEqual([{ name: 'a', value: 1 }]);
});
