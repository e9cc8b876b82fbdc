import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType as Option,
  ApplicationCommandType,
  InteractionContextType,
} from 'discord-api-types/v10';
import { describe, expect, test } from 'vitest';
import {
  candidates,
  complete,
  decodeMentions,
  encodeMentions,
  mentionAt,
} from '../../playground/page/compose/completion.ts';
import { readOptions } from '../../playground/page/compose/option-values.ts';
import { leaves, messageCommands, paletteFor, parseTyped } from '../../playground/page/compose/slash.ts';

const EVERYBODY = [
  { id: '1', name: 'Bobbin', bot: true },
  { id: '2', name: 'Ada', bot: false },
  { id: '3', name: 'Ada Two', bot: false },
  { id: '4', name: 'Ben', bot: false },
];

describe('mentions', () => {
  test.each([
    ['@', { start: 0, query: '' }],
    ['hello @bo', { start: 6, query: 'bo' }],
    ['(@a', { start: 1, query: 'a' }],
    ['mail@bo', undefined],
    ['@Bobbin ', undefined],
    ['nothing', undefined],
  ])('typed %j', (text, expected) => {
    expect(mentionAt(text, text.length)).toEqual(expected);
  });

  test.each([
    ['b', ['Bobbin', 'Ben']],
    ['ad', ['Ada', 'Ada Two']],
    ['', ['Bobbin', 'Ada', 'Ada Two', 'Ben']],
    ['x', []],
  ])('candidates for %j', (query, names) => {
    expect(candidates(EVERYBODY, query).map(({ name }) => name)).toEqual(names);
  });

  test('completing keeps what stands around, and the caret behind the name', () => {
    expect(complete('hi @bo there', 6, { start: 3, query: 'bo' }, 'Bobbin')).toEqual({
      text: 'hi @Bobbin there',
      caret: 11,
    });
  });

  test.each([
    ['@Bobbin hello', '<@1> hello'],
    ['@bobbin, @ben!', '<@1>, <@4>!'],
    ['@Ada Two and @Ada', '<@3> and <@2>'],
    ['@Adam', '@Adam'],
    ['mail@Ben', 'mail@Ben'],
    ['`@Ben` ```\n@Ada\n``` @Ben', '`@Ben` ```\n@Ada\n``` <@4>'],
  ])('%j is sent as %j', (text, sent) => {
    expect(encodeMentions(text, EVERYBODY)).toBe(sent);
  });

  test('what was sent is edited as it was typed', () => {
    expect(decodeMentions('<@1> and <@!4>, not <@99>', EVERYBODY)).toBe('@Bobbin and @Ben, not <@99>');
  });
});

function command(given: Partial<APIApplicationCommand>): APIApplicationCommand {
  return {
    id: '1',
    application_id: '1',
    version: '1',
    type: ApplicationCommandType.ChatInput,
    name: 'a',
    description: 'A',
    default_member_permissions: null,
    ...given,
  };
}

const COMMANDS = [
  command({ name: 'help', description: 'Helps' }),
  command({
    name: 'settings',
    default_member_permissions: '32',
    options: [
      {
        type: Option.Subcommand,
        name: 'model',
        description: 'Choose',
        options: [
          { type: Option.String, name: 'name', description: 'Which', required: true },
          { type: Option.Integer, name: 'limit', description: 'How much' },
        ],
      },
      {
        type: Option.SubcommandGroup,
        name: 'log',
        description: 'Log',
        options: [{ type: Option.Subcommand, name: 'show', description: 'Show' }],
      },
    ],
  }),
  command({ name: 'forget', contexts: [InteractionContextType.Guild] }),
  command({ name: 'Explain', type: ApplicationCommandType.Message }),
];

const SERVER = { dm: false, managesServer: true };
const names = (list: { name: string }[] | undefined) => list?.map(({ name }) => name);

describe('slash commands', () => {
  test.each([
    ['who manages', SERVER, ['forget', 'help', 'settings log show', 'settings model']],
    ['everybody else', { dm: false, managesServer: false }, ['forget', 'help']],
    ['a DM', { dm: true, managesServer: false }, ['help', 'settings log show', 'settings model']],
  ])('%s', (_, place, expected) => {
    expect(names(leaves(COMMANDS, place))).toEqual(expected);
  });

  test('are described in the language of one’s client, where there are words in it', () => {
    const help = {
      ...COMMANDS.find(({ name }) => name === 'help')!,
      description_localizations: { de: 'Hilfe' },
    };
    const said = (locale: string) => leaves([help], SERVER, locale).map(({ description }) => description);
    expect([said('de'), said('fr')]).toEqual([['Hilfe'], [help.description]]);
  });

  test('those of the message menu stand there alone', () => {
    expect(messageCommands(COMMANDS, SERVER)).toEqual(['Explain']);
  });

  test.each([
    ['/', ['forget', 'help', 'settings log show', 'settings model']],
    ['/se', ['settings log show', 'settings model']],
    ['/model', ['settings model']],
    ['/settings model name:x', ['settings model']],
    ['/nothing', []],
    ['hello', undefined],
    ['/a\nb', undefined],
  ])('the palette for %j', (text, expected) => {
    expect(names(paletteFor(text, leaves(COMMANDS, SERVER)))).toEqual(expected);
  });

  test.each([
    ['/settings model', {}],
    ['/settings model name:gpt 5 limit: 3', { name: 'gpt 5', limit: '3' }],
    ['/settings model gpt', { name: 'gpt' }],
  ])('typed out: %j', (text, values) => {
    expect(parseTyped(text, leaves(COMMANDS, SERVER))?.values).toEqual(values);
  });
});

const OPTIONS: APIApplicationCommandBasicOption[] = [
  { type: Option.String, name: 'text', description: '', required: true, max_length: 5 },
  { type: Option.Integer, name: 'count', description: '', min_value: 1, max_value: 5 },
  { type: Option.Number, name: 'share', description: '' },
  { type: Option.Boolean, name: 'quiet', description: '' },
];

test.each<[Record<string, string>, unknown]>([
  [
    { text: 'a', count: '2', share: '0.5', quiet: 'true' },
    {
      options: [
        { name: 'text', value: 'a' },
        { name: 'count', value: 2 },
        { name: 'share', value: 0.5 },
        { name: 'quiet', value: true },
      ],
    },
  ],
  [{}, { wrong: 'text', problem: '“text” is required.' }],
  [{ text: 'abcdef' }, { wrong: 'text', problem: '“text” must have at most 5 characters.' }],
  [
    { text: 'a', count: 'x' },
    { wrong: 'count', problem: '“count” must be a number.' },
  ],
  [
    { text: 'a', count: '1.5' },
    { wrong: 'count', problem: '“count” must be a whole number.' },
  ],
  [
    { text: 'a', count: '9' },
    { wrong: 'count', problem: '“count” must be at most 5.' },
  ],
])('options %j', (values, expected) => {
  expect(readOptions(OPTIONS, values)).toEqual(expected);
});
