import { describe, expect, test } from 'vitest';
import { addressOf, type Heard } from '../../../src/discord/hear/addressing.ts';
import type { Settings } from '../../../src/settings/schema.ts';

type Case = [
  name: string,
  heard: Partial<Heard>,
  settings: Partial<Pick<Settings, 'answerTo' | 'replyIn'>>,
  address: 'nobody' | 'here' | 'here, reading what was before' | 'a new thread',
];

const cases: Case[] = [
  ['a message in a channel', {}, {}, 'nobody'],
  ['a mention in a channel', { mentioned: true }, {}, 'a new thread'],
  ['a mention by a bot', { mentioned: true, fromPerson: false }, {}, 'nobody'],
  ['a message in a channel that answers always', {}, { answerTo: 'always' }, 'a new thread'],
  ['a mention in a channel that answers never', { mentioned: true }, { answerTo: 'never' }, 'nobody'],
  [
    'a mention where replies are inline',
    { mentioned: true },
    { replyIn: 'inline' },
    'here, reading what was before',
  ],
  ['a message where replies are inline', {}, { replyIn: 'inline' }, 'nobody'],
  [
    'the first message in an inline channel that answers always',
    {},
    { replyIn: 'inline', answerTo: 'always' },
    'here, reading what was before',
  ],
  [
    'a later message in an inline channel that answers always',
    { known: true },
    { replyIn: 'inline', answerTo: 'always' },
    'here',
  ],
  [
    'a mention in a voice channel’s chat',
    { mentioned: true, canOpenThread: false },
    {},
    'here, reading what was before',
  ],
  ['a message in a thread of others', { where: 'thread' }, {}, 'nobody'],
  [
    'a mention in a thread of others',
    { where: 'thread', mentioned: true },
    {},
    'here, reading what was before',
  ],
  [
    'another mention in a thread of others',
    { where: 'thread', mentioned: true, known: true },
    {},
    'here, reading what was before',
  ],
  ['a message in its own thread', { where: 'thread', joined: true, known: true }, {}, 'here'],
  ['a message in its own thread, inline', { where: 'thread', joined: true }, { replyIn: 'inline' }, 'here'],
  [
    'a message in its own thread that answers never',
    { where: 'thread', joined: true },
    { answerTo: 'never' },
    'nobody',
  ],
  [
    'a mention in its own thread that answers never',
    { where: 'thread', joined: true, mentioned: true },
    { answerTo: 'never' },
    'nobody',
  ],
  ['a bot in its own thread', { where: 'thread', joined: true, fromPerson: false }, {}, 'nobody'],
  [
    'a new post in a forum that answers always',
    { where: 'thread' },
    { answerTo: 'always' },
    'here, reading what was before',
  ],
  ['a later message in such a post', { where: 'thread', known: true }, { answerTo: 'always' }, 'here'],
  ['a direct message', { where: 'dm' }, {}, 'here'],
  ['a direct message by a bot', { where: 'dm', fromPerson: false }, {}, 'nobody'],
];

describe('a message is for', () => {
  test.each(cases)('%s', (_, heard, settings, expected) => {
    const whole: Heard = {
      message: '20',
      channel: '10',
      fromPerson: true,
      where: 'channel',
      mentioned: false,
      joined: false,
      known: false,
      canOpenThread: true,
      ...heard,
    };
    const address = addressOf(
      whole,
      { answerTo: 'mention', replyIn: 'thread', ...settings },
      { directMessages: true },
    );
    expect(address).toEqual(
      {
        nobody: undefined,
        here: { conversation: '10', openThread: false, readBefore: false },
        'here, reading what was before': { conversation: '10', openThread: false, readBefore: true },
        'a new thread': { conversation: '20', openThread: true, readBefore: false },
      }[expected],
    );
  });

  test('nobody when it is a direct message and the operator switched these off', () => {
    const heard = {
      message: '20',
      channel: '10',
      fromPerson: true,
      where: 'dm',
      mentioned: true,
      joined: false,
      known: true,
      canOpenThread: false,
    } as const;
    expect(
      addressOf(heard, { answerTo: 'mention', replyIn: 'thread' }, { directMessages: false }),
    ).toBeUndefined();
  });
});
