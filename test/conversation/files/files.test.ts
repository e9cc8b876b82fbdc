import { expect, test } from 'vitest';
import { toKeep, withFound } from '../../../src/conversation/files/files.ts';

const file = (id: string) => ({
  id,
  name: `${id}.x`,
  type: '',
  size: 1,
  url: 'https://cdn.discordapp.com/x',
});
const kept = (id: string) => ({ id, name: `${id}.x`, type: '', size: 1 });

test('what was read is kept in the entry, its content beside it, and no address', () => {
  const bytes = Buffer.from('jpeg');
  const size = { mediaType: 'image/jpeg', width: 3, height: 2, tokens: 2 };
  expect(
    toKeep(
      [file('1'), file('2'), file('3'), file('4'), file('5')],
      [
        { kind: 'picture', bytes, ...size },
        { kind: 'text', text: 'Grüße', shortened: true, tokens: 9, pages: { read: 1, of: 3 } },
        { kind: 'speech', text: 'Hi', shortened: false, tokens: 1 },
        { kind: 'unreadable', why: 'It is empty.' },
      ],
    ),
  ).toEqual({
    attachments: [
      { ...kept('1'), found: { kind: 'picture', ...size } },
      { ...kept('2'), found: { kind: 'text', shortened: true, tokens: 9, pages: { read: 1, of: 3 } } },
      { ...kept('3'), found: { kind: 'speech', shortened: false, tokens: 1 } },
      { ...kept('4'), found: { kind: 'unreadable', why: 'It is empty.' } },
      kept('5'),
    ],
    copies: [
      { attachment: '1', bytes },
      { attachment: '2', bytes: Buffer.from('Grüße') },
      { attachment: '3', bytes: Buffer.from('Hi') },
    ],
  });
});

test('what was found in a file is known after its message was edited, though not of other files', () => {
  const found = { kind: 'unreadable', why: 'It is empty.' } as const;
  const before = [
    { ...kept('1'), found },
    { ...kept('2'), found },
    { name: 'old', type: '', size: 1, found },
  ];
  expect(withFound([kept('2'), kept('3'), { name: 'old', type: '', size: 1 }], before)).toEqual([
    { ...kept('2'), found },
    kept('3'),
    { name: 'old', type: '', size: 1 },
  ]);
});
